"""How a term is counted: pure arithmetic over the working calendar, with a trace anyone can recompute.

The same function serves guards, pages, mails, documents, the API and the command line. Days are days of
Asia/Almaty; a term ends at 24:00 of its last day. What is chosen (whether the day of the event counts,
whether a term rolls) comes in as an argument, from the terms and policies of the edition.
"""

import datetime as dt
import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cluster_selection.clock import end_of, local
from cluster_selection.workdays.calendar import ONE_DAY, BeyondHorizon, Calendar, DayNote, days_between
from cluster_selection.workdays.enums import DayKind

WORKING_DAYS = "working_days"
CALENDAR_DAYS = "calendar_days"
UNITS = (WORKING_DAYS, CALENDAR_DAYS)
AT_MOST = "at_most"
AT_LEAST = "at_least"
BOUNDS = (AT_MOST, AT_LEAST)

WEEKEND_ACT = {
    "kk": "Еңбек кодексі, 84-бап",
    "ru": "Трудовой кодекс, ст. 84",
    "en": "Labour Code, art. 84",
}


class Why(enum.StrEnum):
    """Why a day was counted or skipped. The kinds of the calendar keep their names in lower case."""

    EVENT_DAY = "event_day"
    WORKING_DAY = "working_day"
    WORKING_WEEKEND = "working_weekend"
    WORKING_DAY_RESTORED = "working_day_restored"
    CALENDAR_DAY = "calendar_day"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    REST_DAY = "rest_day"
    HOLIDAY_MOVED = "holiday_moved"
    TRANSFERRED_DAY_OFF = "transferred_day_off"


_WORDS = {
    Why.EVENT_DAY: "day of the event, not counted",
    Why.WORKING_DAY: "working day",
    Why.WORKING_WEEKEND: "worked weekend day",
    Why.WORKING_DAY_RESTORED: "restored working day",
    Why.CALENDAR_DAY: "calendar day",
    Why.WEEKEND: "weekend",
    Why.HOLIDAY: "holiday",
    Why.REST_DAY: "day off by the Labour Code",
    Why.HOLIDAY_MOVED: "day off in lieu",
    Why.TRANSFERRED_DAY_OFF: "transferred day off",
}
LABELS = {
    Why.EVENT_DAY: _("day of the event, not counted"),
    Why.WORKING_DAY: _("working day"),
    Why.WORKING_WEEKEND: _("worked weekend day"),
    Why.WORKING_DAY_RESTORED: _("restored working day"),
    Why.CALENDAR_DAY: _("calendar day"),
    Why.WEEKEND: _("weekend"),
    Why.HOLIDAY: _("public holiday"),
    Why.REST_DAY: _("day off by the Labour Code"),
    Why.HOLIDAY_MOVED: _("day off in lieu of a holiday"),
    Why.TRANSFERRED_DAY_OFF: _("transferred day off"),
}
_MOVED = {
    Why.HOLIDAY_MOVED: "of",
    Why.TRANSFERRED_DAY_OFF: "instead of",
    Why.WORKING_WEEKEND: "instead of",
    Why.WORKING_DAY_RESTORED: "instead of",
}


@dataclass(frozen=True)
class Day:
    """One day of a count.

    ``why`` is a ``Why`` code; ``status`` is what the calendar says of the day, which is the same for working
    days, and tells a holiday from a working day among calendar days; ``number`` is the ordinal of a counted
    day; ``rolled`` marks a day after the last counted one, passed on the way to a working day.
    """

    date: dt.date
    counted: bool
    why: Why
    status: Why
    number: int | None = None
    rolled: bool = False
    note: DayNote | None = None

    @property
    def is_working(self) -> bool:
        """Whether the day works."""
        return self.status in (Why.WORKING_DAY, Why.WORKING_WEEKEND, Why.WORKING_DAY_RESTORED)

    @property
    def source_act(self) -> Mapping[str, str]:
        """The act by which the day is what it is, by language; empty for a plain working day."""
        if self.note is not None:
            return self.note.source_act
        return WEEKEND_ACT if self.status == Why.WEEKEND else {}

    @property
    def names(self) -> Mapping[str, str]:
        """The name of the holiday or of the move, by language; empty for a plain day."""
        return self.note.names if self.note is not None else {}

    @property
    def label(self):
        """Why the day was counted or skipped, in the reader's language."""
        return LABELS[self.why]

    @property
    def status_label(self):
        """What the calendar says of the day, in the reader's language."""
        return LABELS[self.status]

    def words(self) -> str:
        """Say in English why the day was counted or skipped, with the name of the holiday and the act."""
        if self.why == Why.EVENT_DAY:
            return _WORDS[self.why]
        words = _WORDS[self.status]
        if self.note is not None and self.status in (Why.HOLIDAY, Why.REST_DAY):
            words += f": {self.names['en']}"
        elif self.note is not None and self.note.moved_from is not None:
            words += f" {_MOVED[self.status]} {self.note.moved_from}"
        if self.source_act.get("en"):
            words += f" ({self.source_act['en']})"
        if self.why == Why.CALENDAR_DAY:
            words = _WORDS[self.why] if self.is_working else f"{_WORDS[self.why]}; {words}"
        if self.rolled:
            words = f"rolled to the next {words}" if self.is_working else f"rolled: {words}"
        return words


@dataclass(frozen=True)
class Cell:
    """One cell of the ribbon of a count; ``day`` is ``None`` outside the term."""

    date: dt.date
    day: Day | None
    due_on: dt.date | None = None

    @property
    def mark(self) -> str:
        """How the cell looks: out, base (the day of the event), end (the last day), day (counted), skip."""
        if self.day is None:
            return "out"
        if self.date == self.due_on:
            return "end"
        if self.day.why == Why.EVENT_DAY:
            return "base"
        return "day" if self.day.counted else "skip"


@dataclass(frozen=True)
class Count:
    """A counted term: its last day, the instant at which it is over (exclusive, UTC), and every day between.

    ``calendar`` names the versions of the years it ran through.
    """

    due_on: dt.date
    closes_at: dt.datetime
    trace: tuple[Day, ...]
    calendar: str
    start: dt.date
    amount: int
    unit: str
    bound: str
    count_event_day: bool = False

    @property
    def skipped(self) -> int:
        """How many days between the event and the last day were not counted, the event's day apart."""
        return sum(not day.counted and day.why != Why.EVENT_DAY for day in self.trace)

    @property
    def due_is_working_day(self) -> bool:
        """Whether the last day works; only a minimum may end on a day that does not."""
        return self.trace[-1].is_working

    @property
    def was_rolled(self) -> bool:
        """Whether the last day is later than the last counted one (Civil Code, art. 175)."""
        return self.trace[-1].rolled

    @property
    def weeks(self) -> tuple[tuple["Cell", ...], ...]:
        """The count as whole weeks, Monday to Sunday, for a ribbon of days."""
        days = {day.date: day for day in self.trace}
        first = self.start.toordinal() - self.start.weekday()
        last = self.due_on.toordinal() + 6 - self.due_on.weekday()
        dates = [dt.date.fromordinal(ordinal) for ordinal in range(first, last + 1)]
        cells = [Cell(date, days.get(date), self.due_on) for date in dates]
        return tuple(tuple(cells[place : place + 7]) for place in range(0, len(cells), 7))

    def as_json(self) -> dict:
        """Return the count as plain data; ``closes_at`` carries the offset of Asia/Almaty on that day."""
        return {
            "due_on": self.due_on.isoformat(),
            "closes_at": local(self.closes_at).isoformat(),
            "trace": [
                {"date": day.date.isoformat(), "counted": day.counted, "why": day.words()}
                for day in self.trace
            ],
            "calendar": self.calendar,
        }


def count_term(
    calendar: Calendar,
    *,
    start: dt.date,
    amount: int,
    unit: str,
    bound: str = AT_MOST,
    count_event_day: bool = False,
    roll: bool = True,
) -> Count:
    """Count a term from the day of its event and return its last day with the trace.

    The day of the event is day 1 only with ``count_event_day``. A term in working days ends on its n-th
    working day. A term of at most n calendar days whose last day does not work ends on the next working
    day unless ``roll`` is off; a term of at least n calendar days gives the earliest lawful day and never
    rolls. ``amount`` is in days of the unit, 1 or more.

    Raises ``ValueError`` for an unknown unit or bound or an amount below 1, and ``BeyondHorizon`` as soon
    as a day is needed that the calendar does not know.
    """
    if unit not in UNITS:
        raise ValueError(f"unit must be one of {', '.join(UNITS)}, not {unit!r}")
    if bound not in BOUNDS:
        raise ValueError(f"bound must be one of {', '.join(BOUNDS)}, not {bound!r}")
    if isinstance(amount, bool) or not isinstance(amount, int) or amount < 1:
        raise ValueError(f"amount must be a whole number of days, 1 or more, not {amount!r}")

    trace = [] if count_event_day else [_day(calendar, start, counted=False, why=Why.EVENT_DAY)]
    first = start if count_event_day else start + ONE_DAY
    if unit == WORKING_DAYS:
        trace += _working_days(calendar, first, amount)
    else:
        trace += _calendar_days(calendar, first, amount)
        if bound == AT_MOST and roll:
            trace += _rolled(calendar, trace[-1])
    due_on = trace[-1].date
    return Count(
        due_on=due_on,
        closes_at=end_of(due_on),
        trace=tuple(trace),
        calendar=calendar.label_of(start, due_on),
        start=start,
        amount=amount,
        unit=unit,
        bound=bound,
        count_event_day=count_event_day,
    )


def _working_days(calendar: Calendar, first: dt.date, amount: int) -> list[Day]:
    days, number, date = [], 0, first
    while number < amount:
        works = calendar.is_working_day(date)
        number += works
        days.append(_day(calendar, date, counted=works, number=number if works else None))
        date += ONE_DAY
    return days


def _calendar_days(calendar: Calendar, first: dt.date, amount: int) -> list[Day]:
    last = min(first.toordinal() + amount - 1, dt.date.max.toordinal())
    calendar.require(dt.date.fromordinal(last))
    days = days_between(first, dt.date.fromordinal(last))
    return [
        _day(calendar, date, counted=True, why=Why.CALENDAR_DAY, number=number)
        for number, date in enumerate(days, start=1)
    ]


def _rolled(calendar: Calendar, last: Day) -> list[Day]:
    if last.is_working:
        return []
    due_on = calendar.next_working_day(last.date)
    return [
        _day(calendar, date, counted=False, rolled=True) for date in days_between(last.date + ONE_DAY, due_on)
    ]


def _day(
    calendar: Calendar,
    date: dt.date,
    *,
    counted: bool,
    why: Why | None = None,
    number: int | None = None,
    rolled: bool = False,
) -> Day:
    status = _status(calendar, date)
    return Day(
        date=date,
        counted=counted,
        why=why or status,
        status=status,
        number=number,
        rolled=rolled,
        note=calendar.note(date),
    )


def _status(calendar: Calendar, date: dt.date) -> Why:
    note = calendar.note(date)
    if note is not None:
        return _OF_KIND[note.kind]
    return Why.WORKING_DAY if date.weekday() < 5 else Why.WEEKEND


_OF_KIND = {kind: Why(kind.value.lower()) for kind in DayKind}


@dataclass(frozen=True)
class ClosingDay:
    """The earliest lawful day to close the acceptance, and the day to propose.

    ``earliest`` is the end of the minimum and may not work; ``proposed`` is the first working day from it.
    """

    earliest: dt.date
    proposed: dt.date
    count: Count


def earliest_closing_day(
    calendar: Calendar,
    *,
    published: dt.date,
    amount: int,
    unit: str = CALENDAR_DAYS,
    count_event_day: bool = False,
) -> ClosingDay:
    """Return the earliest day that keeps a notice of at least ``amount`` days, and the day to propose.

    ``published`` is the day from which the notice runs. Raises ``BeyondHorizon``.

    Clause: 5
    """
    count = count_term(
        calendar, start=published, amount=amount, unit=unit, bound=AT_LEAST, count_event_day=count_event_day
    )
    return ClosingDay(earliest=count.due_on, proposed=calendar.next_working_day(count.due_on), count=count)


def days_left(calendar: Calendar, today: dt.date, due_on: dt.date, unit: str = WORKING_DAYS) -> int | None:
    """Return how many days of the unit remain after today up to the last day, or ``None`` if not known.

    0 on the last day itself; below 0 once it is over: minus the days of the unit that passed since. A day
    outside the signed calendar makes it unknown in working days; calendar days are always known.
    """
    if unit == CALENDAR_DAYS:
        return (due_on - today).days
    try:
        if today <= due_on:
            return calendar.working_days(today, due_on)
        return -calendar.working_days(due_on, today)
    except BeyondHorizon:
        return None


_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_TYPED = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII)


def parse_day(text: str) -> dt.date:
    """Return the day typed as 19.03.2026 or 2026-03-19; raises ``ValueError`` for anything else."""
    match = _ISO.fullmatch(text.strip()) or _TYPED.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a day: type 19.03.2026 or 2026-03-19")
    try:
        return dt.date(*(int(match[part]) for part in ("year", "month", "day")))
    except ValueError:
        raise ValueError(f"{text!r} is not a day of the calendar") from None
