"""The term of clause 21 as a page shows it."""

import datetime as dt
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_selection.competitions.bases import running_or_last
from cluster_selection.languages import pick
from cluster_selection.workdays.queries import current_calendar
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.words import days_words, left_words


def publication_term(contest, *, now: dt.datetime) -> dict | None:
    """Return the term of publication as the partial ``_term.html`` takes it; None before it runs.

    Clause: 21
    """
    term = running_or_last(contest, "publish")
    if term is None:
        return None
    rule = contest.law.term("publish")
    return {
        "label": pick(rule.names),
        "due_on": term.due_on,
        "words": _("will be counted when the working calendar of the next year is signed"),
        "tone": _tone(term, now),
        "exact": True,
        "left": _left(term, rule, now),
        "clause": term.clause,
        "edition_key": contest.law.key,
        "count_url": f"{reverse('workflow:terms')}?{urlencode({'from': term.basis_on, 'term': 'publish'})}",
        "is_overdue": term.is_overdue(now),
        "reason": term.reason,
    }


def _tone(term: RunningTerm, now: dt.datetime) -> str:
    if not term.is_running:
        return "bad" if term.was_late else "done"
    return "bad" if term.is_overdue(now) else "wait"


def _left(term: RunningTerm, rule, now: dt.datetime) -> str:
    if term.is_running:
        return left_words(term.due_on, unit=rule.unit, now=now, calendar=current_calendar())
    if term.was_late:
        return _("late by %(days)s") % {"days": days_words(term.delay_working_days or 0, "working_days")}
    return _("kept")
