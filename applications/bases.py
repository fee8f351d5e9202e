"""Where the terms of the check and of forwarding begin (DESIGN §5)."""

from applications.enums import State
from cluster_selection.clock import day_of, start_of
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.registry import Basis, TermSource, register_term


def _registration(contest, application) -> Basis | None:
    """The check runs from registration; an unknown day of registration (beyond the calendar) is not counted."""
    if application.registered_at is None:
        return None
    if application.registered_on is None:
        return Basis(day_of(application.registered_at), application.registered_at, countable=False)
    at = max(application.registered_at, start_of(application.registered_on))
    return Basis(application.registered_on, at)


def _check_is_decided(contest, application, now) -> bool:
    return application.state in (State.ADMITTED, State.RETURNED)


def _end_of_checks(contest, subject) -> Basis | None:
    """Forwarding runs from the later of the end of acceptance and the last end of a check term (T4).

    Clause: 13
    """
    if contest.closing_on is None:
        return None
    checks = RunningTerm.objects.filter(competition=contest, key="check").exclude(status=TermStatus.SUPERSEDED)
    if checks.filter(due_on__isnull=True, status=TermStatus.RUNNING).exists():
        return Basis(contest.closing_on, contest.closes_at, countable=False)
    last = checks.filter(due_on__isnull=False).order_by("-due_on").values_list("due_on", "closes_at").first()
    if last is None or last[0] <= contest.closing_on:
        return Basis(contest.closing_on, contest.closes_at)
    return Basis(last[0], last[1])


def _all_forwarded(contest, subject, now) -> bool:
    if now < contest.closes_at:
        return False
    waiting = (State.REGISTERED, State.ADMITTED)
    return not contest.applications.filter(state__in=waiting).exists()


def register() -> None:
    """Tell the ledger where these terms begin."""
    register_term(TermSource("check", _registration, _check_is_decided, per_subject=True))
    register_term(TermSource("forward", _end_of_checks, _all_forwarded))
