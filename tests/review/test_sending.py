"""Forwarding (clause 13), referral (clause 18), acknowledgement, requests for additional data."""

import datetime as dt

import pytest

from applications import services as applications
from applications.enums import State
from applications.models import Application
from cluster_selection.delivery.models import InboxMessage
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.refusals import TransitionRefused
from review import services
from review.enums import BatchState
from review.models import Batch, DataRequest
from tests.review.factories import AFTER_CLOSING, CLOSING, ReviewRoom


def term_of(contest, key) -> RunningTerm:
    rows = RunningTerm.objects.filter(subject_id=contest.pk, key=key).exclude(status=TermStatus.SUPERSEDED)
    return rows.order_by("started_at").last()


def refused(code: str):
    return pytest.raises(TransitionRefused, check=lambda error: error.refusal.code == code)


def fresh(*rows) -> list[Application]:
    return [Application.objects.get(pk=row.pk) for row in rows]


def two_admitted(room, contest) -> list[Application]:
    return [room.admitted(contest), room.admitted(contest, acting_as=room.participant())]


# Forwarding


@pytest.mark.clause("13")
def test_application_is_not_forwarded_in_the_last_instant_before_closing(room, contest):
    application = room.admitted(contest)
    room.at("2026-03-20T23:59:59.999999+05:00")

    with refused("open"):
        services.forward(contest, [application], acting_as=room.registrar, now=room.now)

    assert fresh(application)[0].state == State.ADMITTED
    assert not Batch.objects.exists()
    assert not IssuedDocument.objects.filter(kind="forwarding_letter").exists()
    assert not InboxMessage.objects.filter(message="batch.forwarded").exists()


@pytest.mark.clause("13")
def test_application_is_forwarded_from_the_closing_instant(room, contest):
    application = room.admitted(contest)

    batch = room.forwarded(contest, application, at=CLOSING)

    item = batch.items.get()
    assert fresh(application)[0].state == State.FORWARDED
    assert (item.application, item.version, item.with_paper) == (
        application,
        application.latest_version,
        True,
    )
    assert term_of(contest, "acceptance").status == TermStatus.DONE
    assert term_of(contest, "forward").status == TermStatus.DONE
    assert batch.document.number == f"{contest.number}/F-01"


@pytest.mark.clause("13")
def test_partial_batch_leaves_the_term_running_until_nothing_waits(room, contest):
    first, second = two_admitted(room, contest)

    room.forwarded(contest, first)
    between = term_of(contest, "forward").status
    later = room.forwarded(contest, second, at="2026-03-27T10:00:00+05:00")

    assert between == TermStatus.RUNNING
    assert (term_of(contest, "forward").status, term_of(contest, "forward").done_at) == (
        TermStatus.DONE,
        room.now,
    )
    assert (later.number, later.document.number) == (2, f"{contest.number}/F-02")


@pytest.mark.clause("13")
def test_batch_with_one_application_that_cannot_go_sends_none(room, contest):
    good = room.admitted(contest)
    bad = room.filed(contest, acting_as=room.participant()).application

    with refused("state"):
        room.forwarded(contest, good, bad)

    assert [application.state for application in fresh(good, bad)] == [State.ADMITTED, State.REGISTERED]
    assert not Batch.objects.exists()


def test_empty_batch_is_refused(room, contest):
    with refused("empty"):
        room.forwarded(contest)


@pytest.mark.clause("13")
def test_application_of_another_competition_does_not_slip_into_a_batch(room, contest):
    application = room.admitted(contest)
    other = room.announced("2026-03-17T10:00:00+05:00", closing_on=dt.date(2026, 6, 1))
    room.at(AFTER_CLOSING)

    services.forward(contest, [application], acting_as=room.registrar, now=room.now)

    assert not Batch.objects.filter(competition=other).exists()
    assert {item.application.competition_id for item in Batch.objects.get().items.all()} == {contest.pk}


@pytest.mark.clause("13")
def test_late_forwarding_needs_a_reason(room, contest):
    application = room.admitted(contest)
    term = term_of(contest, "forward")
    room.at(term.closes_at)

    with refused("reason"):
        services.forward(contest, [application], acting_as=room.registrar, now=room.now)
    batch = services.forward(contest, [application], acting_as=room.registrar, now=room.now, reason="пошта")

    done = term_of(contest, "forward")
    assert (done.status, done.delay_working_days, done.reason) == (TermStatus.DONE, 1, "пошта")
    assert batch.document.payload["late_reason"] == "пошта"


@pytest.mark.clause("13")
def test_forwarding_letter_names_versions_files_and_hashes(room, contest):
    application = room.admitted(contest)
    batch = room.forwarded(contest, application, without_paper={application.pk})

    (entry,) = batch.document.payload["items"]

    manifest = application.latest_version.manifest
    assert (entry["number"], entry["version"], entry["sha256"], entry["with_paper"]) == (
        application.number,
        1,
        application.latest_version.sha256,
        False,
    )
    assert [(file["what"], file["sha256"]) for file in entry["files"]] == [
        ("form", manifest["annex1"]["signed_form"]["sha256"]),
        *(("consent", member["consent"]["file"]["sha256"]) for member in manifest["members"]),
    ]


@pytest.mark.clause("13")
def test_recalled_application_is_checked_and_forwarded_again(room, contest):
    application = room.admitted(contest)
    room.forwarded(contest, application)
    applications.amend_by_paper(
        application,
        delivery=room.by_post(dt.date(2026, 3, 19)),
        notice_text="Өзгерту",
        acting_as=room.registrar,
        now=room.now,
    )

    (application,) = fresh(application)
    assert application.state == State.REGISTERED
    room.admit(application)
    batch = room.forwarded(contest, application, at="2026-03-27T10:00:00+05:00")

    assert batch.items.get().version.number == 2
    assert fresh(application)[0].state == State.FORWARDED


# Conclusions and the base of referral


@pytest.mark.clause("18")
def test_referral_runs_from_receipt_of_the_last_conclusion(room, contest):
    first, second = two_admitted(room, contest)
    room.forwarded(contest, first, second)
    room.at("2026-05-25T12:00:00+05:00")
    room.concluded(first, reason="көлем")
    before = term_of(contest, "refer")
    room.at("2026-05-26T15:00:00+05:00")

    room.concluded(second, reason="көлем")

    after = term_of(contest, "refer")
    assert before.basis_on == term_of(contest, "hand_over").due_on == dt.date(2026, 5, 26)
    assert (after.basis_on, after.basis_at, after.due_on) == (
        dt.date(2026, 5, 26),
        room.now,
        dt.date(2026, 6, 1),
    )
    assert term_of(contest, "hand_over").status == TermStatus.DONE


@pytest.mark.clause("18")
def test_referral_runs_from_the_end_of_hand_over_when_a_conclusion_is_missing_then(room, contest):
    first, second = two_admitted(room, contest)
    room.forwarded(contest, first, second)
    room.at("2026-05-20T12:00:00+05:00")
    room.concluded(first, reason="көлем")
    room.at("2026-05-29T12:00:00+05:00")

    room.concluded(second, reason="көлем")

    term, hand_over = term_of(contest, "refer"), term_of(contest, "hand_over")
    assert (term.basis_on, term.basis_at) == (hand_over.due_on, hand_over.closes_at)
    assert term.due_on == dt.date(2026, 6, 1)
    assert (hand_over.status, hand_over.delay_working_days, hand_over.reason) == (TermStatus.DONE, 2, "көлем")


@pytest.mark.clause("17")
def test_analysis_and_hand_over_end_with_the_last_conclusion(room, contest):
    first, second = two_admitted(room, contest)
    room.forwarded(contest, first, second)
    room.at("2026-05-18T12:00:00+05:00")

    room.concluded(first)
    between = {key: term_of(contest, key).status for key in ("analysis", "hand_over")}
    room.concluded(second)

    assert between == {"analysis": TermStatus.RUNNING, "hand_over": TermStatus.RUNNING}
    assert {term_of(contest, key).status for key in ("analysis", "hand_over")} == {TermStatus.DONE}


@pytest.mark.clause("17")
def test_signed_conclusion_on_a_replaced_version_does_not_count(room, contest):
    application = room.admitted(contest)
    room.forwarded(contest, application)
    services.sign_conclusion(room.written(application), acting_as=room.institute_head, now=room.now)
    applications.amend_by_paper(
        application,
        delivery=room.by_post(dt.date(2026, 3, 19)),
        notice_text="Өзгерту",
        acting_as=room.registrar,
        now=room.now,
    )
    old = application.conclusions.get()
    room.admit(fresh(application)[0])
    room.forwarded(contest, application, at="2026-03-27T10:00:00+05:00")

    with refused("version"):
        services.hand_over(old, acting_as=room.coordinator, now=room.now)

    assert fresh(application)[0].state == State.FORWARDED
    old.refresh_from_db()
    assert old.state == "SIGNED"


# Referral


@pytest.mark.clause("18")
def test_application_is_referred_with_its_conclusion(room, contest):
    application = room.admitted(contest)
    room.forwarded(contest, application)
    conclusion = room.concluded(application)

    batch = room.referred(contest, application)

    (entry,) = batch.document.payload["items"]
    assert fresh(application)[0].state == State.REFERRED
    assert batch.items.get().conclusion == conclusion
    assert entry["conclusion"]["sha256"] == conclusion.document.payload_sha256
    assert term_of(contest, "refer").status == TermStatus.DONE
    assert batch.document.number == f"{contest.number}/C-01"
    assert InboxMessage.objects.filter(message="batch.referred", user=room.secretary.user).count() == 1


@pytest.mark.clause("18")
def test_referral_settles_only_when_nothing_waits(room, contest):
    first, second = two_admitted(room, contest)
    room.forwarded(contest, first, second)
    room.concluded(first)

    room.referred(contest, first)
    between = term_of(contest, "refer").status
    room.concluded(second)
    room.referred(contest, second)

    assert (between, term_of(contest, "refer").status) == (TermStatus.RUNNING, TermStatus.DONE)


@pytest.mark.clause("18")
def test_without_conclusion_only_after_hand_over_by_the_head_with_a_reason(room, contest):
    application = room.admitted(contest)
    room.forwarded(contest, application)
    ended = term_of(contest, "hand_over").closes_at

    def refer(acting_as, reason):
        rows = fresh(application)
        return services.refer(contest, rows, acting_as=acting_as, now=room.now, reason=reason)

    room.at(ended - dt.timedelta(microseconds=1))
    with refused("hand_over"):
        refer(room.head, "институт бермеді")
    room.at(ended)
    with refused("role"):
        refer(room.registrar, "институт бермеді")
    with refused("reason"):
        refer(room.head, " ")
    batch = refer(room.head, "институт бермеді")

    (application,) = fresh(application)
    assert (application.state, application.without_conclusion_reason) == (State.REFERRED, "институт бермеді")
    assert batch.items.get().conclusion is None
    assert batch.document.payload["items"][0]["without_reason"] == "институт бермеді"
    assert {term_of(contest, key).status for key in ("analysis", "hand_over", "refer")} == {TermStatus.DONE}


# Acknowledgement


@pytest.mark.clause("13")
def test_batch_is_acknowledged_once_by_its_addressee(room, contest):
    batch = room.forwarded(contest, room.admitted(contest))

    with refused("role"):
        services.acknowledge(batch, acting_as=room.secretary, now=room.now)
    services.acknowledge(batch, acting_as=room.coordinator, now=room.now)
    with refused("state"):
        services.acknowledge(batch, acting_as=room.institute_head, now=room.now)

    batch.refresh_from_db()
    assert (batch.state, batch.acknowledged_by) == (BatchState.ACKNOWLEDGED, room.coordinator)


# Additional data


@pytest.mark.clause("7")
def test_additional_data_are_asked_and_answered_after_closing(room, contest):
    application = room.admitted(contest)
    sha256 = application.latest_version.sha256
    room.at(AFTER_CLOSING)

    request = services.ask_for_data(
        application, asked_for="Экспорт көлемі", item_keys=["3.1"], acting_as=room.screener, now=room.now
    )
    services.answer_data_request(request, answer="12 тонна", acting_as=room.representative, now=room.now)

    request.refresh_from_db()
    assert (request.state, request.answer, request.answered_by) == (
        "ANSWERED",
        "12 тонна",
        room.representative,
    )
    assert application.versions.get().sha256 == sha256
    assert (
        InboxMessage.objects.filter(message="data_request.sent", user=room.representative.user).count() == 1
    )


@pytest.mark.clause("7")
def test_another_participant_does_not_answer(room, contest):
    application = room.admitted(contest)
    request = services.ask_for_data(
        application, asked_for="Экспорт көлемі", acting_as=room.screener, now=room.now
    )

    with refused("role"):
        services.answer_data_request(request, answer="x", acting_as=room.participant(), now=room.now)
    with refused("empty"):
        services.answer_data_request(request, answer=" ", acting_as=room.representative, now=room.now)

    assert DataRequest.objects.get().state == "SENT"


@pytest.mark.clause("18")
def test_referral_after_a_reopened_check_waits_for_the_reopened_application(db):
    room = ReviewRoom()
    contest = room.announced()
    room.at("2026-03-16T14:05:12+05:00")
    good = room.admitted(contest)
    bad = room.returned(room.filed(contest, acting_as=room.participant()).application)
    room.forwarded(contest, good)
    services.reopen_check(
        bad, ground="COURT", document="сот актісі", reason="сот", acting_as=room.head, now=room.now
    )

    room.concluded(good)
    room.referred(contest, good)

    assert term_of(contest, "forward").status == TermStatus.RUNNING
    assert {term_of(contest, key).status for key in ("analysis", "hand_over", "refer")} == {
        TermStatus.RUNNING
    }
