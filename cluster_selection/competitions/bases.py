"""Where the competition's own terms begin (DESIGN §5)."""

import datetime as dt

from cluster_selection.clock import day_of
from cluster_selection.competitions.enums import ExtensionKind, State
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.registry import Basis, TermSource, register_term


def internet_day(contest) -> dt.date | None:
    """Return the day of publication on the internet resource: this portal's, or the recorded page's (T12)."""
    at = contest.official_page_at if contest.law.policy("T12") != "portal" else contest.announced_at
    return day_of(at or contest.announced_at) if (at or contest.announced_at) else None


def publication_day(contest, *, internet_on: dt.date | None = None, extension=None) -> dt.date | None:
    """Return the day the notice is counted from: the later of print and internet (T2).

    Clause: 4
    """
    days = [internet_on or internet_day(contest)]
    if contest.law.policy("T2") == "later":
        prints = contest.prints.filter(extension=extension)
        days += [print_.counted_on for print_ in prints]
    days = [day for day in days if day]
    return max(days) if days else None


def decisive_extension(contest):
    """Return the last extension by decision: the notice is counted anew from its publication (T15)."""
    if contest.law.policy("T15") == "never_anew":
        return None
    return contest.extensions.filter(kind=ExtensionKind.DECISION).last()


def _notice(contest, subject) -> Basis | None:
    extension = decisive_extension(contest)
    if extension is None:
        day = publication_day(contest)
    else:
        day = publication_day(contest, internet_on=day_of(extension.made_at), extension=extension)
    return Basis(day, contest.announced_at) if day else None


def _notice_fulfilled(contest, subject, now) -> bool:
    """Say whether every print publication took place and the closing day is lawful.

    Clause: 5
    """
    term = running_or_last(contest, "notice")
    extension = decisive_extension(contest)
    printed = not contest.prints.filter(extension=extension, actual_on__isnull=True).exists()
    return bool(printed and term and term.due_on and contest.closing_on >= term.due_on)


def _acceptance(contest, subject) -> Basis | None:
    if contest.announced_at is None or contest.closing_on is None:
        return None
    return Basis(day_of(contest.announced_at), contest.announced_at, fixed_due_on=contest.closing_on)


def _end_of_acceptance(contest, subject) -> Basis | None:
    return Basis(contest.closing_on, contest.closes_at) if contest.closing_on else None


def _end_of_analysis(contest, subject) -> Basis | None:
    term = running_or_last(contest, "analysis")
    if term is None:
        return None
    if term.due_on is None:
        return Basis(term.basis_on, countable=False)
    return Basis(term.due_on, term.closes_at)


def _protocol_received(contest, subject) -> Basis | None:
    at = contest.protocol_received_at
    return Basis(day_of(at), at) if at else None


def running_or_last(contest, key: str) -> RunningTerm | None:
    """Return the row of a competition's term that counts: not superseded, the latest."""
    return (
        RunningTerm.objects.filter(competition=contest, key=key, subject_id=contest.pk)
        .exclude(status=TermStatus.SUPERSEDED)
        .order_by("-started_at", "-pk")
        .first()
    )


def register() -> None:
    """Tell the ledger where the competition's terms begin."""
    register_term(TermSource("notice", _notice, _notice_fulfilled))
    register_term(
        TermSource("acceptance", _acceptance, lambda contest, subject, now: now >= contest.closes_at)
    )
    register_term(
        TermSource(
            "publish", _protocol_received, lambda contest, subject, now: contest.state == State.PUBLISHED
        )
    )


def end_of_acceptance_source(key: str, fulfilled) -> TermSource:
    """Return the source of a term counted from the end of acceptance; its room says when it is fulfilled."""
    return TermSource(key, _end_of_acceptance, fulfilled)


def end_of_analysis_source(key: str, fulfilled) -> TermSource:
    """Return the source of a term counted from the end of the analysis term."""
    return TermSource(key, _end_of_analysis, fulfilled)
