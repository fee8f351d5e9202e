"""A year of the calendar laid out in months and weeks, for a page. Pure."""

import calendar as gregorian
import datetime as dt
from dataclasses import dataclass

from .calendar import Calendar, DayNote
from .enums import DayKind


@dataclass(frozen=True)
class Cell:
    """One day of a month; ``date`` is ``None`` for the empty places of the first and last week."""

    date: dt.date | None
    works: bool = False
    note: DayNote | None = None

    @property
    def mark(self) -> str:
        """How the cell looks: empty, work, weekend, or the kind of the day in lower case."""
        if self.date is None:
            return "empty"
        if self.note is not None:
            return self.note.kind.lower()
        return "work" if self.works else "weekend"


@dataclass(frozen=True)
class Month:
    """One month: its number, its working days, and its weeks from Monday to Sunday."""

    number: int
    working_days: int
    weeks: tuple[tuple[Cell, ...], ...]


def months_of(calendar: Calendar, year: int) -> tuple[Month, ...]:
    """Return the twelve months of a year that the calendar knows; raises ``BeyondHorizon``."""
    return tuple(
        Month(number, calendar.working_days_of(year, number), _weeks(calendar, year, number))
        for number in range(1, 13)
    )


def _weeks(calendar: Calendar, year: int, month: int) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(_cell(calendar, year, month, day) for day in week)
        for week in gregorian.monthcalendar(year, month)
    )


def _cell(calendar: Calendar, year: int, month: int, day: int) -> Cell:
    if day == 0:
        return Cell(None)
    date = dt.date(year, month, day)
    return Cell(date, calendar.is_working_day(date), calendar.note(date))


def moved_days(calendar: Calendar, year: int) -> list[tuple[dt.date, DayNote]]:
    """Return the days of a year that were moved: off in lieu, off by an act, or worked instead; in order."""
    kinds = set(DayKind.values) - {DayKind.HOLIDAY, DayKind.REST_DAY}
    return [
        (date, note)
        for date, note in sorted(calendar.days.items())
        if date.year == year and note.kind in kinds
    ]
