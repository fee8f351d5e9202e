"""What still hinders the signing of a protocol: every guard is asked, not only the first that refuses."""

import datetime as dt

from cluster_selection.workflow.engine import Act
from cluster_selection.workflow.refusals import Refusal
from commission import transitions
from commission.models import Protocol


def hindrances(protocol: Protocol, *, acting_as, now: dt.datetime) -> list[Refusal]:
    """Return why a protocol cannot be signed now, whoever asks: one refusal of each guard."""
    transition = transitions.SIGN_PROTOCOL
    act = Act(transition, protocol, acting_as, now, now)
    refusals = (guard(act) for guard in transition.guards)
    return [refusal for refusal in refusals if refusal is not None and refusal.status != 403]
