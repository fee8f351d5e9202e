"""The rows of the register as the page shows them. Pure but for the calendar it is given."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.enums import State
from applications.models import Application
from cluster_selection.clock import day_of
from cluster_selection.workdays.calendar import Calendar
from cluster_selection.workdays.queries import current_calendar
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.words import days_words, left_words
from review.cards import TONES


@dataclass(frozen=True)
class Row:
    """One row: the term of the check in words, with its last day where there is one."""

    application: Application
    way: str
    state: str
    tone: str
    left: str
    left_tone: str
    due_on: dt.date | None
    done_on: dt.date | None


def rows_of(applications: Iterable[Application], *, contest, now: dt.datetime) -> list[Row]:
    """Return rows of ``queries.register_list`` with their words; one query for the calendar."""
    calendar, unit = current_calendar(), contest.law.term("check").unit
    return [_row(application, unit, calendar, now) for application in applications]


def _row(application: Application, unit: str, calendar: Calendar, now: dt.datetime) -> Row:
    left, tone, due_on, done_on = _check(application, unit, calendar, now)
    return Row(
        application=application,
        way=_("paper") if application.is_paper else _("portal"),
        state=str(State(application.state).label),
        tone=TONES[State(application.state)],
        left=left,
        left_tone=tone,
        due_on=due_on,
        done_on=done_on,
    )


def _check(application: Application, unit: str, calendar: Calendar, now: dt.datetime):
    due_on, status = application.check_last_day, application.check_status
    if application.state == State.NOT_ACCEPTED:
        return _("not considered"), "", None, None
    if status == TermStatus.VOID:
        return _("ended by the withdrawal"), "", None, None
    if status == TermStatus.DONE:
        done_on = day_of(application.check_done_at)
        if application.check_delay:
            days = days_words(application.check_delay, unit)
            return _("done, %(days)s late") % {"days": days}, "bad", due_on, done_on
        return _("done in time"), "", due_on, done_on
    if due_on is None:
        return _("not counted yet"), "", None, None
    today = day_of(now)
    tone = "bad" if today > due_on else "wait" if today == due_on else ""
    return left_words(due_on, unit=unit, now=now, calendar=calendar), tone, due_on, None
