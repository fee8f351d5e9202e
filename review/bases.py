"""When the institute's and the referral's duties begin and are fulfilled (DESIGN §5)."""

from applications.enums import AT_INSTITUTE_OR_LATER, DECIDED, State
from cluster_selection.clock import day_of
from cluster_selection.competitions.bases import (
    end_of_acceptance_source,
    end_of_analysis_source,
    running_or_last,
)
from cluster_selection.workflow.registry import Basis, TermSource, register_term
from review.enums import ConclusionState
from review.models import Conclusion
from review.queries import UNFINISHED, without_conclusion

RECEIVED_OR_LATER = AT_INSTITUTE_OR_LATER - {State.FORWARDED}
REFERRED_OR_LATER = DECIDED | {State.REFERRED}


def _has_unfinished(contest) -> bool:
    """Say whether an application still waits for its check or for forwarding."""
    return contest.applications.filter(state__in=UNFINISHED).exists()


def _has_any(contest, states) -> bool:
    """Say whether the term has an object at all: without one it is never fulfilled."""
    return contest.applications.filter(state__in=states).exists()


def _every_conclusion_signed(contest, subject, now) -> bool:
    at_institute = contest.applications.filter(state=State.FORWARDED)
    unsigned = without_conclusion(at_institute, ConclusionState.SIGNED, ConclusionState.HANDED_OVER)
    if _has_unfinished(contest) or unsigned.exists():
        return False
    return _has_any(contest, AT_INSTITUTE_OR_LATER)


def _every_conclusion_handed_over(contest, subject, now) -> bool:
    if _has_unfinished(contest) or contest.applications.filter(state=State.FORWARDED).exists():
        return False
    return _has_any(contest, RECEIVED_OR_LATER)


def _last_conclusion(contest, subject) -> Basis | None:
    """Count referral from the last conclusion; if one is missing when hand-over ends, from that end (T6).

    Clause: 18
    """
    hand_over = running_or_last(contest, "hand_over")
    if hand_over is None:
        return None
    if _every_conclusion_handed_over(contest, subject, None):
        last = (
            Conclusion.objects.filter(
                application__competition=contest, state=ConclusionState.HANDED_OVER, addendum_to=None
            )
            .order_by("-handed_over_at")
            .values_list("handed_over_at", flat=True)
            .first()
        )
        if last and (hand_over.closes_at is None or last < hand_over.closes_at):
            return Basis(day_of(last), last)
    if hand_over.due_on is None:
        return Basis(hand_over.basis_on, countable=False)
    return Basis(hand_over.due_on, hand_over.closes_at)


def _every_application_referred(contest, subject, now) -> bool:
    waiting = (*UNFINISHED, State.FORWARDED, State.CONCLUSION_RECEIVED)
    if contest.applications.filter(state__in=waiting).exists():
        return False
    return _has_any(contest, REFERRED_OR_LATER)


def register() -> None:
    """Tell the ledger of these terms."""
    register_term(end_of_acceptance_source("analysis", _every_conclusion_signed))
    register_term(end_of_analysis_source("hand_over", _every_conclusion_handed_over))
    register_term(TermSource("refer", _last_conclusion, _every_application_referred))
