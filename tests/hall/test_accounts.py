"""People, organisations, memberships, invitations, sign-in."""

import datetime as dt
import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from cluster_selection.accounts import letters as module
from cluster_selection.accounts import queries, services
from cluster_selection.accounts.access import requires, requires_office
from cluster_selection.accounts.adapter import MFAAdapter
from cluster_selection.accounts.enums import (
    MANAGERS,
    OFFICE_OF,
    PARTICIPANT_KINDS,
    IdentityKind,
    Office,
    OrganisationKind,
    Role,
    roles_of_kind,
)
from cluster_selection.accounts.errors import AccountRefused
from cluster_selection.accounts.middleware import ActingAsMiddleware
from cluster_selection.accounts.models import Invitation, Membership, Organisation, User
from cluster_selection.accounts.sealing import seal, unseal
from cluster_selection.delivery.models import Job
from cluster_selection.delivery.worker import drain
from cluster_selection.journal.actors import PORTAL
from cluster_selection.journal.models import AuditEntry
from tests.factories import (
    PASSWORD,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    member,
    synthetic_bin,
    synthetic_iin,
)

pytestmark = pytest.mark.django_db
NOON = "2026-03-16T12:00:00+05:00"
TODAY = dt.date(2026, 3, 16)


@pytest.fixture(autouse=True)
def _english_and_no_limits():
    cache.clear()
    with translation.override("en"):
        yield
    cache.clear()


@pytest.fixture
def now(at):
    return at(NOON)


@pytest.fixture
def letters(monkeypatch):
    """Return the letters queued, opened as the worker will open them."""
    queued = []
    original = module.enqueue

    def keep(kind, payload, **options):
        queued.append(json.loads(unseal(payload["sealed"])))
        return original(kind, payload, **options)

    monkeypatch.setattr(module, "enqueue", keep)
    return queued


def audit_actions() -> list[str]:
    return list(AuditEntry.objects.filter(stream="accounts").order_by("seq").values_list("action", flat=True))


# Constraints, each broken once by name


def user(**values):
    return lambda: User.objects.create(**{"email": "a@example.kz", "full_name": "А", **values})


def twice(**second):
    def make():
        UserFactory(email="a@example.kz")
        User.objects.create(**{"email": "a@example.kz", "full_name": "А", **second})

    return make


def organisation(**values):
    return lambda: OrganisationFactory(**values)


def same_number():
    OrganisationFactory(identity_number=synthetic_bin(1))
    OrganisationFactory(identity_number=synthetic_bin(1))


def led_by_itself():
    group = OrganisationFactory(group=True)
    Organisation.objects.filter(id=group.id).update(lead=group.id)


def same_membership():
    held = MembershipFactory()
    MembershipFactory(user=held.user, organisation=held.organisation)


def invited_twice():
    first = InvitationFactory(email="x@example.kz")
    InvitationFactory(invited_by=first.invited_by, email="X@example.kz")


BROKEN = {
    "user_email_unique": twice(email="A@EXAMPLE.kz"),
    "user_language_known": user(language="de"),
    "user_full_name_given": user(full_name=""),
    "organisation_kind_known": organisation(kind="BANK"),
    "organisation_identity_known": organisation(identity="PASSPORT"),
    "organisation_number_twelve_digits": organisation(identity_number="15014099999"),
    "organisation_foreign_number_given": organisation(identity=IdentityKind.FOREIGN, identity_number=""),
    "organisation_without_number": organisation(identity=IdentityKind.NONE, identity_number="1"),
    "organisation_group_identity": organisation(identity=IdentityKind.GROUP, identity_number=""),
    "organisation_lead_of_group": organisation(
        kind=OrganisationKind.GROUP, identity=IdentityKind.GROUP, identity_number=""
    ),
    "organisation_lead_is_another": led_by_itself,
    "organisation_names_kk_ru": organisation(name_ru=""),
    "organisation_region_kato": organisation(region="Алматы"),
    "organisation_number_unique": same_number,
    "membership_role_known": lambda: Membership.objects.create(
        user=UserFactory(), organisation=OrganisationFactory(), role="KING", from_on=TODAY
    ),
    "membership_until_not_before_from": lambda: MembershipFactory(
        from_on=TODAY, until_on=TODAY - dt.timedelta(days=1)
    ),
    "membership_unique": same_membership,
    "invitation_role_known": lambda: InvitationFactory(role="KING"),
    "invitation_expires_later": lambda: InvitationFactory(
        invited_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), expires_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    ),
    "invitation_accepted_at_and_by": lambda: InvitationFactory(
        accepted_at=dt.datetime(2026, 3, 17, tzinfo=dt.UTC)
    ),
    "invitation_not_both": lambda: InvitationFactory(
        accepted_at=dt.datetime(2026, 3, 17, tzinfo=dt.UTC),
        accepted_by=UserFactory(),
        withdrawn_at=dt.datetime(2026, 3, 17, tzinfo=dt.UTC),
    ),
    "invitation_one_open": invited_twice,
}
MODELS = (User, Organisation, Membership, Invitation)


@pytest.mark.parametrize("name", BROKEN)
def test_database_refuses_a_row_that_would_be_a_lie(name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        BROKEN[name]()

    # SQLite names the columns of a unique constraint, not the constraint.
    columns = {
        "organisation_number_unique": "identity_number",
        "membership_unique": "from_on",
    }
    words = str(refusal.value)
    assert name in words or columns.get(name, name) in words


def test_every_constraint_is_broken_once_and_has_words_of_its_own():
    constraints = {constraint.name: constraint for model in MODELS for constraint in model._meta.constraints}

    generic = [
        name
        for name, constraint in constraints.items()
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]

    assert (set(constraints), generic) == (set(BROKEN), [])


def test_person_is_found_by_email_whatever_its_case():
    person = User.objects.create_user(" Aliya@Example.KZ ", PASSWORD, full_name="Әлия")

    assert User.objects.get_by_natural_key("ALIYA@example.kz") == person
    assert person.email == "aliya@example.kz"


def test_person_without_a_proper_email_is_refused():
    with pytest.raises(ValidationError):
        User.objects.create_user("not an address", PASSWORD, full_name="Әлия")


# Roles


def test_every_role_belongs_to_one_office():
    assert {role: OFFICE_OF[role] for role in Role} == {
        Role.REPRESENTATIVE: Office.APPLICANTS,
        Role.EDITOR: Office.APPLICANTS,
        Role.REGISTRAR: Office.ORGANISER,
        Role.SCREENER: Office.ORGANISER,
        Role.HEAD: Office.ORGANISER,
        Role.COORDINATOR: Office.INSTITUTE,
        Role.EXPERT: Office.INSTITUTE,
        Role.INSTITUTE_HEAD: Office.INSTITUTE,
        Role.SECRETARY: Office.COMMISSION,
        Role.MEMBER: Office.COMMISSION,
        Role.CHAIR: Office.COMMISSION,
        Role.AUDITOR: Office.AUDIT,
        Role.ADMINISTRATOR: Office.OPERATOR,
        Role.SECURITY_ADMINISTRATOR: Office.OPERATOR,
    }


def test_roles_exist_only_in_organisations_of_their_office():
    participants = {kind: roles_of_kind(kind) for kind in PARTICIPANT_KINDS}

    assert set(participants.values()) == {(Role.REPRESENTATIVE, Role.EDITOR)}
    assert roles_of_kind(OrganisationKind.ORGANISER) == (Role.REGISTRAR, Role.SCREENER, Role.HEAD)
    assert roles_of_kind(OrganisationKind.OTHER) == ()


def test_managers_manage_their_own_office_only():
    assert all(OFFICE_OF[role] == office for office, roles in MANAGERS.items() for role in roles)


@pytest.mark.clause("2")
def test_participants_are_the_five_kinds_of_the_rules():
    assert [kind.value for kind in PARTICIPANT_KINDS] == [
        "GROUP",
        "CHAMBER",
        "SPK",
        "SEZ_COMPANY",
        "BUSINESS_ASSOCIATION",
    ]


def test_membership_writes_itself_into_the_journal_as_ids_only():
    held = member(Role.HEAD)

    actor = held.actor()

    assert (actor.kind, actor.id, actor.user_id, actor.organisation_id, actor.role) == (
        "membership",
        held.id,
        held.user_id,
        held.organisation_id,
        Role.HEAD,
    )


# Dated memberships


@pytest.mark.parametrize(
    ("day", "held"),
    [("2026-03-15", False), ("2026-03-16", True), ("2026-03-19", True), ("2026-03-20", False)],
)
def test_membership_is_held_from_its_first_day_until_the_day_of_its_end(day, held):
    day = dt.date.fromisoformat(day)
    membership = MembershipFactory(from_on=TODAY, until_on=dt.date(2026, 3, 20))

    assert membership.is_active_on(day) == held
    assert list(queries.active_memberships_of(membership.user, day=day)) == ([membership] if held else [])


def test_membership_of_a_closed_account_is_not_held():
    membership = MembershipFactory(user__is_active=False)

    assert list(queries.active_memberships_of(membership.user, day=TODAY)) == []


def test_people_of_a_role_are_those_who_hold_it_on_the_day():
    head = member(Role.HEAD)
    member(Role.HEAD, until_on=TODAY)
    member(Role.SCREENER)

    assert list(queries.people_with_role(Role.HEAD, day=TODAY)) == [head.user]
    assert queries.people_of_office(Office.ORGANISER, day=TODAY).count() == 2
    assert list(queries.representatives_of(member().organisation_id, day=TODAY)) != []


# Organisations


def registration(**values):
    return {
        "kind": OrganisationKind.SPK,
        "identity": IdentityKind.BIN,
        "identity_number": synthetic_bin(7),
        "name_kk": "«Жетісу» ӘКК",
        "name_ru": "СПК «Жетісу»",
        **values,
    }


@pytest.mark.clause("2")
def test_person_who_registers_a_participant_represents_it_from_today(now):
    person = UserFactory()

    membership = services.register_organisation(user=person, now=now, **registration())

    assert (membership.user, membership.role, membership.from_on) == (person, Role.REPRESENTATIVE, TODAY)
    assert list(queries.organisations_of(person, day=TODAY)) == [membership.organisation]
    assert audit_actions() == ["organisation.registered"]


@pytest.mark.clause("2")
def test_group_is_registered_with_its_lead_and_without_a_number_of_its_own(now):
    words = {"lead_name_kk": "ЖК Ахметов", "lead_name_ru": "ИП Ахметов"}
    values = registration(
        kind=OrganisationKind.GROUP, identity=IdentityKind.IIN, identity_number=synthetic_iin(3), **words
    )

    group = services.register_organisation(user=UserFactory(), now=now, **values).organisation

    assert (group.identity, group.identity_number) == (IdentityKind.GROUP, "")
    assert (group.lead.kind, group.lead.identity, group.lead.name_ru) == (
        OrganisationKind.OTHER,
        IdentityKind.IIN,
        "ИП Ахметов",
    )


def test_company_known_only_as_a_lead_can_register_itself(now):
    group = services.register_organisation(
        user=UserFactory(),
        now=now,
        **registration(kind=OrganisationKind.GROUP, lead_name_kk="Болат", lead_name_ru="Болат"),
    ).organisation

    spk = services.register_organisation(user=UserFactory(), now=now, **registration()).organisation

    assert (spk.id, spk.kind) == (group.lead_id, OrganisationKind.SPK)


def test_number_already_registered_is_refused_and_nothing_changes(now):
    services.register_organisation(user=UserFactory(), now=now, **registration())

    with pytest.raises(AccountRefused, match="already registered"):
        services.register_organisation(user=UserFactory(), now=now, **registration())

    assert (Organisation.objects.count(), Membership.objects.count(), len(audit_actions())) == (1, 1, 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"identity_number": "150140999991"}, "identity_number"),
        ({"identity": IdentityKind.IIN, "identity_number": synthetic_iin(1)}, "identity"),
        ({"identity": IdentityKind.NONE, "identity_number": ""}, "identity"),
        ({"name_kk": ""}, "name_kk"),
    ],
)
def test_participant_with_a_wrong_number_or_name_is_refused_at_its_field(now, values, field):
    with pytest.raises(ValidationError) as refusal:
        services.register_organisation(user=UserFactory(), now=now, **registration(**values))

    assert field in refusal.value.message_dict
    assert (Organisation.objects.count(), audit_actions()) == (0, [])


def test_office_does_not_register_itself(now):
    with pytest.raises(AccountRefused):
        services.register_organisation(
            user=UserFactory(), now=now, **registration(kind=OrganisationKind.ORGANISER)
        )


def test_representative_changes_names_but_an_editor_does_not(now):
    representative = member()
    editor = member(Role.EDITOR, organisation=representative.organisation)
    key = representative.organisation_id

    services.change_organisation(organisation_id=key, acting_as=representative, now=now, name_en="New")
    with pytest.raises(AccountRefused):
        services.change_organisation(organisation_id=key, acting_as=editor, now=now, name_en="Newer")

    assert (Organisation.objects.get(id=key).name_en, audit_actions()) == ("New", ["organisation.changed"])


def test_unchanged_organisation_is_not_written_to_the_journal(now):
    representative = member()
    name = representative.organisation.name_ru

    services.change_organisation(
        organisation_id=representative.organisation_id, acting_as=representative, now=now, name_ru=name
    )

    assert audit_actions() == []


def test_iin_is_masked_for_people_from_outside():
    lead = OrganisationFactory(
        kind=OrganisationKind.OTHER, identity=IdentityKind.IIN, identity_number="800101399997"
    )

    assert lead.masked_number == "800101******"


def test_members_are_shown_to_the_organisation_the_operator_and_the_auditor_only():
    own = member()
    seen = {role: queries.memberships_of(own.organisation, acting_as=member(role)).count() for role in Role}

    assert {role for role, count in seen.items() if count} == {
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
    }
    assert queries.memberships_of(own.organisation, acting_as=own).count() == 1
    assert queries.memberships_of(own.organisation, acting_as=None).count() == 0


# Invitations


def invite(by, now, **values):
    return services.invite_member(
        organisation_id=by.organisation_id,
        acting_as=by,
        now=now,
        **{"email": "New@Example.kz", "role": Role.EDITOR, "language": "ru", **values},
    )


def token_of(letter) -> str:
    return re.search(r"/invitation/([^/\s]+)/", letter["body"]).group(1)


def test_invitation_is_sent_once_in_the_chosen_language_and_its_token_is_not_kept(now, letters):
    invitation = invite(member(), now)

    token = token_of(letters[0])
    assert (len(letters), letters[0]["to"]) == (1, "new@example.kz")
    assert "/ru/accounts/invitation/" in letters[0]["body"]
    assert invitation.token_digest == queries.digest_of_token(token)
    assert audit_actions() == ["member.invited"]


def test_invitation_is_accepted_by_its_addressee_and_gives_the_role_from_today(now, letters):
    representative = member()
    invite(representative, now)

    membership = services.accept_invitation(
        token=token_of(letters[0]), user=UserFactory(email="new@example.kz"), now=now
    )

    assert (membership.organisation, membership.role, membership.from_on) == (
        representative.organisation,
        Role.EDITOR,
        TODAY,
    )
    assert audit_actions() == ["member.invited", "invitation.accepted"]


def test_invitation_works_once(now, letters):
    invite(member(), now)
    person = UserFactory(email="new@example.kz")
    services.accept_invitation(token=token_of(letters[0]), user=person, now=now)

    with pytest.raises(AccountRefused, match="no longer open"):
        services.accept_invitation(token=token_of(letters[0]), user=person, now=now)

    assert Membership.objects.filter(user=person).count() == 1


@pytest.mark.parametrize(("seconds_left", "accepted"), [(1, True), (0, False)])
def test_invitation_ends_at_the_instant_of_expiry(now, seconds_left, accepted):
    invitation = InvitationFactory(token="edge", email="new@example.kz")
    instant = invitation.expires_at - dt.timedelta(seconds=seconds_left)
    person = UserFactory(email="new@example.kz")

    if accepted:
        services.accept_invitation(token="edge", user=person, now=instant)
    else:
        with pytest.raises(AccountRefused):
            services.accept_invitation(token="edge", user=person, now=instant)

    assert Membership.objects.filter(user=person).exists() == accepted


def test_invitation_of_another_address_is_refused(now, letters):
    invite(member(), now)

    with pytest.raises(AccountRefused, match="another e-mail address"):
        services.accept_invitation(token=token_of(letters[0]), user=UserFactory(), now=now)

    assert Invitation.objects.get().accepted_at is None


def test_unknown_token_is_refused(now):
    with pytest.raises(AccountRefused):
        services.accept_invitation(token="nothing", user=UserFactory(), now=now)


def test_new_invitation_makes_the_earlier_link_worthless(now, letters):
    representative = member()
    invite(representative, now)
    invite(representative, now)
    person = UserFactory(email="new@example.kz")

    with pytest.raises(AccountRefused):
        services.accept_invitation(token=token_of(letters[0]), user=person, now=now)

    assert services.accept_invitation(token=token_of(letters[1]), user=person, now=now).user == person


def test_withdrawn_invitation_is_refused(now, letters):
    representative = member()
    invitation = invite(representative, now)
    services.withdraw_invitation(invitation_id=invitation.id, acting_as=representative, now=now)

    with pytest.raises(AccountRefused):
        services.accept_invitation(
            token=token_of(letters[0]), user=UserFactory(email="new@example.kz"), now=now
        )

    assert audit_actions() == ["member.invited", "invitation.withdrawn"]


@pytest.mark.parametrize(
    ("by", "role"),
    [
        (Role.EDITOR, Role.EDITOR),
        (Role.REPRESENTATIVE, Role.HEAD),
        (Role.SCREENER, Role.REGISTRAR),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR),
        (Role.AUDITOR, Role.AUDITOR),
    ],
)
def test_role_that_may_not_be_given_is_refused_and_nothing_is_sent(now, letters, by, role):
    inviter = member(by)

    with pytest.raises(AccountRefused):
        invite(inviter, now, role=role)

    assert (Invitation.objects.count(), letters, audit_actions()) == (0, [], [])


def test_person_who_already_holds_the_role_is_not_invited(now, letters):
    representative = member()
    held = member(Role.EDITOR, organisation=representative.organisation)

    with pytest.raises(AccountRefused, match="already holds"):
        invite(representative, now, email=held.user.email)


# Roles given and ended


def test_security_administrator_gives_a_role_in_any_organisation(now):
    security = member(Role.SECURITY_ADMINISTRATOR)
    office = member(Role.HEAD).organisation

    held = services.grant_role(
        user=UserFactory(), organisation=office, role=Role.SCREENER, acting_as=security, now=now
    )

    assert (held.role, held.from_on, audit_actions()) == (Role.SCREENER, TODAY, ["membership.granted"])


def test_administrator_gives_no_roles(now):
    with pytest.raises(AccountRefused):
        services.grant_role(
            user=UserFactory(),
            organisation=member(Role.HEAD).organisation,
            role=Role.HEAD,
            acting_as=member(Role.ADMINISTRATOR),
            now=now,
        )


def test_role_is_not_given_where_it_does_not_exist(now):
    with pytest.raises(AccountRefused):
        services.grant_role(
            user=UserFactory(), organisation=OrganisationFactory(), role=Role.HEAD, acting_as=PORTAL, now=now
        )


def test_role_held_is_given_once(now):
    held = member(Role.HEAD)

    again = services.grant_role(
        user=held.user, organisation=held.organisation, role=Role.HEAD, acting_as=PORTAL, now=now
    )

    assert (again, audit_actions()) == (held, [])


def test_ended_membership_is_not_held_from_that_day(now):
    representative = member()
    editor = member(Role.EDITOR, organisation=representative.organisation)

    services.end_membership(membership_id=editor.id, acting_as=representative, now=now)

    editor.refresh_from_db()
    assert (editor.until_on, editor.is_active_on(TODAY)) == (TODAY, False)
    assert audit_actions() == ["membership.ended"]


def test_role_ended_on_its_first_day_can_be_given_again_that_day(now):
    security = member(Role.SECURITY_ADMINISTRATOR)
    person, office = UserFactory(), member(Role.HEAD).organisation
    values = {
        "user": person,
        "organisation": office,
        "role": Role.SCREENER,
        "acting_as": security,
        "now": now,
    }
    first = services.grant_role(**values)
    services.end_membership(membership_id=first.id, acting_as=security, now=now)

    again = services.grant_role(**values)

    assert again.is_active_on(TODAY)


def test_last_representative_cannot_leave_the_organisation_without_one(now):
    representative = member()

    with pytest.raises(AccountRefused, match="last person"):
        services.end_membership(membership_id=representative.id, acting_as=representative, now=now)

    representative.refresh_from_db()
    assert (representative.until_on, audit_actions()) == (None, [])


def test_membership_is_not_ended_in_the_past_nor_twice_nor_by_others(now):
    representative = member()
    editor = member(Role.EDITOR, organisation=representative.organisation)
    yesterday = TODAY - dt.timedelta(days=1)

    with pytest.raises(AccountRefused, match="past"):
        services.end_membership(
            membership_id=editor.id, acting_as=representative, now=now, until_on=yesterday
        )
    with pytest.raises(AccountRefused, match="Your role"):
        services.end_membership(membership_id=editor.id, acting_as=member(), now=now)
    services.end_membership(membership_id=editor.id, acting_as=representative, now=now)
    with pytest.raises(AccountRefused, match="already"):
        services.end_membership(membership_id=editor.id, acting_as=representative, now=now)


def test_security_administrator_closes_and_reopens_an_account_but_not_the_own(now, sign_in):
    security, head = member(Role.SECURITY_ADMINISTRATOR), member(Role.HEAD)
    client = sign_in(head)

    services.close_account(user_id=head.user_id, acting_as=security, now=now)
    closed = client.get("/en/accounts/").status_code
    services.reopen_account(user_id=head.user_id, acting_as=security, now=now)
    with pytest.raises(AccountRefused):
        services.close_account(user_id=security.user_id, acting_as=security, now=now)
    with pytest.raises(AccountRefused):
        services.close_account(user_id=head.user_id, acting_as=member(Role.ADMINISTRATOR), now=now)

    assert (closed, audit_actions()) == (302, ["person.closed", "person.reopened"])


# Acting as


@pytest.fixture
def two_roles(now):
    first = member(Role.HEAD)
    return first, MembershipFactory(user=first.user, role=Role.REPRESENTATIVE, from_on=dt.date(2020, 1, 1))


def acting_as_of(client) -> str:
    return client.get("/en/accounts/").context["acting_as"]


def test_first_membership_is_acted_in_until_another_is_chosen(two_roles):
    head, representative = two_roles
    client = Client()
    client.force_login(head.user, backend="django.contrib.auth.backends.ModelBackend")
    before = acting_as_of(client)

    client.post("/en/accounts/act-as/", {"membership": str(representative.id), "next": "/en/accounts/"})

    assert (before, acting_as_of(client)) == (head, representative)


def test_membership_of_another_person_is_not_found(two_roles, sign_in):
    head, _representative = two_roles
    client = sign_in(head)

    answer = client.post("/en/accounts/act-as/", {"membership": str(member(Role.CHAIR).id)})

    assert (answer.status_code, acting_as_of(client)) == (404, head)


def test_ended_membership_is_acted_in_no_longer(two_roles, sign_in):
    head, representative = two_roles
    client = sign_in(representative)

    Membership.objects.filter(id=representative.id).update(until_on=TODAY)

    assert acting_as_of(client) == head


def test_acting_as_leads_to_addresses_of_this_host_only(two_roles, sign_in):
    head, representative = two_roles
    client = sign_in(head)

    answer = client.post(
        "/en/accounts/act-as/", {"membership": str(representative.id), "next": "https://evil.example/"}
    )

    assert answer["Location"] == reverse("site:after_sign_in")


def test_anonymous_page_costs_no_query_for_the_role(now, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.session, request.received_at = {}, now
    request.user = AnonymousUser()

    with django_assert_num_queries(0):
        ActingAsMiddleware(lambda request: HttpResponse())(request)
        assert (request.acting_as, request.memberships) == (None, [])


def test_role_costs_one_query_and_none_before_it_is_read(two_roles, django_assert_num_queries):
    head, _representative = two_roles
    request = RequestFactory().get("/")
    request.session, request.user, request.received_at = (
        {},
        head.user,
        dt.datetime(2026, 3, 16, tzinfo=dt.UTC),
    )

    with django_assert_num_queries(0):
        ActingAsMiddleware(lambda request: HttpResponse())(request)
    with django_assert_num_queries(1):
        assert (request.acting_as.user.email, str(request.acting_as.organisation)) != ("", "")
        assert request.acting_as == head


@pytest.mark.parametrize("role", Role)
def test_view_of_a_role_opens_for_that_role_only(role):
    view = requires(Role.SCREENER, Role.HEAD)(lambda request: HttpResponse("in"))
    request = RequestFactory().get("/")
    request.acting_as = member(role)
    request.user = request.acting_as.user

    if role in (Role.SCREENER, Role.HEAD):
        assert view(request).content == b"in"
    else:
        with pytest.raises(PermissionDenied):
            view(request)


def test_view_of_an_office_names_its_roles():
    view = requires_office(Office.INSTITUTE)(lambda request: HttpResponse())

    assert view.required_roles == {Role.COORDINATOR, Role.EXPERT, Role.INSTITUTE_HEAD}


# Pages


OWN_PAGES = ["", "edit/", "email/", "password/change/", "2fa/", "organisations/new/"]
PUBLIC_PAGES = ["login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "inactive/"]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_pages_of_signing_in_open_for_everybody(now, client, address, language):
    assert client.get(f"/{language}/accounts/{address}").status_code == 200


@pytest.mark.parametrize("address", OWN_PAGES)
def test_pages_of_the_account_ask_anonymous_people_to_sign_in(now, client, address):
    answer = client.get(f"/en/accounts/{address}")

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/en/accounts/login/")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("address", OWN_PAGES)
def test_pages_of_the_account_open_for_every_role(now, sign_in, address, role):
    assert sign_in(member(role)).get(f"/en/accounts/{address}").status_code == 200


def test_pages_of_the_account_open_for_a_person_without_a_role(now, client):
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")

    assert [client.get(f"/en/accounts/{address}").status_code for address in OWN_PAGES] == [200] * len(
        OWN_PAGES
    )


def test_organisation_is_not_found_by_people_from_outside(now, sign_in):
    own, other = member(), member()
    key = other.organisation_id

    codes = [
        sign_in(own).get(f"/en/accounts/organisations/{key}/{page}").status_code
        for page in ("", "edit/", "invite/")
    ]

    assert codes == [404, 404, 404]


def test_representative_sees_the_people_and_the_open_invitations(now, sign_in):
    representative = member()
    former = member(Role.EDITOR, organisation=representative.organisation, until_on=TODAY)
    invitation = InvitationFactory(invited_by=representative)

    page = sign_in(representative).get(f"/en/accounts/organisations/{representative.organisation_id}/")

    assert [row["membership"] for row in page.context["members"]] == [representative]
    assert [row["membership"] for row in page.context["former"]] == [former]
    assert list(page.context["invitations"]) == [invitation]


def test_organisation_page_costs_the_same_for_one_person_and_for_thirty(now, sign_in):
    representative = member()
    client = sign_in(representative)
    here = f"/en/accounts/organisations/{representative.organisation_id}/"

    with CaptureQueriesContext(connection) as for_one:
        client.get(here)
    for _ in range(29):
        member(Role.EDITOR, organisation=representative.organisation)
    with CaptureQueriesContext(connection) as for_thirty:
        page = client.get(here)

    assert len(page.context["members"]) == 30
    assert len(for_thirty) == len(for_one)


def test_list_of_organisations_costs_the_same_for_one_and_for_thirty(now, sign_in):
    client = sign_in(member(Role.AUDITOR))
    member(), client.get("/en/accounts/organisations/")

    with CaptureQueriesContext(connection) as for_two:
        client.get("/en/accounts/organisations/")
    for _ in range(28):
        member()
    with CaptureQueriesContext(connection) as for_thirty:
        page = client.get("/en/accounts/organisations/")

    assert len(page.context["page"].rows) == 30
    assert len(for_thirty) == len(for_two)


def test_participant_is_registered_through_its_page(now, client):
    person = UserFactory()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    form = {
        **registration(identity_number="150140 999990"),
        "region": "750000000",
        "address": "Алматы",
        "email": "spk@example.kz",
        "phone": "+7 727",
    }

    answer = client.post("/en/accounts/organisations/new/", form)

    membership = Membership.objects.get(user=person)
    assert (answer.status_code, membership.organisation.identity_number) == (302, "150140999990")
    assert acting_as_of(client) == membership


def test_wrong_number_is_explained_on_the_page(now, client):
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")

    answer = client.post("/en/accounts/organisations/new/", registration(identity_number="150140999991"))

    assert "identity_number" in answer.context["form"].errors
    assert Organisation.objects.count() == 0


def test_group_without_a_lead_is_explained_on_the_page(now, client):
    client.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")

    answer = client.post("/en/accounts/organisations/new/", registration(kind=OrganisationKind.GROUP))

    assert {"lead_name_kk", "lead_name_ru"} <= set(answer.context["form"].errors)


def test_member_is_invited_and_ended_through_the_pages(now, sign_in, letters):
    representative = member()
    editor = member(Role.EDITOR, organisation=representative.organisation)
    client = sign_in(representative)
    here = f"/en/accounts/organisations/{representative.organisation_id}/"

    client.post(here + "invite/", {"email": "n@example.kz", "role": "EDITOR", "language": "kk"})
    client.post(f"/en/accounts/memberships/{editor.id}/end/", {"until_on": "16.03.2026"})
    client.post(f"/en/accounts/invitations/{Invitation.objects.get().id}/withdraw/")

    assert audit_actions() == ["member.invited", "membership.ended", "invitation.withdrawn"]
    assert len(letters) == 1


def test_profile_is_changed_and_only_the_columns_are_written_to_the_journal(now, sign_in):
    representative = member()

    sign_in(representative).post(
        "/en/accounts/edit/", {"full_name": "Сәуле", "position": "", "phone": "", "language": "ru"}
    )

    representative.user.refresh_from_db()
    assert (representative.user.full_name, representative.user.language) == ("Сәуле", "ru")
    assert AuditEntry.objects.get().facts == {"columns": ["full_name", "language", "phone", "position"]}


def test_invited_person_creates_an_account_and_accepts(now, client, letters):
    invite(member(), now)
    here = f"/en/accounts/invitation/{token_of(letters[0])}/"

    assert client.get(here).status_code == 200
    sign_up = client.post(here + "register/")["Location"]
    form = {
        "email": "new@example.kz",
        "full_name": "Жаңа адам",
        "language": "kk",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "next": here,
    }
    after = client.post(sign_up, form)["Location"]
    client.post(here + "accept/")

    person = User.objects.get(email="new@example.kz")
    assert (after, person.emailaddress_set.get().verified) == (here, True)
    assert [held.role for held in person.memberships.all()] == [Role.EDITOR]
    assert client.get(here).status_code == 410


def test_invitation_page_of_another_address_offers_no_acceptance(now, sign_in, letters):
    invite(member(), now)

    page = sign_in(member()).get(f"/en/accounts/invitation/{token_of(letters[0])}/")

    assert (page.context["is_addressee"], page.status_code) == (False, 200)


# Signing in


def sign_in_form(**values):
    return {"login": "known@example.kz", "password": "wrong-password-entirely", **values}


def test_person_signs_in_whatever_the_case_of_the_email(now, client):
    UserFactory(email="known@example.kz")

    answer = client.post("/en/accounts/login/", sign_in_form(login="KNOWN@example.kz", password=PASSWORD))

    assert (answer.status_code, "_auth_user_id" in client.session) == (302, True)


def test_sign_in_does_not_tell_a_known_address_from_an_unknown_one(now, client):
    UserFactory(email="known@example.kz")

    known = client.post("/en/accounts/login/", sign_in_form())
    unknown = client.post("/en/accounts/login/", sign_in_form(login="unknown@example.kz"))

    assert known.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert known.status_code == unknown.status_code == 200


def test_password_reset_does_not_tell_a_known_address_from_an_unknown_one(now, client, letters):
    UserFactory(email="known@example.kz")

    answers = [
        client.post("/en/accounts/password/reset/", {"email": email})
        for email in ("known@example.kz", "unknown@example.kz")
    ]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/en/accounts/password/reset/done/")
    }
    assert [letter["to"] for letter in letters] == ["known@example.kz", "unknown@example.kz"]


def test_sign_up_with_a_known_address_tells_its_owner_only(now, client, letters, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    UserFactory(email="known@example.kz")
    form = {"full_name": "А", "language": "kk", "password1": PASSWORD, "password2": PASSWORD}

    known = client.post("/en/accounts/signup/", {**form, "email": "known@example.kz"})
    unknown = Client().post("/en/accounts/signup/", {**form, "email": "fresh@example.kz"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [letter["to"] for letter in letters] == ["known@example.kz", "fresh@example.kz"]


def test_passwords_that_differ_are_explained_in_our_words(now, client):
    form = {"email": "n@example.kz", "full_name": "А", "language": "kk", "password1": PASSWORD}

    answer = client.post("/en/accounts/signup/", {**form, "password2": PASSWORD + "!"})

    assert answer.context["form"].errors["password2"] == ["The two passwords differ."]


def test_new_password_is_set_by_the_link_of_the_letter(now, client, letters):
    person = UserFactory(email="known@example.kz")
    client.post("/en/accounts/password/reset/", {"email": person.email})
    link = re.search(r"http://[^/]+(/\S+/password/reset/key/\S+)", letters[0]["body"]).group(1)

    form = client.get(link, follow=True)
    fresh = "saiga-runs-over-Betpak-Dala"
    client.post(form.request["PATH_INFO"], {"password1": fresh, "password2": fresh})

    person.refresh_from_db()
    assert person.check_password(fresh)
    assert [letter["subject"] != "" for letter in letters] == [True, True]


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/", "http:\\\\evil.example"])
def test_sign_in_leads_to_this_host_only(now, client, address):
    UserFactory(email="known@example.kz")

    answer = client.post("/en/accounts/login/", sign_in_form(password=PASSWORD, next=address))

    assert answer["Location"] == reverse("site:after_sign_in")


def test_eleventh_wrong_password_is_answered_by_the_lock_out_page(now, client, settings):
    settings.AXES_ENABLED = True
    UserFactory(email="known@example.kz")

    answers = [client.post("/en/accounts/login/", sign_in_form()) for _ in range(11)]
    right = client.post("/en/accounts/login/", sign_in_form(password=PASSWORD))

    assert [answer.status_code for answer in answers[:9]] == [200] * 9
    assert (answers[-1].status_code, right.status_code) == (429, 429)
    assert "429.html" in [template.name for template in right.templates]
    assert "_auth_user_id" not in client.session


# Second factor


@pytest.fixture
def second_factor_required(settings, now):
    settings.SECOND_FACTOR_REQUIRED = True


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("role", Role)
def test_second_factor_is_asked_of_offices_and_not_of_applicants(second_factor_required, sign_in, role):
    answer = sign_in(member(role)).get("/en/accounts/")

    if OFFICE_OF[role] == Office.APPLICANTS:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer["Location"]) == (302, "/en/accounts/2fa/totp/activate/")


def test_second_factor_is_asked_even_while_acting_as_an_applicant(second_factor_required, sign_in):
    head = member(Role.HEAD)
    applicant = MembershipFactory(user=head.user)

    assert sign_in(applicant).get("/en/accounts/").status_code == 302


def test_second_factor_is_not_asked_when_the_setting_is_off(settings, now, sign_in):
    settings.SECOND_FACTOR_REQUIRED = False

    assert sign_in(member(Role.HEAD)).get("/en/accounts/").status_code == 200


def test_public_pages_and_sign_out_stay_open_without_the_second_factor(second_factor_required, sign_in):
    client = sign_in(member(Role.HEAD))

    assert client.get("/en/accounts/password/reset/").status_code == 200
    assert client.post("/en/accounts/logout/")["Location"] == "/en/"


@pytest.mark.django_db(transaction=True)  # allauth announces a new app when the transaction is committed
def test_head_connects_an_app_and_goes_on(second_factor_required, client):
    head = member(Role.HEAD)
    client.post("/en/accounts/login/", {"login": head.user.email, "password": PASSWORD})
    page = client.get("/en/accounts/2fa/totp/activate/", follow=True)
    if "password" in page.context["form"].fields:
        page = client.post(
            page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"],
            {"password": PASSWORD},
            follow=True,
        )

    client.post("/en/accounts/2fa/totp/activate/", {"code": code_of(page.context["form"].secret)})

    authenticator = Authenticator.objects.get(user=head.user, type=Authenticator.Type.TOTP)
    assert client.get("/en/accounts/").status_code == 200
    assert client.get("/en/accounts/2fa/recovery-codes/").status_code == 200
    assert page.context["form"].secret not in str(authenticator.data)


def test_sign_in_asks_for_the_code_of_the_app(second_factor_required, client):
    head = member(Role.HEAD)
    secret = generate_totp_secret()
    TOTP.activate(head.user, secret)

    answer = client.post("/en/accounts/login/", {"login": head.user.email, "password": PASSWORD})
    wrong = client.post(answer["Location"], {"code": "000000"})
    client.post(answer["Location"], {"code": code_of(secret)})

    assert (answer["Location"], wrong.status_code) == ("/en/accounts/2fa/authenticate/", 200)
    assert client.get("/en/accounts/").status_code == 200


def test_session_without_the_code_is_asked_for_it(second_factor_required, sign_in):
    head = member(Role.HEAD)
    TOTP.activate(head.user, generate_totp_secret())

    answer = sign_in(head).get("/en/accounts/")

    assert answer["Location"].split("?")[0] == "/en/accounts/2fa/reauthenticate/"


def test_office_cannot_switch_the_second_factor_off(second_factor_required):
    head, applicant = member(Role.HEAD), member()
    apps = [TOTP.activate(held.user, generate_totp_secret()).instance for held in (head, applicant)]

    assert [MFAAdapter().can_delete_authenticator(app) for app in apps] == [False, True]


def test_sealed_text_opens_with_the_key_and_with_a_former_one(settings):
    sealed = seal("құпия")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key"

    assert ("құпия" in sealed, unseal(sealed)) == (False, "құпия")


# Demo


def test_demo_sign_in_does_not_exist_outside_the_demo(now, client, settings):
    held = member(Role.HEAD)
    settings.DEMO = False

    codes = [
        client.get("/en/accounts/demo/").status_code,
        client.post("/en/accounts/demo/", {"membership": str(held.id)}).status_code,
    ]

    assert (codes, "_auth_user_id" in client.session) == ([404, 404], False)


def test_demo_sign_in_does_not_exist_in_production_even_if_switched_on(now, client, settings):
    settings.DEMO, settings.PRODUCTION = True, True

    assert client.get("/en/accounts/demo/").status_code == 404


def test_demo_signs_in_with_one_click_in_the_role_chosen(two_roles, client, settings):
    settings.DEMO = True
    _head, representative = two_roles

    page = client.get("/en/accounts/demo/")
    client.post("/en/accounts/demo/", {"membership": str(representative.id), "next": "/en/accounts/"})

    assert [office for office, _rows in page.context["groups"]] == [Office.APPLICANTS, Office.ORGANISER]
    assert acting_as_of(client) == representative


def test_demo_refuses_what_is_not_a_membership(now, client, settings):
    settings.DEMO = True

    assert client.post("/en/accounts/demo/", {"membership": "nobody"}).status_code == 404


# Letters and the first people of an office


def test_letter_of_an_invitation_is_sent_by_the_worker(now, mailoutbox):
    invitation = invite(member(), now)

    assert mailoutbox == []
    drain()

    assert [letter.to for letter in mailoutbox] == [[invitation.email]]
    assert "/ru/accounts/invitation/" in mailoutbox[0].body


def test_letter_waits_unreadable_in_the_outbox(now):
    invitation = invite(member(), now)

    assert invitation.email not in str(Job.objects.get().payload)


def test_command_opens_an_office_and_gives_its_first_role(now):
    words = {"full_name": "Бас маман", "office_kk": "Министрлік", "office_ru": "Министерство"}

    call_command("grant_role", "first@example.kz", "SECURITY_ADMINISTRATOR", **words)
    call_command("grant_role", "first@example.kz", "SECURITY_ADMINISTRATOR", **words)

    held = Membership.objects.get()
    assert (held.user.email, held.organisation.kind, held.office) == (
        "first@example.kz",
        OrganisationKind.OPERATOR,
        Office.OPERATOR,
    )
    assert (held.user.has_usable_password(), audit_actions()) == (False, ["membership.granted"])


def test_command_gives_no_role_of_an_applicant(now):
    with pytest.raises(CommandError):
        call_command("grant_role", "first@example.kz", "EDITOR")
