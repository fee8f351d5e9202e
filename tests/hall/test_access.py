"""Every address of the portal for every role, against a table written out; a new address must enter it."""

import pytest
from django.db import transaction
from django.test import Client

from cluster_selection.accounts.enums import Role
from cluster_selection.accounts.middleware import SESSION_KEY
from cluster_selection.accounts.models import Membership
from cluster_selection.clock import Clock
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.documents.services import build
from tests.addresses import Rows, patterns, public_names

# Letter → login in the demo. The own applications are those of A; Z represents another participant.
PEOPLE = {
    "A": "furniture",
    "E": "furniture.editor",
    "Z": "dairy",
    "R": "registrar",
    "S": "screener",
    "H": "head",
    "C": "coordinator",
    "X": "expert",
    "I": "institute",
    "Y": "secretary",
    "M": "member",
    "K": "chair",
    "U": "auditor",
    "O": "administrator",
    "P": "security",
}
ROLES = {
    "A": Role.REPRESENTATIVE,
    "E": Role.EDITOR,
    "Z": Role.REPRESENTATIVE,
    "R": Role.REGISTRAR,
    "S": Role.SCREENER,
    "H": Role.HEAD,
    "C": Role.COORDINATOR,
    "X": Role.EXPERT,
    "I": Role.INSTITUTE_HEAD,
    "Y": Role.SECRETARY,
    "M": Role.MEMBER,
    "K": Role.CHAIR,
    "U": Role.AUDITOR,
    "O": Role.ADMINISTRATOR,
    "P": Role.SECURITY_ADMINISTRATOR,
}

# Open to visitors by its view, yet it leads who has not begun to sign in to the beginning.
IN_THE_MIDDLE_OF_SIGNING_IN = {"mfa_authenticate"}

# Who tries what is open to all: a visitor, a participant, an office.
SOME = ("-", "A", "H")

# One line an address: its name, POST if it takes nothing else, who gets which status, * for everybody else
# who is signed in, "-" for a visitor, who otherwise is led to the sign-in page. "all" is everybody, visitors
# too.
# 404 in the place of a PDF: nothing is there to preview in the state of the rows.
TABLE = """
root all=302
healthz all=200
readyz all=200
robots all=200
favicon all=301
documents:verify_form all=200
documents:verify all=200
documents:download all=200
api:openapi-json all=200
api:competitions all=200
api:competition all=200
api:api-root all=404
site:home all=200
site:after_sign_in *=302
site:accessibility all=200
site:language all=302
site:clock POST all=302
site:desk RSHCXI=200 *=403
site:audit UP=200 *=403
site:audit_access UP=200 *=403
site:audit_verification UP=200 *=403
site:audit_stream UP=200 *=403
site:audit_entry UP=200 *=403
accounts:account *=200
accounts:change_account *=200
accounts:act_as POST *=404
accounts:demo all=200
accounts:kept *=404
accounts:forget_kept POST *=404
accounts:organisations UOP=200 *=302
accounts:register_organisation *=200
accounts:organisation AEUOP=200 *=404
accounts:change_organisation AP=200 *=404
accounts:invite AP=200 *=404
accounts:end_membership ZP=200 *=404
accounts:close_account POST P=302 *=403
accounts:reopen_account POST P=302 *=403
accounts:withdraw_invitation POST *=404
accounts:invitation all=410
accounts:register_from_invitation POST all=302
accounts:accept_invitation POST *=302
account_login *=302 -=200
account_logout *=200 -=302
account_inactive all=200
account_signup *=302 -=200
account_reauthenticate *=200
account_email *=200
account_email_verification_sent all=200
account_change_password *=200
account_set_password *=302
account_reset_password all=200
account_confirm_email all=200
account_reset_password_from_key_done all=200
account_reset_password_from_key all=200
account_reset_password_done all=200
mfa_index *=200
mfa_authenticate *=302
mfa_reauthenticate *=302
mfa_activate_totp *=302
mfa_deactivate_totp *=404
mfa_view_recovery_codes *=404
mfa_generate_recovery_codes *=302
mfa_download_recovery_codes *=404
editions:list all=200
editions:text all=200
editions:data all=200
workflow:terms all=200
workdays:index all=302
workdays:calendar all=200
delivery:list *=200
delivery:dead_jobs O=200 *=403
delivery:retry_job POST O=404 *=403
delivery:message A=200 *=404
delivery:confirm POST A=302 *=404
competitions:list all=200
competitions:competition all=200
competitions:results_of all=200
competitions:publication all=200
competitions:decision all=200
competitions:extension_document all=404
competitions:results all=200
competitions:archive all=200
competitions:organiser RSHU=200 *=403
competitions:new RH=200 *=403
competitions:proposal RH=200 *=403
competitions:manage RSHU=200 *=403
competitions:decision_file RSHU=200 *=403
competitions:print_evidence RSHU=200 *=403
competitions:edit RH=200 *=403
competitions:announce H=200 *=403
competitions:confirm_print RH=302 *=403
competitions:confirm_one_print RH=200 *=403
competitions:change_text H=200 *=403
competitions:extend H=200 *=403
competitions:declare_void H=200 *=403
competitions:cancel H=200 *=403
competitions:correct H=200 *=403
applications:list AEZ=200 *=403
applications:start AEZ=200 *=403
applications:application AE=200 *=404
applications:annex1 AE=200 *=404
applications:print_annex1 AE=200 *=404
applications:signed_form AE=200 *=404
applications:remove_signed_form POST AE=302 *=404
applications:members AE=200 *=404
applications:add_member AE=200 *=404
applications:member AE=200 *=404
applications:remove_member AE=200 *=404
applications:consents AE=200 *=404
applications:ask_all POST AE=302 *=404
applications:ask AE=200 *=404
applications:remind POST AE=302 *=404
applications:give AE=200 *=404
applications:print_annex2 AE=200 *=404
applications:item AE=200 *=404
applications:documents AE=200 *=404
applications:remove_document AE=200 *=404
applications:own_file AE=200 *=404
applications:paper AE=200 *=404
applications:download_json AE=200 *=404
applications:download_html AE=200 *=404
applications:check AE=200 *=404
applications:package AE=200 *=404
applications:sign_package POST AE=200 *=404
applications:package_data AE=200 *=404
applications:file POST E=403 *=404
applications:amend POST E=403 *=404
applications:receipt AE=200 *=404
applications:versions AE=200 *=404
applications:version AE=200 *=404
applications:version_receipt AE=200 *=404
applications:withdraw A=200 E=403 *=404
applications:statement A=200 E=403 *=404
applications:delete A=200 E=403 *=404
applications:consent all=410
applications:announce POST all=410
applications:give_by_link POST all=410
applications:decline POST all=410
applications:revoke POST all=410
applications:consent_pdf all=410
review:registers RSHU=200 *=403
review:register RSHU=200 *=403
review:enter_paper RH=200 *=403
review:application RSHU=200 *=403
review:version RSHU=200 *=403
review:application_file RSHU=200 *=403
review:application_paper RSHU=200 *=403
review:receive_paper_set RH=200 *=403
review:amend_by_paper RH=200 *=403
review:withdraw_by_paper RH=200 *=403
review:state_by_paper RH=200 *=403
review:papers_returned RH=200 *=403
review:ask_for_data RSH=200 CXI=404 *=403
review:check RSHU=200 *=403
review:begin_check POST SH=302 *=403
review:take_over_check POST S=409 H=302 *=403
review:admit SH=200 *=403
review:return_application SH=200 *=403
review:preview_notice SH=200 *=403
review:reopen_check H=200 *=403
review:forwarding RSHU=200 *=403
review:referral RSHU=200 *=403
review:batches RSHU=200 *=403
review:batch RSHCXIU=200 *=403
review:letter RSHCXIU=200 *=403
review:own_requests AEZ=200 *=403
review:data_request AEZ=404 YMKOP=403 *=200
review:answer_file AEZ=404 YMKOP=403 *=200
review:institute CXI=200 *=403
review:material CXI=200 *=403
review:institute_file CXI=200 *=403
review:begin_conclusion POST CXI=302 *=403
review:acknowledge_forwarding POST CI=302 *=403
review:conclusion CXI=200 *=403
review:assign_expert POST CI=302 *=403
review:finding CXI=200 *=403
review:sign_conclusion I=200 *=403
review:hand_over_conclusion CI=200 *=403
commission:list RHYMKU=200 *=403
commission:contest RHYMKU=200 *=403
commission:composition RHYMKU=200 *=403
commission:compose H=200 *=403
commission:order RHYMKU=200 *=403
commission:applications YMK=200 *=403
commission:open_meeting YK=200 *=403
commission:publication RH=200 *=403
commission:publication_preview RH=404 *=403
commission:acknowledge POST YK=302 *=403
commission:application YMK=200 *=403
commission:material YMK=200 *=403
commission:conclusion YMK=200 *=403
commission:assessment YMK=200 *=403
commission:meeting YMK=200 *=403
commission:record_meeting Y=200 *=403
commission:draft_protocol POST Y=302 *=403
commission:protocol RHYMKU=200 *=403
commission:items Y=200 *=403
commission:protocol_preview YK=404 *=403
commission:sign K=200 *=403
commission:protocol_pdf RHYMKU=200 *=403
commission:receive RH=200 *=403
commission:evidence RHU=404 *=403
"""


def expected() -> dict[str, tuple[str, dict[str, str]]]:
    """Return method and status by letter for each name of the table."""
    found = {}
    for line in TABLE.strip().splitlines():
        name, *words = line.split()
        method = "post" if words[0] == "POST" else "get"
        rules = dict(word.split("=") for word in words if "=" in word)
        if "all" in rules:
            statuses = dict.fromkeys(SOME, rules["all"])
        else:
            named = {letter: status for letters, status in rules.items() for letter in letters}
            statuses = {letter: named.get(letter, rules.get("*", "")) for letter in PEOPLE}
            statuses["-"] = named.get("-", "sign-in")
        found[name] = (method, statuses)
    return found


def test_table_names_every_address_and_no_other():
    assert set(expected()) == {name for name, _pattern in patterns()}


def test_people_of_the_table_hold_every_role():
    assert set(ROLES.values()) == set(Role)
    assert set(ROLES) == set(PEOPLE)


def test_addresses_open_to_visitors_are_those_whose_view_says_so():
    public = {name for name, (_method, statuses) in expected().items() if statuses["-"] != "sign-in"}

    assert public | IN_THE_MIDDLE_OF_SIGNING_IN == public_names()


@pytest.fixture
def visitors(demo_portal):
    """Return a client for each letter, signed in and acting in its role; "-" is nobody."""
    clients = {"-": Client()}
    for letter, login in PEOPLE.items():
        membership = Membership.objects.select_related("user").get(
            user__email=f"{login}@example.kz", role=ROLES[letter]
        )
        clients[letter] = client = Client()
        client.force_login(membership.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[SESSION_KEY] = str(membership.pk)
        session.save()
    return clients


def test_every_address_answers_every_role_as_the_table_says(visitors):
    rows, wrong = Rows(), {}
    for document in rows.documents():
        build(IssuedDocument.objects.get(pk=document.pk), now=Clock.now())

    for name, (method, statuses) in expected().items():
        address = rows.address(name)
        found = {letter: _visit(visitors[letter], method, address) for letter in statuses}
        if found != statuses:
            wrong[name] = {letter: (found[letter], statuses[letter]) for letter in found}

    assert wrong == {}


def _visit(client, method: str, address: str) -> str:
    """Return the status of a visit; what it changed is taken back."""
    savepoint = transaction.savepoint()
    response = getattr(client, method)(address)
    transaction.savepoint_rollback(savepoint)
    if response.status_code == 302 and "/accounts/login/" in response["Location"]:
        return "sign-in"
    return str(response.status_code)
