"""What the Commission answers to the hall's questions."""

from applications.enums import ALIVE
from cluster_selection.competitions import rooms
from commission.enums import Outcome, ProtocolState
from commission.models import ProtocolItem


def undecided(contest) -> int:
    """Return how many applications that still take part no received protocol decides."""
    decided = ProtocolItem.objects.filter(
        protocol__competition=contest, protocol__state=ProtocolState.RECEIVED
    ).exclude(outcome=Outcome.ADJOURNED)
    return (
        contest.applications.filter(state__in=ALIVE)
        .exclude(pk__in=decided.values("application"))
        .count()
    )


def _any_protocol_signed(contest) -> bool:
    return contest.protocols.exclude(state=ProtocolState.DRAFT).exists()


def register() -> None:
    """Answer the hall."""
    rooms.register("undecided", undecided)
    rooms.register("any_protocol_signed", _any_protocol_signed)
