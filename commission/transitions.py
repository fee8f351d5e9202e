"""The state tables of the protocol and of the application's outcome (DESIGN §4)."""

from applications.enums import State
from cluster_selection.accounts.enums import Role
from cluster_selection.workflow.engine import Transition
from cluster_selection.workflow.guards import held_by
from commission import guards
from commission.enums import ProtocolState

SIGN_PROTOCOL = Transition(
    name="protocol.signed",
    act="protocol.sign",
    sources=frozenset({ProtocolState.DRAFT}),
    target=ProtocolState.SIGNED,
    may=held_by(Role.CHAIR),
    guards=(
        guards.every_item_has_its_outcome,
        guards.applications_are_referred,
        guards.quorum_was_present,
        guards.votes_fit_attendance,
    ),
)

RECEIVE_PROTOCOL = Transition(
    name="protocol.received",
    act="competition.receive_protocol",
    sources=frozenset({ProtocolState.SIGNED}),
    target=ProtocolState.RECEIVED,
    may=held_by(Role.REGISTRAR, Role.HEAD),
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

TRANSITIONS = (SIGN_PROTOCOL, RECEIVE_PROTOCOL, SELECT, NOT_SELECT)
