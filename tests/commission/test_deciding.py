"""From the meeting to the received protocol: clauses 19 and 20."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from applications.enums import State
from cluster_selection.competitions import services as competitions
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.delivery.models import InboxMessage
from cluster_selection.journal.models import AuditEntry
from cluster_selection.signatures.queries import signatures_of
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.refusals import TransitionRefused
from commission.enums import Outcome, ProtocolKind, ProtocolState
from commission.models import Protocol
from commission.services import deciding
from commission.services import meeting as meetings
from tests.commission.factories import LAST_DAY, RECEIVED_AT, SIGNED_AT
from tests.scenario import GROUND, pdf


def refused(code: str):
    """Expect a refusal with a code."""

    class Expectation:
        def __enter__(self):
            self.raises = pytest.raises(TransitionRefused)
            self.caught = self.raises.__enter__()
            return self

        def __exit__(self, *details):
            swallowed = self.raises.__exit__(*details)
            assert self.caught.value.refusal.code == code
            return swallowed

    return Expectation()


@pytest.mark.clause("19")
def test_the_chair_signs_the_decision_and_nothing_is_published_yet(decisions):
    applications = decisions.before_commission()
    protocol = decisions.ready_to_sign(applications)

    signed = decisions.signed(protocol)

    assert (signed.state, signed.number, signed.kind) == ("SIGNED", "2026-1-P01", ProtocolKind.MAIN)
    assert {row.state for row in _fresh(applications)} == {State.REFERRED}
    assert signatures_of(signed).get().signed_sha256 == signed.document.payload_sha256
    assert AuditEntry.objects.get(action="protocol.signed").clause == "20"


@pytest.mark.clause("20")
def test_the_organiser_is_told_of_a_signed_protocol_without_its_outcome(decisions):
    decisions.signed(decisions.ready_to_sign(decisions.before_commission()))

    told = InboxMessage.objects.filter(message="commission.protocol_signed")

    assert {row.user_id for row in told} == {decisions.head.user_id, decisions.registrar.user_id}
    assert not any("МӘН-7391" in row.body or "Ақмола" in row.body for row in told)


def test_nobody_but_the_chair_whom_the_order_names_signs(decisions):
    from tests.factories import member

    protocol = decisions.ready_to_sign(decisions.before_commission())

    with refused("role"):
        deciding.sign_protocol(protocol, acting_as=decisions.secretary, now=decisions.now)
    with refused("not_the_chair"):
        deciding.sign_protocol(protocol, acting_as=member("CHAIR"), now=decisions.now)
    assert not AuditEntry.objects.filter(action="protocol.signed").exists()


def test_what_is_signed_is_what_was_shown(decisions):
    from commission.documents import text_digest

    applications = decisions.before_commission()
    protocol = decisions.ready_to_sign(applications)
    shown = text_digest(protocol)
    items = [decisions.item(applications[0], Outcome.NOT_SELECTED)]
    deciding.save_items(protocol, items, acting_as=decisions.secretary, now=decisions.now)

    with refused("changed"):
        deciding.sign_protocol(protocol, acting_as=decisions.chair, now=decisions.now, shown=shown)
    signed = deciding.sign_protocol(
        protocol, acting_as=decisions.chair, now=decisions.now, shown=text_digest(protocol)
    )

    assert signed.state == ProtocolState.SIGNED


@pytest.mark.clause("19")
def test_a_protocol_needs_items_and_grounds(decisions):
    applications = decisions.before_commission()
    protocol = decisions.ready_to_sign(applications, outcomes=())

    with refused("items"):
        decisions.signed(protocol)
    items = [decisions.item(applications[0], grounds=" ")]
    deciding.save_items(protocol, items, acting_as=decisions.secretary, now=decisions.now)
    with refused("grounds"):
        decisions.signed(protocol)


@pytest.mark.parametrize(("present", "code"), [(2, "quorum"), (3, None)])
def test_a_decision_needs_the_quorum_of_the_order(decisions, present, code):
    applications = decisions.before_commission()
    meeting = decisions.recorded(decisions.meeting(applications[0].competition), present=present)
    decisions.assessed(applications[0])
    protocol = decisions.drafted(meeting, [decisions.item(applications[0], votes=(present, 0, 0))])

    if code:
        with refused(code):
            decisions.signed(protocol)
        assert Protocol.objects.get().state == ProtocolState.DRAFT
    else:
        assert decisions.signed(protocol).state == ProtocolState.SIGNED


def test_the_quorum_counts_only_who_is_not_recused(decisions):
    applications = decisions.before_commission()
    meeting = decisions.meeting(applications[0].competition)
    rows = list(meeting.composition.members.all())
    recusals = [(rows[number], applications[0], "туыстық") for number in (1, 2)]
    meeting = decisions.recorded(meeting, present=4, recusals=recusals)
    decisions.assessed(applications[0])
    protocol = decisions.drafted(meeting, [decisions.item(applications[0], votes=(2, 0, 0))])

    with refused("quorum"):
        decisions.signed(protocol)


@pytest.mark.parametrize(
    ("votes", "code"), [((4, 0, 0), None), ((3, 1, 0), None), ((4, 1, 0), "votes"), ((0, 0, 0), "no_votes")]
)
def test_votes_fit_who_was_present_and_not_recused(decisions, votes, code):
    applications = decisions.before_commission()
    meeting = decisions.meeting(applications[0].competition)
    rows = list(meeting.composition.members.all())
    meeting = decisions.recorded(meeting, recusals=[(rows[3], applications[0], "туыстық")])
    decisions.assessed(applications[0])
    protocol = decisions.drafted(meeting, [decisions.item(applications[0], votes=votes)])

    if code:
        with refused(code):
            decisions.signed(protocol)
    else:
        assert decisions.signed(protocol).state == ProtocolState.SIGNED


@pytest.mark.parametrize(("minutes", "code"), [(59, None), (60, "quorum")])
def test_who_has_left_the_room_does_not_vote(decisions, minutes, code):
    applications = decisions.before_commission()
    meeting = decisions.meeting(applications[0].competition)
    rows = list(meeting.composition.members.all())
    left_at = meeting.starts_at + dt.timedelta(minutes=60)
    attendance = [(rows[0], meeting.starts_at, None), (rows[1], meeting.starts_at, None)]
    attendance += [(rows[2], meeting.starts_at, left_at)]
    meeting = decisions.recorded(meeting, attendance=attendance)
    decisions.assessed(applications[0])
    protocol = decisions.drafted(meeting, [decisions.item(applications[0], votes=(3, 0, 0), minutes=minutes)])

    if code:
        with refused(code):
            decisions.signed(protocol)
    else:
        assert decisions.signed(protocol).state == ProtocolState.SIGNED


def test_the_secretary_has_no_vote(decisions):
    applications = decisions.before_commission()
    meeting = decisions.meeting(applications[0].competition)
    rows = list(meeting.composition.members.all())
    attendance = [(row, meeting.starts_at, None) for row in (rows[0], rows[1], rows[5])]
    meeting = decisions.recorded(meeting, attendance=attendance)
    decisions.assessed(applications[0])
    protocol = decisions.drafted(meeting, [decisions.item(applications[0], votes=(2, 0, 0))])

    with refused("quorum"):
        decisions.signed(protocol)


@pytest.mark.parametrize("minutes", [-1, 121])
def test_a_vote_lies_within_the_meeting(decisions, minutes):
    applications = decisions.before_commission()
    meeting = decisions.recorded(decisions.meeting(applications[0].competition))
    decisions.assessed(applications[0])
    protocol = decisions.drafted(meeting, [decisions.item(applications[0], minutes=minutes)])

    with refused("voted_at"):
        decisions.signed(protocol)


def test_a_protocol_is_signed_after_the_end_of_its_meeting(decisions):
    applications = decisions.before_commission()
    meeting = decisions.meeting(applications[0].competition)
    decisions.assessed(applications[0])
    protocol = decisions.drafted(meeting, [decisions.item(applications[0])])

    with refused("meeting"):
        decisions.signed(protocol)


@pytest.mark.clause("19")
def test_a_decision_rests_on_a_complete_assessment(decisions):
    applications = decisions.before_commission()
    meeting = decisions.recorded(decisions.meeting(applications[0].competition))
    protocol = decisions.drafted(meeting, [decisions.item(applications[0])])

    with refused("assessment"):
        decisions.signed(protocol)
    decisions.assessed(applications[0])

    assert decisions.signed(protocol).state == ProtocolState.SIGNED


@pytest.mark.clause("18")
@pytest.mark.parametrize(
    "state", [State.REGISTERED, State.FORWARDED, State.CONCLUSION_RECEIVED, State.RETURNED]
)
def test_only_referred_applications_are_decided(decisions, state):
    applications = decisions.before_commission()
    other = decisions.referred(applications[0].competition, 3, state=state)
    protocol = decisions.ready_to_sign(applications)
    items = [decisions.item(application) for application in (*applications, other)]
    deciding.save_items(protocol, items, acting_as=decisions.secretary, now=decisions.now)

    with refused("not_referred"):
        decisions.signed(protocol)


def test_an_application_is_decided_once(decisions):
    applications = decisions.before_commission()
    decisions.signed(decisions.ready_to_sign(applications[:1]))
    again = decisions.recorded(decisions.meeting(applications[0].competition, "2026-07-01T10:00:00+05:00"))
    protocol = decisions.drafted(again, [decisions.item(applications[0], Outcome.NOT_SELECTED)])

    with refused("decided"):
        decisions.signed(protocol)


def test_the_record_of_a_meeting_is_closed_by_its_protocol(decisions):
    applications = decisions.before_commission()
    protocol = decisions.signed(decisions.ready_to_sign(applications))

    with refused("signed"):
        decisions.recorded(protocol.meeting, present=2)
    with refused("signed"):
        deciding.draft_protocol(protocol.meeting, acting_as=decisions.secretary, now=decisions.now)
    with refused("state"):
        deciding.save_items(protocol, [], acting_as=decisions.secretary, now=decisions.now)
    with refused("state"):
        decisions.signed(protocol)


def test_the_assessment_is_closed_by_a_signed_protocol(decisions):
    applications = decisions.before_commission()
    decisions.signed(decisions.ready_to_sign(applications))

    with refused("decided"):
        decisions.assessed(applications[0])


def test_no_protocol_is_signed_in_a_cancelled_selection(decisions):
    applications = decisions.before_commission()
    protocol = decisions.ready_to_sign(applications)
    competitions.cancel(
        applications[0].competition,
        ground=GROUND,
        document="бұйрық № 9",
        acting_as=decisions.head,
        now=decisions.now,
    )

    with refused("contest"):
        decisions.signed(protocol)
    with refused("state"):
        decisions.meeting(applications[0].competition)


def test_a_selection_is_not_cancelled_once_a_protocol_is_signed(decisions):
    applications = decisions.before_commission()
    decisions.signed(decisions.ready_to_sign(applications))

    with refused("protocol"):
        competitions.cancel(
            applications[0].competition,
            ground=GROUND,
            document="бұйрық № 9",
            acting_as=decisions.head,
            now=decisions.now,
        )


@pytest.mark.clause("20")
def test_receipt_of_the_protocol_starts_the_term_of_publication(decisions):
    applications = decisions.decided()
    contest = applications[0].competition
    contest.refresh_from_db()

    term = RunningTerm.objects.get(competition=contest, key="publish")

    assert contest.state == CompetitionState.PROTOCOL_RECEIVED
    assert (term.status, term.due_on) == ("RUNNING", LAST_DAY)
    assert {row.state for row in _fresh(applications)} == {State.REFERRED}


@pytest.mark.clause("20")
def test_an_earlier_protocol_only_adds_its_items(decisions):
    applications = decisions.before_commission()
    contest = applications[0].competition
    decisions.received(
        decisions.signed(decisions.ready_to_sign(applications[:1])), "2026-06-30T12:00:00+05:00"
    )
    contest.refresh_from_db()
    assert contest.state == CompetitionState.ANNOUNCED
    assert not RunningTerm.objects.filter(competition=contest, key="publish").exists()

    meeting = decisions.recorded(decisions.meeting(contest, "2026-07-01T10:00:00+05:00"))
    decisions.assessed(applications[1])
    second = decisions.drafted(meeting, [decisions.item(applications[1], Outcome.NOT_SELECTED)])
    second = decisions.received(decisions.signed(second))
    contest.refresh_from_db()

    assert (second.kind, second.number) == (ProtocolKind.SUPPLEMENTARY, "2026-1-P02")
    assert contest.state == CompetitionState.PROTOCOL_RECEIVED
    assert RunningTerm.objects.get(competition=contest, key="publish").due_on == LAST_DAY


@pytest.mark.clause("20")
def test_an_adjourned_application_waits_for_a_supplementary_protocol(decisions):
    applications = decisions.before_commission()
    contest = applications[0].competition
    outcomes = (Outcome.WINNER, Outcome.ADJOURNED)
    decisions.received(
        decisions.signed(decisions.ready_to_sign(applications, outcomes)), "2026-06-30T12:00:00+05:00"
    )
    contest.refresh_from_db()
    assert contest.state == CompetitionState.ANNOUNCED

    meeting = decisions.recorded(decisions.meeting(contest, "2026-07-01T10:00:00+05:00"))
    decisions.assessed(applications[1])
    decisions.received(decisions.signed(decisions.drafted(meeting, [decisions.item(applications[1])])))
    published = decisions.published(contest)

    assert published.state == CompetitionState.PUBLISHED
    assert [row.state for row in _fresh(applications)] == [State.WINNER, State.WINNER]


def test_a_protocol_that_only_adjourned_may_be_received_after_the_last_one(decisions):
    applications = decisions.before_commission(1)
    contest = applications[0].competition
    first = decisions.signed(decisions.ready_to_sign(applications, (Outcome.ADJOURNED,)))
    meeting = decisions.recorded(decisions.meeting(contest, "2026-07-01T10:00:00+05:00"))
    decisions.assessed(applications[0])
    decisions.received(decisions.signed(decisions.drafted(meeting, [decisions.item(applications[0])])))

    late = decisions.received(first, "2026-07-03T10:00:00+05:00")
    contest.refresh_from_db()

    assert (late.state, contest.state) == (ProtocolState.RECEIVED, CompetitionState.PROTOCOL_RECEIVED)
    assert RunningTerm.objects.get(competition=contest, key="publish").due_on == LAST_DAY


def test_an_earlier_receipt_needs_its_evidence(decisions):
    protocol = decisions.signed(decisions.ready_to_sign(decisions.before_commission()))
    now, earlier = decisions.at("2026-07-07T09:00:00+05:00"), dt.datetime.fromisoformat(RECEIVED_AT)
    receive = {"occurred_at": earlier, "acting_as": decisions.registrar, "now": now}

    with refused("evidence"):
        deciding.receive_protocol(protocol, evidence=None, **receive)
    received = deciding.receive_protocol(protocol, evidence=pdf(now, "stamp.pdf"), **receive)

    assert received.received_at == earlier
    assert RunningTerm.objects.get(competition=received.competition, key="publish").due_on == LAST_DAY


@pytest.mark.parametrize(("moved", "code"), [(-1, "before_signing"), (0, None)])
def test_a_protocol_is_not_received_before_it_is_signed(decisions, moved, code):
    protocol = decisions.signed(decisions.ready_to_sign(decisions.before_commission()))
    signed_at = protocol.signed_at
    now = decisions.at("2026-07-07T09:00:00+05:00")
    receive = {
        "occurred_at": signed_at + dt.timedelta(microseconds=moved),
        "evidence": pdf(now),
        "acting_as": decisions.head,
        "now": now,
    }

    if code:
        with refused(code):
            deciding.receive_protocol(protocol, **receive)
        assert Protocol.objects.get().state == ProtocolState.SIGNED
    else:
        assert deciding.receive_protocol(protocol, **receive).received_at == signed_at


@pytest.mark.parametrize("role", ["SCREENER", "SECRETARY", "CHAIR", "AUDITOR", "REPRESENTATIVE", "EXPERT"])
def test_only_the_head_and_the_registrar_receive_a_protocol(decisions, role):
    protocol = decisions.signed(decisions.ready_to_sign(decisions.before_commission()))

    with refused("role"):
        deciding.receive_protocol(
            protocol,
            occurred_at=decisions.now,
            evidence=None,
            acting_as=decisions.people[role],
            now=decisions.now,
        )


def test_a_draft_is_not_received(decisions):
    protocol = decisions.ready_to_sign(decisions.before_commission())

    with refused("state"):
        decisions.received(protocol)


def test_a_meeting_has_one_protocol(decisions):
    protocol = decisions.ready_to_sign(decisions.before_commission())
    same = deciding.draft_protocol(protocol.meeting, acting_as=decisions.secretary, now=decisions.now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Protocol.objects.create(
            competition=protocol.competition,
            meeting=protocol.meeting,
            created_at=decisions.now,
            created_by=decisions.secretary,
        )

    assert same == protocol


# Meetings


@pytest.mark.clause("19")
def test_attendance_is_within_the_meeting_and_does_not_overlap(decisions):
    applications = decisions.before_commission()
    meeting = decisions.meeting(applications[0].competition)
    row = meeting.composition.members.first()
    at = [meeting.starts_at + dt.timedelta(minutes=minutes) for minutes in (0, 10, 20, 30, 200)]

    for attendance, code in (
        ([(row, at[0], at[2]), (row, at[1], at[3])], "overlap"),
        ([(row, at[0], None), (row, at[1], at[3])], "overlap"),
        ([(row, at[2], at[1])], "overlap"),
        ([(row, at[0], at[4])], "outside"),
    ):
        with refused(code):
            decisions.recorded(meeting, attendance=attendance)
    decisions.recorded(meeting, attendance=[(row, at[0], at[1]), (row, at[1], at[2])])

    assert meeting.attendance.count() == 2


def test_a_record_names_only_people_and_applications_of_its_own_contest(decisions):
    applications = decisions.before_commission()
    meeting = decisions.meeting(applications[0].competition)
    other = decisions.composed(applications[0].competition).members.first()

    with refused("member"):
        decisions.recorded(meeting, attendance=[(other, meeting.starts_at, None)])
    with refused("member"):
        decisions.recorded(meeting, recusals=[(other, applications[0], "туыстық")])


def test_a_recusal_stands_at_the_next_meeting_while_the_application_is_undecided(decisions):
    applications = decisions.before_commission()
    meeting = decisions.meeting(applications[0].competition)
    rows = list(meeting.composition.members.all())
    recusals = [(rows[3], application, "туыстық") for application in applications]
    meeting = decisions.recorded(meeting, recusals=recusals)
    decisions.assessed(applications[0])
    decisions.signed(decisions.drafted(meeting, [decisions.item(applications[0], votes=(4, 0, 0))]))

    following = decisions.meeting(applications[0].competition, "2026-07-01T10:00:00+05:00")

    assert following.number == 2
    assert [recusal.application for recusal in following.recusals.all()] == [applications[1]]


def test_a_meeting_needs_the_composition_of_its_commission(decisions):
    contest = decisions.before_commission(1, composed=False)[0].competition

    with refused("composition"):
        meetings.open_meeting(
            contest,
            composition=None,
            starts_at=decisions.now,
            place="",
            agenda="",
            acting_as=decisions.secretary,
            now=decisions.now,
        )


# The comprehensive assessment


@pytest.mark.clause("19")
def test_a_stale_save_of_the_assessment_loses_nothing(decisions):
    (application,) = decisions.before_commission(1)
    save = {"acting_as": decisions.secretary, "now": decisions.now}
    meetings.save_assessment(application, values={"strengths": "бірінші"}, read_version=0, **save)

    with pytest.raises(meetings.StaleSave) as stale:
        meetings.save_assessment(application, values={"strengths": "екінші"}, read_version=0, **save)
    application.refresh_from_db()

    assert stale.value.row.strengths == "бірінші"
    assert application.assessment.strengths == "бірінші"
    assert AuditEntry.objects.filter(action="assessment.written").count() == 1


def test_the_same_assessment_again_is_no_conflict(decisions):
    (application,) = decisions.before_commission(1)
    save = {"acting_as": decisions.secretary, "now": decisions.now, "read_version": 0}
    meetings.save_assessment(application, values={"strengths": "бірінші"}, **save)

    again = meetings.save_assessment(application, values={"strengths": "бірінші"}, **save)

    assert again.save_version == 1


@pytest.mark.clause("19")
def test_who_is_recused_takes_no_part_in_the_assessment(decisions):
    applications = decisions.before_commission()
    meeting = decisions.meeting(applications[0].competition)
    rows = list(meeting.composition.members.all())
    decisions.recorded(meeting, recusals=[(rows[1], applications[0], "туыстық")])

    with refused("recused"):
        meetings.save_assessment(
            applications[0], values={}, read_version=0, acting_as=decisions.voters[1], now=decisions.now
        )


# Composition


@pytest.mark.clause("2(4)")
def test_a_composition_has_one_chair_who_can_sign_and_a_quorum_it_can_reach(decisions):
    contest = decisions.announced()
    without = decisions.members()[1:]
    unknown = decisions.members()
    unknown[0].membership = None

    with refused("chair"):
        decisions.composed(contest, members=without)
    with refused("chair_account"):
        decisions.composed(contest, members=unknown)
    with refused("quorum"):
        decisions.composed(contest, quorum=6)
    with refused("future"):
        decisions.composed(contest, order_on=dt.date(2027, 1, 1))
    decisions.composed(contest, quorum=5)

    assert contest.compositions.get().members.count() == 6


@pytest.mark.clause("2(4)")
def test_a_later_order_stands_beside_the_earlier_one(decisions):
    contest = decisions.announced()
    first = decisions.composed(contest)
    decisions.at(SIGNED_AT)

    second = decisions.composed(contest, order_number="77")

    assert list(contest.compositions.all()) == [first, second]


def _fresh(applications):
    return [type(row).objects.get(pk=row.pk) for row in applications]
