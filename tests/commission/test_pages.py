"""Who may open what: every page for every role, nothing of the decision outside before publication."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from applications.enums import State
from applications.models import Application
from cluster_selection.accounts.enums import Role
from cluster_selection.documents.services import build
from cluster_selection.journal.models import AccessEntry
from commission.enums import Outcome
from commission.models import Meeting, Protocol
from commission.services.meeting import record_meeting
from review.models import Batch, Conclusion
from tests.commission.factories import RECEIVED_AT
from tests.commission.test_walk import ORDER, TEXTS, posted_members
from tests.factories import member

SECRET = "МӘН-7391"
ROOMS = {"commission", "competitions", "applications", "review", "site"}
COMMISSION = {Role.SECRETARY, Role.MEMBER, Role.CHAIR}
OFFICIALS = {Role.HEAD, Role.REGISTRAR}
EVERYBODY = COMMISSION | OFFICIALS | {Role.AUDITOR}


def refused(decisions, sign_in, allowed, url, method="get"):
    """Return the roles whose answer is not as it should be: 200 for the allowed, 403 for the others."""
    wrong = []
    for role in Role:
        status = getattr(sign_in(decisions.people[role]), method)(url).status_code
        if (role in allowed) != (status == 200) or (role not in allowed and status != 403):
            wrong.append((str(role), status))
    anonymous = getattr(Client(), method)(url)
    if anonymous.status_code != 302 or "/accounts/" not in anonymous["Location"]:
        wrong.append(("anonymous", anonymous.status_code))
    return wrong


@pytest.fixture
def stage(decisions):
    """Return a contest with a draft protocol that can be signed."""
    applications = decisions.before_commission()
    protocol = decisions.ready_to_sign(applications)
    return decisions, applications, protocol


@pytest.mark.parametrize(
    ("name", "of", "allowed"),
    [
        ("list", None, EVERYBODY),
        ("contest", "contest", EVERYBODY),
        ("composition", "contest", EVERYBODY),
        ("compose", "contest", {Role.HEAD}),
        ("applications", "contest", COMMISSION),
        ("open_meeting", "contest", {Role.SECRETARY, Role.CHAIR}),
        ("publication", "contest", OFFICIALS),
        ("application", "application", COMMISSION),
        ("assessment", "application", COMMISSION),
        ("meeting", "meeting", COMMISSION),
        ("record_meeting", "meeting", {Role.SECRETARY}),
        ("items", "protocol", {Role.SECRETARY}),
        ("sign", "protocol", {Role.CHAIR}),
    ],
)
def test_pages_open_to_their_roles_alone(stage, sign_in, name, of, allowed):
    decisions, applications, protocol = stage
    keys = {
        None: [],
        "contest": [protocol.competition_id],
        "application": [applications[0].pk],
        "meeting": [protocol.meeting_id],
        "protocol": [protocol.pk],
    }

    url = reverse(f"commission:{name}", args=keys[of])

    assert refused(decisions, sign_in, allowed, url) == []


def test_a_draft_protocol_exists_for_the_commission_alone(stage, sign_in):
    decisions, _applications, protocol = stage
    found = {
        role: sign_in(decisions.people[role]).get(f"/kk/protocols/{protocol.pk}/").status_code
        for role in Role
    }

    assert {role for role, status in found.items() if status == 200} == COMMISSION
    assert {found[role] for role in (*OFFICIALS, Role.AUDITOR)} == {404}


def test_a_member_whom_the_order_does_not_name_sees_nothing(stage, sign_in):
    _decisions, applications, protocol = stage
    stranger = sign_in(member(Role.MEMBER))

    assert stranger.get("/kk/commission/").context["page"].rows == []
    for url in (
        f"/kk/commission/{protocol.competition_id}/",
        f"/kk/commission/{protocol.competition_id}/applications/",
        f"/kk/commission/applications/{applications[0].pk}/",
        f"/kk/commission/meetings/{protocol.meeting_id}/",
        f"/kk/protocols/{protocol.pk}/",
    ):
        assert stranger.get(url).status_code == 404, url


@pytest.mark.clause("18")
@pytest.mark.parametrize("state", [State.DRAFT, State.REGISTERED, State.FORWARDED, State.CONCLUSION_RECEIVED])
def test_the_commission_never_opens_an_application_that_was_not_referred(decisions, sign_in, state):
    contest = decisions.before_commission()[0].competition
    other = decisions.referred(contest, 3, state=state)

    for person in (decisions.secretary, decisions.chair):
        assert sign_in(person).get(f"/kk/commission/applications/{other.pk}/").status_code == 404


@pytest.mark.clause("19")
def test_who_is_recused_sees_the_number_alone(decisions, sign_in):
    applications = decisions.before_commission()
    decisions.asked_for_data(applications[0])
    meeting = decisions.meeting(applications[0].competition)
    rows = list(meeting.composition.members.all())
    decisions.recorded(meeting, recusals=[(rows[1], applications[0], "туыстық")])
    client = sign_in(decisions.voters[1])
    conclusion = Conclusion.objects.get(application=applications[0])
    base = f"/kk/commission/applications/{applications[0].pk}/"

    listed = client.get(f"/kk/commission/{meeting.competition_id}/applications/").content.decode()

    assert applications[0].number in listed
    assert applications[0].cluster_name not in listed
    assert applications[0].participant.name_kk not in listed
    assert applications[1].cluster_name in listed
    for url in ("", "assessment/", f"files/{applications[0].data_requests.get().file_id}/"):
        assert client.get(base + url).status_code == 404, url
    assert client.post(f"{base}assessment/", {**TEXTS, "read_version": "0"}).status_code == 404
    assert client.get(f"{base}conclusions/{conclusion.pk}/kk.pdf").status_code == 404
    assert sign_in(decisions.voters[2]).get(base).status_code == 200


@pytest.mark.clause("18")
def test_materials_show_the_version_the_conclusion_and_the_additional_data(decisions, sign_in):
    applications = decisions.before_commission()
    request = decisions.asked_for_data(applications[0])
    client = sign_in(decisions.secretary)
    base = f"/kk/commission/applications/{applications[0].pk}/"

    page = client.get(base).content.decode()
    version = applications[0].latest_version
    attached = version.manifest["attachments"][0]["file"]["id"]

    for text in ("Көкшетау қаласы", "Бизнес-жоспар", "тізбек бар", "қосалқы станция бар", version.sha256):
        assert text in page
    assert client.get(f"{base}files/{attached}/").status_code == 200
    assert client.get(f"{base}files/{request.file_id}/").status_code == 200
    assert client.get(f"{base}files/{decisions.announced().decision_file_id}/").status_code == 404
    kinds = AccessEntry.objects.filter(user_id=decisions.secretary.user_id).values_list(
        "what", "subject_type"
    )
    assert ("view", "application") in set(kinds)


def test_an_application_without_conclusion_says_so(decisions, sign_in):
    contest = decisions.before_commission()[0].competition
    other = decisions.referred(contest, 3, with_conclusion=False)

    page = sign_in(decisions.secretary, HTTP_ACCEPT_LANGUAGE="en").get(
        f"/en/commission/applications/{other.pk}/"
    )

    assert "submitted without an expert conclusion" in page.content.decode()


# The outcome before publication


def _addresses(keys: dict) -> list[str]:
    """Return every address of the rooms that the keys can fill; a plain ``pk`` is tried with each of them."""
    found = []
    for namespace, pattern, names in _patterns(get_resolver()):
        arguments = [{}]
        for name, converter in names.items():
            values = keys.get(name) or (keys["pk"] if converter == "uuid" else keys.get(converter, ()))
            arguments = [{**known, name: value} for known in arguments for value in values]
        found += [reverse(f"{namespace}:{pattern}", kwargs=known) for known in arguments]
    return found


def _patterns(resolver, namespace="", above=()):
    for entry in resolver.url_patterns:
        converters = {**dict(above), **entry.pattern.converters}
        if hasattr(entry, "url_patterns"):
            yield from _patterns(entry, ":".join(filter(None, (namespace, entry.namespace))), converters)
        elif entry.name and namespace in ROOMS:
            kinds = {
                name: type(converter).__name__.removesuffix("Converter").lower()
                for name, converter in converters.items()
            }
            yield namespace, entry.name, kinds


@pytest.mark.clause("21")
@pytest.mark.parametrize(
    ("received", "roles"),
    [
        (False, (Role.HEAD,)),
        (True, (Role.SCREENER, Role.COORDINATOR, Role.AUDITOR, "participant", "anonymous")),
    ],
)
def test_no_page_shows_the_outcome_outside_the_commission_before_publication(
    decisions, sign_in, received, roles
):
    applications = decisions.before_commission()
    protocol = decisions.signed(decisions.ready_to_sign(applications))
    if received:
        decisions.received(protocol, RECEIVED_AT)
    built = {rendering.sha256 for rendering in build(protocol.document, now=decisions.now)}
    keys = {
        "competition_id": [protocol.competition_id],
        "application_id": [applications[0].pk],
        "protocol_id": [protocol.pk],
        "meeting_id": [protocol.meeting_id],
        "pk": [protocol.competition_id, applications[0].pk],
        "string": ["kk"],
        "int": [1],
    }
    code = protocol.document.code
    urls = [*_addresses(keys), "/api/v1/competitions/", f"/api/v1/competitions/{protocol.competition_id}/"]
    urls += [f"/kk/protocols/{protocol.pk}/{language}.pdf" for language in ("kk", "ru")]
    urls += [f"/verify/{code}/", f"/verify/{code}/kk.pdf", f"/verify/{code}/ru.pdf"]

    for role in roles:
        client = _client(role, decisions, applications, sign_in)
        for url in urls:
            page = client.get(url)
            if page.streaming:
                assert _sha256(page) not in built, (role, url)
            else:
                assert SECRET not in page.content.decode(errors="replace"), (role, url)
                assert "commission/publications/results.html" not in {part.name for part in page.templates}, (
                    url
                )
    assert {row.state for row in Application.objects.all()} == {State.REFERRED}


def _client(role, decisions, applications, sign_in):
    if role == "anonymous":
        client = Client()
    else:
        client = sign_in(applications[0].filed_by if role == "participant" else decisions.people[role])
    client.raise_request_exception = False
    return client


def test_the_commission_reads_its_protocol_and_the_officials_only_after_the_receipt(decisions, sign_in):
    applications = decisions.before_commission()
    protocol = decisions.signed(decisions.ready_to_sign(applications))
    build(protocol.document, now=decisions.now)
    url, paper = f"/kk/protocols/{protocol.pk}/", f"/kk/protocols/{protocol.pk}/kk.pdf"

    for person in (decisions.secretary, decisions.chair, decisions.voters[1]):
        assert SECRET in sign_in(person).get(url).content.decode()
        assert sign_in(person).get(paper).status_code == 200
    for person in (decisions.head, decisions.registrar):
        assert SECRET not in sign_in(person).get(url).content.decode()
        assert sign_in(person).get(paper).status_code == 404
    assert sign_in(decisions.auditor).get(url).status_code == 404
    decisions.received(protocol)
    for person in (decisions.head, decisions.registrar):
        assert SECRET in sign_in(person).get(url).content.decode()
        assert sign_in(person).get(paper).status_code == 200
    assert sign_in(decisions.auditor).get(url).status_code == 404
    decisions.published(protocol.competition)
    assert SECRET in sign_in(decisions.auditor).get(url).content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_preview_of_the_results_is_for_the_head_and_the_registrar(decisions, sign_in, language):
    contest = decisions.decided()[0].competition
    url = f"/kk/commission/{contest.pk}/publication/{language}.pdf"

    assert sign_in(decisions.head).get(url).content.startswith(b"%PDF")
    assert sign_in(decisions.screener).get(url).status_code == 403
    assert sign_in(decisions.secretary).get(url).status_code == 403


def test_the_draft_of_the_protocol_is_a_pdf_for_the_secretary_and_the_chair(stage, sign_in):
    decisions, _applications, protocol = stage
    url = f"/kk/protocols/{protocol.pk}/draft/ru.pdf"

    assert sign_in(decisions.chair).get(url).content.startswith(b"%PDF")
    assert sign_in(decisions.secretary).get(f"/kk/protocols/{protocol.pk}/draft/en.pdf").status_code == 404
    assert sign_in(decisions.voters[1]).get(url).status_code == 403
    assert sign_in(decisions.head).get(url).status_code == 403


def _sha256(page) -> str:
    import hashlib

    return hashlib.sha256(b"".join(page.streaming_content)).hexdigest()


# Nothing typed is lost


@pytest.mark.clause("19")
def test_a_stale_save_shows_both_texts_and_either_can_be_kept(decisions, sign_in):
    (application,) = decisions.before_commission(1)
    url = f"/kk/commission/applications/{application.pk}/assessment/"
    mine, theirs = {**TEXTS, "strengths": "менің мәтінім"}, {**TEXTS, "strengths": "олардың мәтіні"}
    sign_in(decisions.chair).post(url, {**theirs, "read_version": "0"})
    client = sign_in(decisions.secretary)

    page = client.post(url, {**mine, "read_version": "0"})

    assert page.status_code == 409
    assert "менің мәтінім" in page.content.decode()
    assert "олардың мәтіні" in page.content.decode()
    application.refresh_from_db()
    assert application.assessment.strengths == "олардың мәтіні"
    version = page.context["form"]["read_version"].value()
    assert client.post(url, {**mine, "read_version": version}).status_code == 302
    application.assessment.refresh_from_db()
    assert application.assessment.strengths == "менің мәтінім"


def test_a_refused_composition_keeps_what_was_typed(decisions, sign_in):
    contest = decisions.before_commission(1, composed=False)[0].competition
    url = f"/kk/commission/{contest.pk}/composition/new/"
    client = sign_in(decisions.head)

    late = client.post(url, {**ORDER, **posted_members(decisions), "quorum": "9"})
    more = client.post(url, {**ORDER, **posted_members(decisions), "more": "1"})

    assert (late.status_code, late.context["refusal"].code) == (409, "quorum")
    assert "Абенова Л. Ж." in late.content.decode()
    assert more.status_code == 200
    assert len(more.context["members"].forms) == 10
    assert "Абенова Л. Ж." in more.content.decode()
    assert not contest.compositions.exists()


@pytest.mark.parametrize("typed", ["25:00–", "таңертең", "10:00–09:00"])
def test_a_wrong_time_is_said_beside_the_field_and_stays_there(decisions, sign_in, typed):
    contest = decisions.before_commission()[0].competition
    meeting = decisions.meeting(contest)
    row = meeting.composition.members.first()
    decisions.at("2026-06-29T13:00:00+05:00")
    rows = {"recusals-TOTAL_FORMS": 0, "recusals-INITIAL_FORMS": 0}

    page = sign_in(decisions.secretary).post(
        f"/kk/commission/meetings/{meeting.pk}/record/", {f"present_{row.pk.hex}": typed, **rows}
    )

    assert page.status_code in (200, 409)
    assert typed in page.content.decode()
    assert not meeting.attendance.exists()


def test_recusals_are_recorded_on_the_page_and_each_names_its_ground(decisions, sign_in):
    applications = decisions.before_commission()
    meeting = decisions.meeting(applications[0].competition)
    row = meeting.composition.members.all()[3]
    client, url = sign_in(decisions.secretary), f"/kk/commission/meetings/{meeting.pk}/record/"
    data = {
        "recusals-TOTAL_FORMS": 2,
        "recusals-INITIAL_FORMS": 0,
        "recusals-0-application": str(applications[0].pk),
        "recusals-0-member": str(row.pk),
        "recusals-0-ground": "",
    }

    without = client.post(url, data)
    written = client.post(url, {**data, "recusals-0-ground": "туыстық"})

    assert without.status_code == 200
    assert written.status_code == 302
    assert meeting.recusals.get().ground == "туыстық"
    assert client.get(f"/kk/commission/meetings/{meeting.pk}/").status_code == 200


def test_decisions_typed_without_an_outcome_are_not_lost(stage, sign_in):
    decisions, applications, protocol = stage
    prefix = f"item-{applications[0].pk.hex}"

    page = sign_in(decisions.secretary).post(
        f"/kk/protocols/{protocol.pk}/items/",
        {f"{prefix}-outcome": "", f"{prefix}-grounds": "жазылған негіз"},
    )

    assert page.status_code == 200
    assert "жазылған негіз" in page.content.decode()
    assert protocol.items.count() == 2


def test_the_page_of_a_protocol_says_everything_that_hinders_its_signature(decisions, sign_in):
    applications = decisions.before_commission()
    meeting = decisions.meeting(applications[0].competition)
    protocol = decisions.drafted(meeting, [decisions.item(applications[0], grounds="", minutes=-5)])

    page = sign_in(decisions.secretary).get(f"/kk/protocols/{protocol.pk}/")

    codes = {refusal.code for refusal in page.context["hindrances"]}
    assert codes == {"grounds", "meeting", "voted_at", "votes", "assessment"}


def test_an_earlier_receipt_needs_its_day_and_its_scan(decisions, sign_in):
    protocol = decisions.signed(decisions.ready_to_sign(decisions.before_commission()))
    decisions.at(RECEIVED_AT)

    page = sign_in(decisions.registrar).post(f"/kk/protocols/{protocol.pk}/receive/", {"when": "earlier"})

    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"received_at", "evidence"}
    assert Protocol.objects.get().state == "SIGNED"


def test_a_late_publication_asks_for_its_reason_and_keeps_the_preview(decisions, sign_in):
    contest = decisions.decided()[0].competition
    decisions.at("2026-07-10T00:00:00+05:00")
    client, url = sign_in(decisions.head), f"/kk/commission/{contest.pk}/publication/"

    page = client.post(url, {"reason": " "})
    done = client.post(url, {"reason": "Порталдың істен шығуы"})

    assert (page.status_code, page.context["refusal"].code) == (409, "reason")
    assert len(page.context["texts"]) == 3
    assert done.status_code == 302


def test_acts_by_get_are_refused(stage, sign_in):
    decisions, _applications, protocol = stage
    client = sign_in(decisions.secretary)

    assert client.get(f"/kk/commission/meetings/{protocol.meeting_id}/protocol/").status_code == 405
    assert client.get(f"/kk/commission/referrals/{Batch.objects.get().pk}/acknowledge/").status_code == 405


@pytest.mark.clause("18")
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SECRETARY, Role.CHAIR)])
def test_only_the_secretary_and_the_chair_acknowledge_the_materials(decisions, sign_in, role):
    decisions.before_commission()
    batch = Batch.objects.get()

    page = sign_in(decisions.people[role]).post(f"/kk/commission/referrals/{batch.pk}/acknowledge/")
    batch.refresh_from_db()

    assert (page.status_code, batch.state) == (403, "SENT")


# The same number of queries for 1 and for 30 rows


@pytest.mark.parametrize("name", ["applications", "contest"])
def test_lists_cost_the_same_for_1_and_30_applications(decisions, sign_in, django_assert_num_queries, name):
    contest = decisions.before_commission(1)[0].competition
    url = reverse(f"commission:{name}", args=[contest.pk])
    client = sign_in(decisions.secretary)
    few = _queries(client, url)
    for position in range(2, 31):
        decisions.referred(contest, position)

    with django_assert_num_queries(few):
        client.get(url)


def test_the_list_of_competitions_costs_the_same_for_1_and_30(decisions, sign_in, django_assert_num_queries):
    decisions.composed(decisions.announced())
    client = sign_in(decisions.chair)
    few = _queries(client, "/kk/commission/")
    for _number in range(29):
        decisions.composed(decisions.announced())

    with django_assert_num_queries(few):
        page = client.get("/kk/commission/")
    assert len(page.context["page"].rows) == 30


def _queries(client, url) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


@pytest.mark.parametrize("outcome", [Outcome.WINNER, Outcome.ADJOURNED])
def test_the_protocol_page_costs_the_same_for_1_and_30_items(decisions, sign_in, outcome):
    applications = decisions.before_commission(30)
    meeting = decisions.recorded(decisions.meeting(applications[0].competition))
    decisions.drafted(meeting, [decisions.item(applications[0], outcome)])
    client, url = sign_in(decisions.voters[1]), f"/kk/protocols/{Protocol.objects.get().pk}/"
    few = _queries(client, url)
    decisions.drafted(meeting, [decisions.item(application, outcome) for application in applications])

    assert _queries(client, url) == few


def test_a_meeting_record_belongs_to_the_secretary(decisions):
    from cluster_selection.workflow.refusals import TransitionRefused

    contest = decisions.before_commission()[0].competition
    decisions.meeting(contest)

    with pytest.raises(TransitionRefused):
        record_meeting(
            Meeting.objects.get(),
            ends_at=None,
            attendance=[],
            recusals=[],
            acting_as=decisions.chair,
            now=decisions.now,
        )
