"""Paper: entering, refusing what came late, the paper set (clauses 8, 11; T7, T13)."""

import datetime as dt

import pytest

from applications import queries, services
from applications.enums import ConsentState, Delivered, PaperSetState, State, VersionAct
from applications.models import Application, PaperSet
from applications.registration import PaperDelivery
from cluster_selection.clock import end_of
from cluster_selection.delivery.models import InboxMessage
from cluster_selection.journal.models import AuditEntry
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.refusals import TransitionRefused
from tests.applications.factories import PAPER_FIELDS
from tests.scenario import pdf

CLOSING_ON = dt.date(2026, 3, 20)
ALMATY = "+05:00"


def received(instant: str) -> dt.datetime:
    return dt.datetime.fromisoformat(instant + ALMATY)


@pytest.mark.clause("11")
@pytest.mark.parametrize(
    ("delivered", "posted_on", "received_at", "late"),
    [
        (Delivered.HAND, None, "2026-03-20T18:29:59.999999", False),
        (Delivered.HAND, None, "2026-03-20T18:30:00", True),
        (Delivered.HAND, None, "2026-03-19T20:00:00", False),  # after hours, but not of the last day
        (Delivered.HAND, None, "2026-03-26T09:00:00", True),
        (Delivered.POST, dt.date(2026, 3, 20), "2026-04-10T11:00:00", False),
        (Delivered.POST, dt.date(2026, 3, 21), "2026-03-27T11:00:00", True),
        (Delivered.POST, dt.date(2026, 3, 19), "2026-03-20T19:00:00", False),
    ],
)
def test_paper_is_late_by_the_hour_or_by_the_postmark(delivered, posted_on, received_at, late):
    delivery = PaperDelivery(delivered=delivered, posted_on=posted_on, received_at=received(received_at))

    assert delivery.is_late(closes_at=end_of(CLOSING_ON), closing_on=CLOSING_ON, policy="postmark") is late


@pytest.mark.clause("11")
def test_with_the_other_reading_posted_paper_must_arrive(db):
    delivery = PaperDelivery(
        delivered=Delivered.POST, posted_on=CLOSING_ON, received_at=received("2026-03-27T11:00:00")
    )

    assert delivery.is_late(closes_at=end_of(CLOSING_ON), closing_on=CLOSING_ON, policy="arrival")


def test_posted_paper_counts_from_the_last_instant_of_its_day_unless_it_arrived_earlier():
    posted = PaperDelivery(
        delivered=Delivered.POST, posted_on=CLOSING_ON, received_at=received("2026-03-27T11:00:00")
    )
    same_day = PaperDelivery(
        delivered=Delivered.POST, posted_on=CLOSING_ON, received_at=received("2026-03-20T16:00:00")
    )

    assert posted.occurred_at(policy="postmark") == received("2026-03-20T23:59:59.999999")
    assert same_day.occurred_at(policy="postmark") == received("2026-03-20T16:00:00")


@pytest.mark.django_db
@pytest.mark.clause("8")
def test_paper_handed_in_is_registered_with_members_and_scans(room, contest):
    version = room.paper(contest, room.by_hand())

    application = version.application
    assert (application.state, application.is_paper) == (State.REGISTERED, True)
    assert application.number == f"{contest.number}/001"
    assert (version.act, version.number, version.package) == (VersionAct.PAPER, 1, None)
    assert application.accepted_by == room.registrar
    assert application.members.get().consent.state == ConsentState.GIVEN
    assert application.paper_sets.get().in_time
    assert queries.paper_set_state(application, room.now) == PaperSetState.RECEIVED
    assert queries.findings_of_version(version) == []
    assert version.receipt.payload["delivered"] == "HAND"
    assert set(InboxMessage.objects.values_list("message", flat=True)) == {"application.paper_entered"}


@pytest.mark.django_db
@pytest.mark.clause("12")
def test_posted_paper_entered_late_is_in_time_and_checked_from_its_receipt(room, contest):
    room.at("2026-04-10T11:00:00+05:00")

    version = room.paper(contest, room.by_post(CLOSING_ON))

    assert version.occurred_at == received("2026-03-20T23:59:59.999999")
    assert version.application.submitted_at == version.occurred_at
    assert version.registered_on == dt.date(2026, 4, 10)
    check = RunningTerm.objects.get(subject_id=version.application_id, key="check")
    assert check.due_on == dt.date(2026, 4, 17)
    forward = RunningTerm.objects.get(competition=contest, key="forward", status=TermStatus.RUNNING)
    assert (forward.basis_on, forward.due_on) == (dt.date(2026, 4, 17), dt.date(2026, 4, 22))
    entry = AuditEntry.objects.get(action="application.paper_entered")
    assert (entry.occurred_at, entry.recorded_at) == (version.occurred_at, room.now)


@pytest.mark.django_db
def test_an_act_recorded_later_needs_its_evidence(room, contest):
    delivery = room.by_hand("2026-03-16T11:00:00+05:00", evidence=None)

    with pytest.raises(TransitionRefused) as refused:
        room.paper(contest, delivery)

    assert refused.value.refusal.code == "evidence"
    assert not Application.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("delivery", "code"),
    [
        ({"delivered": Delivered.POST}, "posted_on"),
        ({"delivered": Delivered.POST, "posted_on": dt.date(2026, 3, 17)}, "posted_later"),
        ({"delivered": Delivered.POST, "posted_on": dt.date(2025, 12, 1)}, "early"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(room, contest, delivery, code):
    values = {"received_at": room.now, "evidence": pdf(room.now), **delivery}
    if code == "posted_on":
        values["received_at"] = room.now

    with pytest.raises(TransitionRefused) as refused:
        room.paper(contest, PaperDelivery(**values))

    assert refused.value.refusal.code == code
    assert not Application.objects.exists()


@pytest.mark.django_db
@pytest.mark.clause("11")
def test_late_paper_is_not_entered_but_refused_with_number_and_notice(room, contest):
    room.at("2026-03-20T18:30:00+05:00")
    late = room.by_hand()

    with pytest.raises(TransitionRefused) as refused:
        room.paper(contest, late)
    application = services.refuse_late(
        contest,
        participant=room.representative.organisation,
        delivery=late,
        fields=PAPER_FIELDS,
        acting_as=room.registrar,
        now=room.now,
    )

    assert refused.value.refusal.code == "late_paper"
    assert (application.state, application.number) == (State.NOT_ACCEPTED, f"{contest.number}/R-001")
    assert (application.refused_at, application.papers_returned_on) == (room.now, None)
    assert not application.versions.exists()
    assert not RunningTerm.objects.filter(subject_id=application.pk).exists()
    assert queries.register_of_refusals(contest, acting_as=room.registrar).get() == application
    assert InboxMessage.objects.get().message == "application.late_refused"
    with_return = services.record_return_of_papers(
        application, returned_on=dt.date(2026, 3, 26), acting_as=room.registrar, now=room.now
    )
    assert with_return.papers_returned_on == dt.date(2026, 3, 26)


@pytest.mark.django_db
@pytest.mark.clause("11")
def test_paper_in_time_cannot_be_refused(room, contest):
    with pytest.raises(TransitionRefused) as refused:
        services.refuse_late(
            contest,
            participant=room.representative.organisation,
            delivery=room.by_hand(),
            fields=PAPER_FIELDS,
            acting_as=room.registrar,
            now=room.now,
        )

    assert refused.value.refusal.code == "in_time"
    assert not Application.objects.exists()


@pytest.mark.django_db
def test_only_the_organiser_enters_paper(room, contest):
    for role in ("representative", "screener", "secretary", "coordinator", "auditor"):
        with pytest.raises(TransitionRefused) as refused:
            services.enter_paper(
                contest,
                participant=room.representative.organisation,
                delivery=room.by_hand(),
                fields=PAPER_FIELDS,
                acting_as=getattr(room, role),
                now=room.now,
            )
        assert refused.value.refusal.code == "role"

    assert not Application.objects.exists()


@pytest.mark.django_db
@pytest.mark.clause("8")
def test_the_paper_set_is_awaited_until_closing_and_missing_after_it(room, contest):
    application = room.filed(contest).application

    assert (
        queries.paper_set_state(application, received("2026-03-20T23:59:59.999999")) == PaperSetState.AWAITED
    )
    assert queries.paper_set_state(application, received("2026-03-21T00:00:00")) == PaperSetState.MISSING


@pytest.mark.django_db
@pytest.mark.clause("8")
@pytest.mark.parametrize(
    ("copies", "at", "in_time", "state"),
    [
        (1, "2026-03-20T18:00:00", True, PaperSetState.RECEIVED),
        (0, "2026-03-20T18:00:00", True, PaperSetState.MISSING),
        (1, "2026-03-20T18:30:00", False, PaperSetState.MISSING),
    ],
)
def test_a_paper_set_counts_when_complete_and_in_time(room, contest, copies, at, in_time, state):
    application = room.filed(contest).application
    room.at(received(at))

    paper_set = services.receive_paper_set(
        application, delivery=room.by_hand(copies=copies), acting_as=room.registrar, now=room.now
    )

    application.refresh_from_db()
    assert (paper_set.in_time, application.state) == (in_time, State.REGISTERED)
    assert queries.paper_set_state(application, received("2026-03-26T00:00:00")) == state
    assert PaperSet.objects.count() == 1
