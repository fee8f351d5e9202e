"""A term in words: how long it is, and what is left of it. One wording for pages, mails and documents."""

import datetime as dt
import math

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cluster_selection.clock import day_of
from cluster_selection.editions.law import TermRule
from cluster_selection.languages import pick
from cluster_selection.workdays.calendar import Calendar
from cluster_selection.workflow.terms import CALENDAR_DAYS, WORKING_DAYS, days_left


def term_words(rule: TermRule) -> str:
    """Say a term in the reader's language: its length with the unit, and from when it is counted."""
    base = pick(rule.counted_from)
    if rule.amount is None:
        return base
    return f"{amount_words(rule)}, {base}"


def amount_words(rule: TermRule) -> str:
    """Say the length of a term: "at most 5 working days", "at least 60 calendar days"; empty without one."""
    amount = rule.amount
    if amount is None:
        return ""
    if (rule.bound, rule.unit) == ("at_most", WORKING_DAYS):
        words = ngettext("at most %(amount)s working day", "at most %(amount)s working days", amount)
    elif (rule.bound, rule.unit) == ("at_most", CALENDAR_DAYS):
        words = ngettext("at most %(amount)s calendar day", "at most %(amount)s calendar days", amount)
    elif (rule.bound, rule.unit) == ("at_least", WORKING_DAYS):
        words = ngettext("at least %(amount)s working day", "at least %(amount)s working days", amount)
    else:
        words = ngettext("at least %(amount)s calendar day", "at least %(amount)s calendar days", amount)
    return words % {"amount": amount}


def days_words(number: int, unit: str) -> str:
    """Say a number of days with its unit."""
    if unit == WORKING_DAYS:
        words = ngettext("%(days)s working day", "%(days)s working days", number)
    else:
        words = ngettext("%(days)s calendar day", "%(days)s calendar days", number)
    return words % {"days": number}


def left_words(due_on: dt.date | None, *, unit: str, now: dt.datetime, calendar: Calendar) -> str:
    """Say what is left of a term in its unit: "3 working days left", "last day", "overdue by 1 working day".

    Empty where nothing can be said because the calendar does not reach.
    """
    if due_on is None:
        return ""
    today = day_of(now)
    left = days_left(calendar, today, due_on, unit)
    if left is None:
        return _("overdue") if today > due_on else ""
    if today > due_on:
        return _("overdue by %(days)s") % {"days": days_words(-left, unit)} if left else _("overdue")
    if due_on == today:
        return _("last day")
    return _("%(days)s left") % {"days": days_words(left, unit)}


def time_left_words(closes_at: dt.datetime, *, now: dt.datetime) -> str:
    """Say what is left until an instant in days and hours, in the last day in hours and minutes."""
    minutes = max(0, math.ceil((closes_at - now).total_seconds() / 60))
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        first = ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
        second = ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    else:
        first = ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
        second = ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    return _("%(time)s left") % {"time": f"{first} {second}"}
