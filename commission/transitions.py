"""The state tables of the Commission, the protocol and the application's outcome (DESIGN §4)."""

from applications.enums import State
from cluster_selection.accounts.enums import Role
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.workflow.engine import Transition
from cluster_selection.workflow.guards import held_by
from commission import guards
from commission.enums import ProtocolState

COMPOSE = Transition(
    name="commission.composed",
    act="commission.compose",
    sources=frozenset({CompetitionState.ANNOUNCED}),
    target=None,
    may=held_by(Role.HEAD),
    guards=(guards.composition_is_whole,),
)

OPEN_MEETING = Transition(
    name="meeting.opened",
    act="meeting.call",
    sources=frozenset({CompetitionState.ANNOUNCED}),
    target=None,
    may=held_by(Role.SECRETARY, Role.CHAIR),
    guards=(guards.composition_is_recorded,),
)

RECORD_MEETING = Transition(
    name="meeting.recorded",
    act="meeting.record",
    sources=frozenset({CompetitionState.ANNOUNCED}),
    target=None,
    may=held_by(Role.SECRETARY),
    guards=(
        guards.meeting_is_not_signed,
        guards.record_is_of_this_meeting,
        guards.intervals_are_within_the_meeting,
    ),
)

ASSESS = Transition(
    name="assessment.written",
    act="assessment.write",
    sources=frozenset({State.REFERRED}),
    target=None,
    may=held_by(Role.SECRETARY, Role.MEMBER, Role.CHAIR),
    guards=(guards.not_recused, guards.not_decided_yet),
)

DRAFT_PROTOCOL = Transition(
    name="protocol.drafted",
    act="protocol.draft",
    sources=frozenset({CompetitionState.ANNOUNCED}),
    target=None,
    may=held_by(Role.SECRETARY),
    guards=(guards.meeting_is_not_signed,),
)

WRITE_PROTOCOL = Transition(
    name="protocol.written",
    act="protocol.draft",
    sources=frozenset({ProtocolState.DRAFT}),
    target=None,
    may=held_by(Role.SECRETARY),
    guards=(guards.contest_is_undecided,),
)

SIGN_PROTOCOL = Transition(
    name="protocol.signed",
    act="protocol.sign",
    sources=frozenset({ProtocolState.DRAFT}),
    target=ProtocolState.SIGNED,
    may=held_by(Role.CHAIR),
    guards=(
        guards.contest_is_undecided,
        guards.signed_by_the_chair,
        guards.text_is_what_was_shown,
        guards.every_item_has_its_outcome,
        guards.applications_are_referred,
        guards.meeting_is_over,
        guards.quorum_was_present,
        guards.votes_fit_attendance,
        guards.assessments_are_written,
    ),
)

RECEIVE_PROTOCOL = Transition(
    name="protocol.received",
    act="protocol.receive",
    sources=frozenset({ProtocolState.SIGNED}),
    target=ProtocolState.RECEIVED,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(guards.contest_is_before_publication, guards.received_after_signing),
    occurred="evidenced",
)

SELECT = Transition(
    name="application.selected",
    act="application.publish",
    sources=frozenset({State.REFERRED}),
    target=State.WINNER,
    may=held_by(Role.HEAD),
    guards=(guards.signed_protocol_decides,),
)

NOT_SELECT = Transition(
    name="application.not_selected",
    act="application.publish",
    sources=frozenset({State.REFERRED}),
    target=State.NOT_SELECTED,
    may=held_by(Role.HEAD),
    guards=(guards.signed_protocol_decides,),
)

TRANSITIONS = (
    COMPOSE,
    OPEN_MEETING,
    RECORD_MEETING,
    ASSESS,
    DRAFT_PROTOCOL,
    WRITE_PROTOCOL,
    SIGN_PROTOCOL,
    RECEIVE_PROTOCOL,
    SELECT,
    NOT_SELECT,
)
