"""When the institute's and the referral's duties begin and are fulfilled (DESIGN §5)."""

from applications.enums import State
from cluster_selection.clock import day_of
from cluster_selection.competitions.bases import (
    end_of_acceptance_source,
    end_of_analysis_source,
    running_or_last,
)
from cluster_selection.workflow.registry import Basis, TermSource, register_term
from review.enums import ConclusionState
from review.models import Conclusion


def _unfinished(contest):
    """Return the applications that still wait for forwarding or for their check."""
    return contest.applications.filter(state__in=(State.REGISTERED, State.ADMITTED))


def _every_conclusion_signed(contest, subject, now) -> bool:
    at_institute = contest.applications.filter(state=State.FORWARDED)
    unsigned = at_institute.exclude(
        conclusions__in=Conclusion.objects.filter(addendum_to=None).exclude(state=ConclusionState.DRAFT)
    )
    return not unsigned.exists() and not _unfinished(contest).exists()


def _every_conclusion_handed_over(contest, subject, now) -> bool:
    return not contest.applications.filter(state=State.FORWARDED).exists() and not _unfinished(contest).exists()


def _last_conclusion(contest, subject) -> Basis | None:
    """Referral runs from receipt of the last conclusion; if one is missing when hand-over ends, that end (T6).

    Clause: 18
    """
    if _every_conclusion_handed_over(contest, subject, None):
        last = (
            Conclusion.objects.filter(
                application__competition=contest, state=ConclusionState.HANDED_OVER, addendum_to=None
            )
            .order_by("-handed_over_at")
            .values_list("handed_over_at", flat=True)
            .first()
        )
        hand_over = running_or_last(contest, "hand_over")
        if last and (hand_over is None or hand_over.closes_at is None or last < hand_over.closes_at):
            return Basis(day_of(last), last)
    hand_over = running_or_last(contest, "hand_over")
    if hand_over is None:
        return None
    if hand_over.due_on is None:
        return Basis(hand_over.basis_on, countable=False)
    return Basis(hand_over.due_on, hand_over.closes_at)


def _every_application_referred(contest, subject, now) -> bool:
    waiting = (State.REGISTERED, State.ADMITTED, State.FORWARDED, State.CONCLUSION_RECEIVED)
    return not contest.applications.filter(state__in=waiting).exists()


def register() -> None:
    """Tell the ledger of these terms."""
    register_term(end_of_acceptance_source("analysis", _every_conclusion_signed))
    register_term(end_of_analysis_source("hand_over", _every_conclusion_handed_over))
    register_term(TermSource("refer", _last_conclusion, _every_application_referred))
