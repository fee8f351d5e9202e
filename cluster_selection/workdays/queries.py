"""The calendar in force, as the value that counting needs."""

import datetime as dt
import functools
import uuid

from django.db.models import QuerySet

from cluster_selection.languages import in_three

from .calendar import EMPTY, Calendar, DayNote, label_of_versions
from .models import CalendarDay, CalendarVersion


def current_calendar() -> Calendar:
    """Return the calendar of the latest signed version of each year, up to the first year that is missing.

    Costs one query; the days are read again only when a version was added.
    """
    latest: dict[int, tuple[int, uuid.UUID]] = {}
    rows = signed_versions().order_by("year", "number").values_list("year", "number", "id")
    for year, number, version_id in rows:
        latest[year] = (number, version_id)
    run = []
    for year in sorted(latest):
        if run and year != run[-1] + 1:
            break
        run.append(year)
    return _built(tuple((year, *latest[year]) for year in run))


def signed_versions() -> QuerySet[CalendarVersion]:
    """Return the signed versions of all years."""
    return CalendarVersion.objects.filter(signed_at__isnull=False)


def calendar_of(version: CalendarVersion) -> Calendar:
    """Return the calendar of one year as one version states it."""
    return _built(((version.year, version.number, version.id),))


@functools.lru_cache(32)
def _built(versions: tuple[tuple[int, int, uuid.UUID], ...]) -> Calendar:
    if not versions:
        return EMPTY
    days = CalendarDay.objects.filter(version__in=[version_id for *_, version_id in versions])
    numbers = {year: number for year, number, _ in versions}
    return Calendar(
        days={day.date: note_of(day) for day in days},
        first=dt.date(min(numbers), 1, 1),
        horizon=dt.date(max(numbers), 12, 31),
        label=label_of_versions(numbers),
        versions=numbers,
    )


def note_of(day: CalendarDay) -> DayNote:
    """Return the row as the value that counting shows."""
    return DayNote(
        kind=day.kind,
        names=in_three(day, "name"),
        non_working=day.non_working,
        source_act=in_three(day, "source_act"),
        moved_from=day.moved_from,
        sources=day.sources,
    )


def versions_of(year: int) -> QuerySet[CalendarVersion]:
    """Return the signed versions of a year, the one in force first."""
    return signed_versions().filter(year=year).order_by("-number")


def signed_years() -> list[int]:
    """Return the years that have a signed version, in order."""
    return list(signed_versions().order_by("year").values_list("year", flat=True).distinct())
