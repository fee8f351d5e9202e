"""Where the terms of the check and of forwarding begin (DESIGN §5)."""

from applications.enums import AT_INSTITUTE_OR_LATER, State
from applications.registration import registration_day
from cluster_selection.clock import day_of, start_of
from cluster_selection.workdays.queries import current_calendar
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.registry import Basis, TermSource, register_term


def _registration(contest, application) -> Basis | None:
    """The check runs from registration; while the calendar does not reach the day of it, it is not counted.

    Clause: 12
    """
    received_at = application.registered_at
    if received_at is None:
        return None
    day = application.registered_on or registration_day(
        current_calendar(), received_at, policy=contest.law.policy("T9")
    )
    if day is None:
        return Basis(day_of(received_at), received_at, countable=False)
    return Basis(day, max(received_at, start_of(day)))


def _check_is_decided(contest, application, now) -> bool:
    return application.state in (State.ADMITTED, State.RETURNED)


def _end_of_checks(contest, subject) -> Basis | None:
    """Forwarding runs from the later of the end of acceptance and the last end of a check term (T4).

    Clause: 13
    """
    if contest.closing_on is None:
        return None
    checks = RunningTerm.objects.filter(competition=contest, key="check").exclude(
        status=TermStatus.SUPERSEDED
    )
    if checks.filter(due_on__isnull=True, status=TermStatus.RUNNING).exists():
        return Basis(contest.closing_on, contest.closes_at, countable=False)
    last = checks.filter(due_on__isnull=False).order_by("-due_on").values_list("due_on", "closes_at").first()
    if last is None or last[0] <= contest.closing_on:
        return Basis(contest.closing_on, contest.closes_at)
    return Basis(last[0], last[1])


def _all_forwarded(contest, subject, now) -> bool:
    """Forwarding is done when nothing waits; without an application to forward the term has no object."""
    if now < contest.closes_at:
        return False
    waiting = contest.applications.filter(state__in=(State.REGISTERED, State.ADMITTED))
    return not waiting.exists() and contest.applications.filter(state__in=AT_INSTITUTE_OR_LATER).exists()


def register() -> None:
    """Tell the ledger where these terms begin."""
    register_term(TermSource("check", _registration, _check_is_decided, per_subject=True))
    register_term(TermSource("forward", _end_of_checks, _all_forwarded))
