"""What the Commission answers to the hall's questions."""

from django.urls import reverse

from applications.queries import narrow
from cluster_selection.accounts.enums import Office
from cluster_selection.competitions import rooms
from commission.enums import ProtocolState
from commission.queries import referred_to, undecided


def _any_protocol_signed(contest) -> bool:
    return contest.protocols.exclude(state=ProtocolState.DRAFT).exists()


def _act_url(term) -> str | None:
    """Return where the results are published; the other terms are settled elsewhere."""
    if term.key != "publish":
        return None
    return reverse("commission:publication", args=[term.competition_id])


def register() -> None:
    """Answer the hall, and let the Commission read what is before it."""
    rooms.register("undecided", undecided)
    rooms.register("any_protocol_signed", _any_protocol_signed)
    rooms.register("act_url", _act_url)
    narrow(Office.COMMISSION, referred_to)
