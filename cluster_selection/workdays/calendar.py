"""The working calendar as a value: which days work, and why. Pure: no database, no clock.

Nothing is guessed: a day outside the signed years raises ``BeyondHorizon``.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

ONE_DAY = dt.timedelta(days=1)


class BeyondHorizon(Exception):
    """A day is asked for that lies outside the signed calendar, which runs from ``first`` to ``horizon``."""

    def __init__(self, day: dt.date, horizon: dt.date, first: dt.date | None = None):
        self.day = day
        self.horizon = horizon
        self.first = first
        super().__init__(day, horizon, first)

    @property
    def is_empty(self) -> bool:
        """Whether no year of the calendar is signed at all."""
        return self.first is not None and self.first > self.horizon

    @property
    def is_before(self) -> bool:
        """Whether the day lies before the calendar rather than after it."""
        return not self.is_empty and self.first is not None and self.day < self.first

    def __str__(self) -> str:
        if self.is_empty:
            return "no working calendar is signed: load one with load_calendar"
        if self.is_before:
            return f"{self.day} lies before the working calendar, which begins on {self.first}"
        return (
            f"calendar of {self.horizon.year + 1} not approved: the term runs to {self.day} or later, "
            f"the working calendar ends on {self.horizon}; nothing is guessed"
        )


@dataclass(frozen=True)
class DayNote:
    """What the calendar says of one day that differs from the plain week.

    ``kind`` is a ``DayKind`` code; ``names`` and ``source_act`` are mappings language → words;
    ``moved_from`` is the other day of a move; ``sources`` says where the entry was read.
    """

    kind: str
    names: Mapping[str, str]
    non_working: bool
    source_act: Mapping[str, str] = field(default_factory=dict)
    moved_from: dt.date | None = None
    sources: str = ""


@dataclass(frozen=True)
class Calendar:
    """Every day from ``first`` to ``horizon``, both included; ``days`` holds only the exceptions.

    ``label`` names the versions it was built from, ``versions`` the version number of each year.
    """

    days: Mapping[dt.date, DayNote]
    first: dt.date
    horizon: dt.date
    label: str = ""
    versions: Mapping[int, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether no day is known at all."""
        return self.first > self.horizon

    def knows(self, day: dt.date) -> bool:
        """Whether the day lies within the signed calendar."""
        return self.first <= day <= self.horizon

    def require(self, day: dt.date) -> None:
        """Raise ``BeyondHorizon`` unless the day lies within the signed calendar."""
        if not self.knows(day):
            raise BeyondHorizon(day, self.horizon, self.first)

    def is_working_day(self, day: dt.date) -> bool:
        """Whether the day works in the five-day week; raises ``BeyondHorizon``."""
        self.require(day)
        note = self.days.get(day)
        return day.weekday() < 5 if note is None else not note.non_working

    def note(self, day: dt.date) -> DayNote | None:
        """Return why the day differs from the plain week, or ``None``; raises ``BeyondHorizon``."""
        self.require(day)
        return self.days.get(day)

    def next_working_day(self, day: dt.date) -> dt.date:
        """Return the day itself if it works, else the next one that does; raises ``BeyondHorizon``."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_days(self, after: dt.date, until: dt.date) -> int:
        """Count the working days after one day up to another, which counts; raises ``BeyondHorizon``."""
        return sum(self.is_working_day(day) for day in days_between(after + ONE_DAY, until))

    def working_days_of(self, year: int, month: int | None = None) -> int:
        """Count the working days of a year, or of one of its months; raises ``BeyondHorizon``."""
        first = dt.date(year, month or 1, 1)
        last = dt.date(year, 12, 31)
        if month and month < 12:
            last = dt.date(year, month + 1, 1) - ONE_DAY
        return sum(self.is_working_day(day) for day in days_between(first, last))

    def label_of(self, first: dt.date, last: dt.date) -> str:
        """Name the versions of the years from one day to another: "2025 v1, 2026 v1"."""
        years = range(first.year, last.year + 1)
        if not self.versions:
            return self.label
        return label_of_versions({year: self.versions[year] for year in years if year in self.versions})


def days_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield every day from the first to the last, both included."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield dt.date.fromordinal(ordinal)


def label_of_versions(versions: Mapping[int, int]) -> str:
    """Name versions of years in one line: "2025 v1, 2026 v2"."""
    return ", ".join(f"{year} v{number}" for year, number in sorted(versions.items()))


def differences(before: Calendar, after: Calendar) -> tuple[dt.date, ...]:
    """Return the days that both calendars know and that work in one but not in the other."""
    first, last = max(before.first, after.first), min(before.horizon, after.horizon)
    if first > last:
        return ()
    return tuple(
        day for day in days_between(first, last) if before.is_working_day(day) != after.is_working_day(day)
    )


EMPTY = Calendar(days={}, first=dt.date.max, horizon=dt.date.min)
