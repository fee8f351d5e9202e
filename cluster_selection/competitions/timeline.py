"""The terms of a competition as a page shows them: basis, last day, what really happened, and the count."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cluster_selection.clock import day_of
from cluster_selection.competitions import guards, queries
from cluster_selection.competitions.bases import internet_day, publication_day
from cluster_selection.competitions.models import Competition
from cluster_selection.editions.law import TermRule
from cluster_selection.editions.queries import current_edition
from cluster_selection.languages import format_day, pick
from cluster_selection.workdays.calendar import BeyondHorizon, Calendar
from cluster_selection.workdays.queries import current_calendar
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.ledger import count_of
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.registry import Basis
from cluster_selection.workflow.terms import WORKING_DAYS, Count
from cluster_selection.workflow.words import days_words, left_words, term_words

ORDER = ("notice", "acceptance", "check", "forward", "analysis", "hand_over", "refer", "publish")


@dataclass(frozen=True)
class Line:
    """One term of the public timeline; ``done_on`` is the day of the act, ``word`` and ``tone`` its state.

    ``at_least`` marks a minimum: ``due_on`` is then the earliest lawful day. ``earlier`` are last days that a
    recount replaced.
    """

    key: str
    name: str
    clause: str
    basis: str
    due_on: dt.date | None = None
    due_words: str = ""
    at_least: bool = False
    done_on: dt.date | None = None
    word: str = ""
    tone: str = ""
    left: str = ""
    reason: str = ""
    count_url: str = ""
    earlier: tuple[dt.date, ...] = field(default=())


def lines_of(contest: Competition, *, now: dt.datetime) -> list[Line]:
    """Return the timeline of a competition in the order of the procedure; applications only after results.

    Clause: 5, 11, 13, 16, 17, 18, 21
    """
    law, calendar = contest.law, current_calendar()
    current: dict[str, RunningTerm] = {}
    earlier: dict[str, list[dt.date]] = {}
    for term in queries.terms_of(contest).defer("trace"):
        if term.status != TermStatus.SUPERSEDED:
            current[term.key] = term
        elif term.due_on:
            earlier.setdefault(term.key, []).append(term.due_on)
    key_in_hand = getattr(current_edition(), "key", "")
    lines = []
    for key in ORDER:
        rule = law.terms.get(key)
        if rule is None:
            continue
        if key == "check":
            lines.append(_checks(contest, rule))
            continue
        term = current.get(key)
        lines.append(
            _line(contest, rule, term, tuple(earlier.get(key, ())), now, calendar, key_in_hand)
            if term
            else Line(key, pick(rule.names), rule.clause, term_words(rule), due_words=_("not begun"))
        )
    return lines


def _line(
    contest, rule: TermRule, term: RunningTerm, earlier, now, calendar: Calendar, key_in_hand: str
) -> Line:
    word, tone, done_on = _outcome(contest, rule, term, now)
    running = term.is_running and not done_on and word == _("running")
    return Line(
        key=rule.key,
        name=pick(rule.names),
        clause=term.clause,
        basis=term_words(rule),
        due_on=term.due_on,
        due_words="" if term.due_on else _("will be counted when the next year's calendar is signed"),
        at_least=rule.bound == "at_least",
        done_on=done_on,
        word=word,
        tone=tone,
        left=left_words(term.due_on, unit=rule.unit, now=now, calendar=calendar)
        if term.is_duty and term.is_running
        else "",
        reason=term.reason if term.delay_working_days or running else "",
        count_url=count_url(
            rule,
            term.basis_on,
            edition_key=contest.edition.key if contest.edition else "",
            key_in_hand=key_in_hand,
        )
        if term.due_on and rule.amount
        else "",
        earlier=tuple(day for day in earlier if day != term.due_on),
    )


def _outcome(contest, rule: TermRule, term: RunningTerm, now) -> tuple[str, str, dt.date | None]:
    if term.status == TermStatus.VOID:
        return _("ended without its act"), "off", None
    if rule.key == "acceptance":
        if now >= contest.closes_at:
            return _("ended"), "off", contest.closing_on
        return _("running"), "run", None
    if rule.key == "notice":
        return _notice_outcome(contest, term)
    if term.status == TermStatus.DONE:
        done_on = day_of(term.done_at)
        if not term.was_late:
            return _("met"), "ok", done_on
        if term.delay_working_days:
            late = _("late by %(days)s") % {"days": days_words(term.delay_working_days, WORKING_DAYS)}
            return late, "bad", done_on
        return _("late"), "bad", done_on
    if term.is_overdue(now):
        return _("overdue"), "bad", None
    return _("running"), "run", None


def _notice_outcome(contest, term: RunningTerm) -> tuple[str, str, dt.date | None]:
    if term.due_on and contest.closing_on < term.due_on:
        return _("too short"), "bad", None
    if term.status == TermStatus.DONE:
        return _("met"), "ok", term.basis_on
    return _("waits for the confirmation of print"), "wait", None


def _checks(contest: Competition, rule: TermRule) -> Line:
    terms = list(queries.checks_of(contest).filter(key="check").defer("trace"))
    if not terms:
        return Line(
            rule.key,
            pick(rule.names),
            rule.clause,
            term_words(rule),
            due_words=_("each application has its own"),
        )
    late = sum(term.was_late for term in terms)
    done = [day_of(term.done_at) for term in terms if term.done_at]
    due = [term.due_on for term in terms if term.due_on]
    number = ngettext("%(number)s application", "%(number)s applications", len(terms)) % {
        "number": len(terms)
    }
    return Line(
        rule.key,
        f"{pick(rule.names)}: {number}",
        rule.clause,
        term_words(rule),
        due_on=max(due) if due else None,
        done_on=max(done) if done else None,
        word=_("late: %(number)s") % {"number": late} if late else _("met"),
        tone="bad" if late else "ok",
    )


def count_url(rule: TermRule, basis_on: dt.date, *, edition_key: str, key_in_hand: str) -> str:
    """Return the page that counts the term again: by its name in the edition in hand, else by numbers."""
    query = {"from": basis_on.isoformat()}
    if edition_key == key_in_hand:
        query["term"] = rule.key
    else:
        query |= {"amount": rule.amount, "unit": rule.unit, "bound": rule.bound}
        if rule.count_event_day:
            query["count_event_day"] = "on"
    return f"{reverse('workflow:terms')}?{urlencode(query)}"


# The chain before it begins


@dataclass(frozen=True)
class Planned:
    """One term of a plan; ``count`` is None where the calendar does not reach or nothing is counted."""

    key: str
    name: str
    clause: str
    words: str
    basis_on: dt.date | None
    due_on: dt.date | None
    count: Count | None = None
    note: str = ""


def plan_of(contest: Competition, *, closing_on: dt.date | None, today: dt.date) -> list[Planned]:
    """Count the whole chain of terms of a draft as if it were announced today.

    The check and what follows it are counted for an application registered on the last day. A term beyond the
    calendar has no day and says so: it never hinders the announcement.
    """
    law, calendar = contest.law, current_calendar()
    published_on = publication_day(contest, internet_on=internet_day(contest) or today)
    bases: dict[str, dt.date | None] = {"notice": published_on, "check": closing_on, "analysis": closing_on}
    planned: dict[str, Planned] = {}
    for key in ORDER:
        rule = law.terms.get(key)
        if rule is None:
            continue
        if key == "acceptance":
            planned[key] = _planned(rule, today, closing_on)
            continue
        if key == "forward":
            bases[key] = _later(closing_on, planned.get("check"))
        if key == "hand_over":
            bases[key] = planned["analysis"].due_on
        if key == "refer":
            bases[key] = planned["hand_over"].due_on
        planned[key] = _count(contest, rule, bases.get(key), calendar)
    return [planned[key] for key in ORDER if key in planned]


def _planned(rule: TermRule, basis_on, due_on, count=None, note="") -> Planned:
    return Planned(rule.key, pick(rule.names), rule.clause, term_words(rule), basis_on, due_on, count, note)


def _later(closing_on: dt.date | None, check: Planned | None) -> dt.date | None:
    if check is None or check.due_on is None or closing_on is None:
        return None if check is not None and closing_on is not None else closing_on
    return max(closing_on, check.due_on)


def _count(contest, rule: TermRule, basis_on: dt.date | None, calendar: Calendar) -> Planned:
    if rule.key == "publish":
        return _planned(rule, None, None, note=_("begins when the protocol is received"))
    count = (
        count_of(rule.key, contest=contest, basis=Basis(basis_on), calendar=calendar) if basis_on else None
    )
    if count is None:
        return _planned(rule, basis_on, None, note=_beyond(calendar))
    return _planned(rule, basis_on, count.due_on, count)


def _beyond(calendar: Calendar) -> str:
    if calendar.is_empty:
        return _("no working calendar is signed")
    return _("will be counted when the calendar of %(year)s is signed") % {"year": calendar.horizon.year + 1}


@dataclass(frozen=True)
class Proposal:
    """The closing day to propose: earliest lawful day, first working day from it, or why none is known."""

    published_on: dt.date | None = None
    earliest: dt.date | None = None
    proposed: dt.date | None = None
    words: str = ""


def proposal_for(contest: Competition, *, published_on: dt.date) -> Proposal:
    """Count the earliest lawful closing day from a day of publication.

    Clause: 5
    """
    try:
        day = guards.earliest_closing_day_of(contest, published_on=published_on)
    except BeyondHorizon as beyond:
        return Proposal(
            published_on,
            words=_("The signed working calendar ends earlier: %(day)s")
            % {"day": format_day(beyond.horizon)},
        )
    return Proposal(published_on, day.earliest, day.proposed)


def latest(days: Iterable[dt.date | None]) -> dt.date:
    """Return the latest of the days that are known."""
    return max(day for day in days if day)
