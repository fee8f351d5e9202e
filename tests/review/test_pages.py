"""The pages of the register, the check and the sending: who sees them, what they do, what they cost."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from applications import services as applications
from applications.enums import State
from applications.models import Application
from cluster_selection.documents.services import build
from cluster_selection.journal.models import AccessEntry
from cluster_selection.workflow.models import RunningTerm
from review import services
from review.enums import Verdict
from review.models import Batch, Check, DataRequest
from tests.applications.factories import PDF
from tests.factories import OrganisationFactory, synthetic_bin
from tests.review.factories import AFTER_CLOSING, REMARK

ORGANISER = ("REGISTRAR", "SCREENER", "HEAD")
OTHERS = (
    "REPRESENTATIVE",
    "EDITOR",
    "COORDINATOR",
    "EXPERT",
    "SECRETARY",
    "MEMBER",
    "CHAIR",
    "ADMINISTRATOR",
)


def url(name, *args):
    with translation.override("kk"):
        return reverse(f"review:{name}", args=args)


def scan(name="stamp.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


@pytest.fixture
def contest_pages(contest):
    return [url(name, contest.pk) for name in ("register", "forwarding", "referral", "batches")]


def copies_of(application, number: int) -> None:
    """Put further applications beside one, with all its lists read: version, term, check, batch items."""
    kept = {
        "versions": list(application.versions.all()),
        "checks": list(application.checks.all()),
        "terms": list(RunningTerm.objects.filter(subject_id=application.pk)),
        "items": list(application.batch_items.all()),
    }
    for place in range(number):
        participant = OrganisationFactory()
        copy = Application.objects.get(pk=application.pk)
        copy.pk, copy.number, copy.participant = uuid.uuid4(), f"2026-1/{place + 500}", participant
        copy.save(force_insert=True)
        for rows in kept.values():
            for row in rows:
                twin = type(row).objects.get(pk=row.pk)
                twin.pk = uuid.uuid4()
                twin._state.adding = True
                if isinstance(twin, RunningTerm):
                    twin.subject_id = copy.pk
                else:
                    twin.application = copy
                twin.save(force_insert=True)


# Who sees what


@pytest.mark.parametrize("role", [*ORGANISER, "AUDITOR"])
def test_organiser_and_auditor_read_every_page(room, contest, sign_in, contest_pages, role):
    application = room.filed(contest).application
    client = sign_in(room.people[role])

    for page in (
        url("registers"),
        *contest_pages,
        url("application", application.pk),
        url("version", application.pk, 1),
        url("check", application.pk),
    ):
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_do_not_open_the_register(room, contest, sign_in, contest_pages, role):
    application = room.filed(contest).application
    client = sign_in(room.people[role])

    for page in (
        url("registers"),
        *contest_pages,
        url("application", application.pk),
        url("check", application.pk),
    ):
        assert client.get(page).status_code == 403, page


def test_anonymous_reader_is_asked_to_sign_in(room, contest, client, contest_pages):
    for page in (url("registers"), *contest_pages):
        assert client.get(page).status_code == 302


@pytest.mark.parametrize("role", [*ORGANISER, "AUDITOR"])
def test_draft_is_nowhere(room, contest, sign_in, role):
    draft = room.draft(contest)
    client = sign_in(room.people[role])

    assert draft.cluster_name not in client.get(url("register", contest.pk)).content.decode()
    assert client.get(url("application", draft.pk)).status_code == 404
    assert client.get(url("check", draft.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("receive_paper_set", {"REGISTRAR", "HEAD"}),
        ("amend_by_paper", {"REGISTRAR", "HEAD"}),
        ("withdraw_by_paper", {"REGISTRAR", "HEAD"}),
        ("state_by_paper", {"REGISTRAR", "HEAD"}),
        ("papers_returned", {"REGISTRAR", "HEAD"}),
        ("admit", {"SCREENER", "HEAD"}),
        ("return_application", {"SCREENER", "HEAD"}),
        ("reopen_check", {"HEAD"}),
        ("ask_for_data", {"REGISTRAR", "SCREENER", "HEAD"}),
    ],
)
def test_act_pages_open_for_their_roles(room, contest, sign_in, name, roles):
    application = room.filed(contest).application
    room.checked(application)

    for role in (*ORGANISER, "AUDITOR", "REPRESENTATIVE"):
        status = sign_in(room.people[role]).get(url(name, application.pk)).status_code
        assert (status == 200) == (role in roles), role


# The register


@pytest.mark.clause("8", "12")
def test_register_lists_portal_and_paper_accepted_and_not(room, contest, sign_in):
    electronic = room.filed(contest).application
    paper = room.paper(contest, room.by_hand(), participant=room.participant().organisation).application
    room.at("2026-03-20T19:00:00+05:00")
    late = applications.refuse_late(
        contest,
        participant=room.participant().organisation,
        delivery=room.by_hand(),
        fields={"cluster_name": "Кеш кластер"},
        acting_as=room.registrar,
        now=room.now,
    )
    client = sign_in(room.registrar)

    page = client.get(url("register", contest.pk)).content.decode()

    for row in (electronic, paper, late):
        assert row.number in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "002"}, {"2026-1/002"}),
        ({"q": "ЖИҺАЗ"}, {"2026-1/002"}),
        ({"state": "REGISTERED"}, {"2026-1/001", "2026-1/002"}),
        ({"state": "RETURNED"}, set()),
        ({"way": "paper"}, {"2026-1/002"}),
        ({"way": "portal"}, {"2026-1/001"}),
        ({"state": "nonsense"}, {"2026-1/001", "2026-1/002"}),
    ],
)
def test_register_is_narrowed(room, contest, sign_in, query, found):
    room.filed(contest)
    room.paper(contest, room.by_hand(), participant=room.participant().organisation)

    response = sign_in(room.registrar).get(url("register", contest.pk), query)

    assert {row.application.number for row in response.context["rows"]} == found


@pytest.mark.parametrize("page", ["register", "forwarding", "referral", "batches"])
def test_lists_cost_the_same_for_one_row_and_for_thirty(room, contest, sign_in, page):
    client = sign_in(room.head)
    application = room.admitted(contest, members=1)
    if page in ("referral", "batches"):
        room.forwarded(contest, application)
    if page == "batches":
        room.concluded(application)
        room.referred(contest, application)
    address = url(page, contest.pk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    queries()
    one = queries()
    copies_of(application, 29)

    assert queries() == one
    assert Application.objects.count() == 30


# One application


def test_application_page_records_the_view(room, contest, sign_in):
    application = room.filed(contest).application

    sign_in(room.screener).get(url("application", application.pk))

    entry = AccessEntry.objects.get(subject_id=application.pk)
    assert (entry.what, entry.membership_id) == ("view", room.screener.pk)


def test_file_of_a_version_is_handed_out_and_recorded(room, contest, sign_in):
    version = room.filed(contest)
    entry = version.manifest["annex1"]["signed_form"]

    response = sign_in(room.screener).get(url("application_file", version.application_id, entry["id"]))

    assert b"".join(response.streaming_content) == PDF
    assert AccessEntry.objects.filter(subject_id=entry["id"]).count() == 1


def test_file_that_is_not_filed_is_not_handed_out(room, contest, sign_in):
    version = room.filed(contest)
    room.signed(version.application)
    version.application.refresh_from_db()
    prepared = version.application.signed_form_id

    client = sign_in(room.screener)

    assert str(prepared) != version.manifest["annex1"]["signed_form"]["id"]
    assert client.get(url("application_file", version.application_id, prepared)).status_code == 404


# The check


@pytest.mark.clause("12")
def test_reading_the_check_begins_nothing(room, contest, sign_in):
    application = room.filed(contest).application

    sign_in(room.screener).get(url("check", application.pk))

    assert not Check.objects.exists()


@pytest.mark.clause("12")
def test_check_walks_from_begin_over_marks_to_admission(room, contest, sign_in):
    application = room.filed(contest).application
    client = sign_in(room.screener)

    client.post(url("begin_check", application.pk))
    page = client.get(url("check", application.pk))
    marks = {f"v-{line.key}": line.verdict for group in page.context["groups"] for line in group.lines}
    marks |= {name: "IN_ORDER" for name, verdict in marks.items() if verdict == "OPEN"}
    saved = client.post(url("check", application.pk), {**marks, "next": "admit"})
    decided = client.post(url("admit", application.pk), {"version": str(application.latest_version.pk)})

    assert saved.url == url("admit", application.pk)
    assert decided.url == url("application", application.pk)
    assert Application.objects.get().state == State.ADMITTED


@pytest.mark.clause("12")
def test_return_walks_over_the_drafted_notice(room, contest, sign_in):
    application = room.filed(contest).application
    client = sign_in(room.screener)
    client.post(url("begin_check", application.pk))
    client.post(
        url("check", application.pk),
        {"v-consents.signed": "DEFECT", "r-consents.signed": REMARK, "next": "return"},
    )

    draft = client.get(url("return_application", application.pk))
    pdf = client.get(url("preview_notice", application.pk, "kk"))
    client.post(url("return_application", application.pk), {"version": str(application.latest_version.pk)})

    assert REMARK in draft.content.decode()
    assert pdf.content.startswith(b"%PDF")
    assert Application.objects.get().state == State.RETURNED


def test_page_of_return_says_what_is_missing_before_the_press(room, contest, sign_in):
    application = room.filed(contest).application
    room.checked(application)

    page = sign_in(room.screener).get(url("return_application", application.pk))

    assert page.context["refusal"].code == "no_reason"


def test_late_return_keeps_what_was_typed(room, contest, sign_in):
    application = room.filed(contest).application
    room.checked(application, defects={"consents.signed": REMARK})
    room.at("2026-04-02T10:00:00+05:00")

    page = sign_in(room.screener).post(url("return_application", application.pk), {"reason": "сырқат болды"})

    assert page.status_code == 409
    assert "сырқат болды" in page.content.decode()
    assert Application.objects.get().state == State.REGISTERED


def test_second_official_sees_who_holds_the_check_and_has_no_buttons(room, contest, sign_in):
    application = room.filed(contest).application
    room.checked(application)
    other = room.second("SCREENER")

    client = sign_in(other)
    page = client.get(url("check", application.pk))
    refused = client.post(
        url("check", application.pk), {"v-consents.signed": "DEFECT", "r-consents.signed": "менің ескертуім"}
    )

    assert room.screener.user.full_name in page.content.decode()
    assert (page.context["may_mark"], page.context["may_take_over"]) == (False, True)
    assert refused.status_code == 403
    client.post(url("take_over_check", application.pk))
    assert Check.objects.get().checker == other


def test_marks_survive_a_refusal(room, contest, sign_in):
    application = room.filed(contest).application
    room.checked(application)
    applications.amend_application(
        room.amended_package(application), notice_text="Өзгерту", acting_as=room.representative, now=room.now
    )

    page = sign_in(room.screener).post(
        url("check", application.pk), {"v-consents.form": "DEFECT", "r-consents.form": "менің ескертуім"}
    )

    lines = {line.key: line for group in page.context["groups"] for line in group.lines}
    assert page.status_code == 409
    assert (lines["consents.form"].verdict, lines["consents.form"].remark) == (
        Verdict.DEFECT,
        "менің ескертуім",
    )


# Paper


def paper_answers(**changed):
    answers = {
        "delivery-delivered": "HAND",
        "delivery-received_at": "16.03.2026 14:00",
        "delivery-originals": "1",
        "delivery-copies": "1",
        "participant-kind": "BUSINESS_ASSOCIATION",
        "participant-identity": "BIN",
        "participant-identity_number": "150140000017",
        "participant-name_kk": "«Тобыл дән» қауымдастығы",
        "participant-name_ru": "Ассоциация «Тобол дән»",
        "annex1-language": "kk",
        "annex1-cluster_name": "Қостанай дән кластері",
        "annex1-applicant_name": "«Тобыл дән» қауымдастығы",
        "members-TOTAL_FORMS": "2",
        "members-INITIAL_FORMS": "0",
        "members-0-name": "«Бурабай агро» ШҚ",
        "members-0-kind": "PRODUCER",
        "members-0-identity": "FOREIGN",
        **changed,
    }
    return {name: value for name, value in answers.items() if value is not None}


@pytest.mark.clause("8")
def test_papers_in_time_are_registered_with_a_new_participant(room, contest, sign_in):
    answers = paper_answers(**{"participant-identity_number": synthetic_bin(77_001)})

    response = sign_in(room.registrar).post(
        url("enter_paper", contest.pk), {**answers, "delivery-evidence": scan()}
    )

    application = Application.objects.get()
    assert response.url == url("application", application.pk)
    assert (application.state, application.is_paper, application.number) == (
        State.REGISTERED,
        True,
        "2026-1/001",
    )
    assert application.participant.name_kk == "«Тобыл дән» қауымдастығы"
    assert [member.name for member in application.members.all()] == ["«Бурабай агро» ШҚ"]


@pytest.mark.clause("11")
def test_late_papers_are_refused_only_after_the_page_said_so(room, contest, sign_in):
    room.at("2026-03-20T18:31:00+05:00")
    answers = paper_answers(
        **{
            "delivery-received_at": "20.03.2026 18:30",
            "participant-known": str(room.representative.organisation_id),
        }
    )
    client = sign_in(room.registrar)

    asked = client.post(url("enter_paper", contest.pk), {**answers, "delivery-evidence": scan()})
    kept = str(asked.context["forms"].delivery.cleaned_data["evidence"].pk)
    client.post(
        url("enter_paper", contest.pk), {**answers, "delivery-evidence_kept": kept, "late-confirm_late": "on"}
    )

    assert asked.status_code == 200
    assert kept in asked.content.decode()
    application = Application.objects.get()
    assert (application.state, application.number) == (State.NOT_ACCEPTED, "2026-1/R-001")
    assert str(application.paper_sets.get().evidence_id) == kept


@pytest.mark.clause("11")
def test_papers_a_second_before_the_end_of_hours_are_in_time(room, contest, sign_in):
    room.at("2026-03-20T18:31:00+05:00")
    answers = paper_answers(
        **{
            "delivery-received_at": "20.03.2026 18:29:59",
            "participant-known": str(room.representative.organisation_id),
        }
    )

    sign_in(room.registrar).post(url("enter_paper", contest.pk), {**answers, "delivery-evidence": scan()})

    assert Application.objects.get().state == State.REGISTERED


def test_wrong_bin_stands_beside_its_field_and_nothing_typed_is_lost(room, contest, sign_in):
    answers = paper_answers(**{"participant-identity_number": "123456789012"})

    page = sign_in(room.registrar).post(
        url("enter_paper", contest.pk), {**answers, "delivery-evidence": scan()}
    )

    assert page.status_code == 200
    assert "identity_number" in page.context["forms"].participant.errors
    assert "Қостанай дән кластері" in page.content.decode()
    assert not Application.objects.exists()


@pytest.mark.clause("8")
def test_paper_set_is_added_to_an_electronic_application(room, contest, sign_in):
    application = room.filed(contest).application

    sign_in(room.registrar).post(
        url("receive_paper_set", application.pk),
        {
            "delivered": "POST",
            "posted_on": "16.03.2026",
            "received_at": "16.03.2026 14:00",
            "evidence": scan(),
            "originals": "1",
            "copies": "1",
        },
    )

    paper_set = application.paper_sets.get()
    assert (paper_set.delivered, paper_set.posted_on, paper_set.in_time) == (
        "POST",
        dt.date(2026, 3, 16),
        True,
    )


def test_notices_on_paper_amend_and_withdraw(room, contest, sign_in):
    application = room.filed(contest).application
    client = sign_in(room.registrar)
    delivery = {"delivered": "HAND", "received_at": "16.03.2026 14:05"}

    client.post(
        url("amend_by_paper", application.pk),
        {
            **delivery,
            "evidence": scan(),
            "text": "Атауы өзгерді",
            "cluster_name": "Ақмола сүт және ет кластері",
            "applicant_name": application.applicant_name,
            "signer_position": application.signer_position,
            "signer_name": application.signer_name,
        },
    )
    amended = application.latest_version
    client.post(
        url("withdraw_by_paper", application.pk), {**delivery, "evidence": scan(), "text": "Қайтарып аламыз"}
    )

    assert (amended.number, amended.manifest["annex1"]["cluster_name"]) == (2, "Ақмола сүт және ет кластері")
    assert Application.objects.get().state == State.WITHDRAWN


# Sending


@pytest.mark.clause("13")
def test_forwarding_page_refuses_before_closing_and_sends_after(room, contest, sign_in):
    application = room.admitted(contest)
    client = sign_in(room.registrar)
    answers = {"applications": [str(application.pk)]}

    before = client.get(url("forwarding", contest.pk))
    refused = client.post(url("forwarding", contest.pk), answers)
    room.at(AFTER_CLOSING)
    client.post(url("forwarding", contest.pk), answers)

    assert before.context["refusal"].code == "open"
    assert refused.status_code == 409
    assert Batch.objects.get().items.get().with_paper is False


@pytest.mark.clause("18")
def test_referral_page_sends_what_was_received(room, contest, sign_in):
    application = room.admitted(contest)
    room.forwarded(contest, application)
    room.concluded(application)

    sign_in(room.registrar).post(url("referral", contest.pk), {"applications": [str(application.pk)]})

    assert Application.objects.get().state == State.REFERRED


@pytest.mark.clause("18")
def test_only_the_head_is_offered_referral_without_conclusion_after_the_term(room, contest, sign_in):
    application = room.admitted(contest)
    room.forwarded(contest, application)
    early = sign_in(room.head).get(url("referral", contest.pk)).context["without"]
    room.at("2026-05-27T09:00:00+05:00")
    registrar = sign_in(room.registrar).get(url("referral", contest.pk)).context["without"]
    client = sign_in(room.head)
    head = client.get(url("referral", contest.pk)).context["without"]

    refused = client.post(url("referral", contest.pk), {"applications": [str(application.pk)]})
    client.post(url("referral", contest.pk), {"applications": [str(application.pk)], "reason": "берілмеді"})

    assert (early, registrar, head) == (False, False, True)
    assert refused.status_code in (200, 409)
    assert Application.objects.get().state == State.REFERRED


def test_batch_page_and_letter(room, contest, sign_in):
    batch = room.forwarded(contest, room.admitted(contest))
    build(batch.document, now=room.now)

    page = sign_in(room.coordinator).get(url("batch", batch.pk))
    letter = sign_in(room.registrar).get(url("letter", batch.pk, "ru"))

    assert page.context["may_acknowledge"] is True
    assert b"".join(letter.streaming_content).startswith(b"%PDF")
    assert sign_in(room.representative).get(url("batch", batch.pk)).status_code == 403


# Additional data


@pytest.mark.clause("7")
def test_request_is_asked_by_the_office_and_answered_by_the_participant(room, contest, sign_in):
    application = room.filed(contest).application

    sign_in(room.screener).post(
        url("ask_for_data", application.pk), {"asked_for": "Экспорт көлемі", "item_keys": ["3.1"]}
    )
    request = DataRequest.objects.get()
    client = sign_in(room.representative)
    own = client.get(url("own_requests")).content.decode()
    client.post(url("data_request", request.pk), {"answer": "12 тонна"})

    assert application.number in own
    assert DataRequest.objects.get().answer == "12 тонна"
    assert sign_in(room.participant()).get(url("data_request", request.pk)).status_code == 404


def test_empty_answer_is_an_error_and_sends_nothing(room, contest, sign_in):
    application = room.filed(contest).application
    request = services.ask_for_data(application, asked_for="Экспорт", acting_as=room.screener, now=room.now)

    page = sign_in(room.representative).post(url("data_request", request.pk), {"answer": ""})

    assert page.status_code == 200
    assert DataRequest.objects.get().state == "SENT"
