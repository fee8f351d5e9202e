"""Enter a year of the calendar: a signed version beside the old one, never instead of it."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from cluster_selection.clock import day_of
from cluster_selection.journal import services as journal
from cluster_selection.journal.actors import PORTAL
from cluster_selection.languages import LANGUAGES

from .calendar import differences
from .enums import CalendarStatus, DayKind
from .models import CalendarDay, CalendarVersion
from .queries import calendar_of, signed_versions
from .reading import CalendarFileError, YearOfFile, read_years

STREAM = "calendar"


_after_signing: list[Callable] = []


def after_signing(react: Callable) -> None:
    """Have ``react(acting_as=…, now=…)`` called after a version was signed, in its own transactions."""
    if react not in _after_signing:
        _after_signing.append(react)


@dataclass(frozen=True)
class LoadedYear:
    """What loading did to one year: the version in force, whether it is new, the days that changed sides."""

    version: CalendarVersion
    is_new: bool
    changed: tuple[dt.date, ...] = ()


def load_calendar(
    path: Path,
    *,
    now: dt.datetime,
    acting_as=PORTAL,
    signed_by: str,
    years: Iterable[int] = (),
    source_act: str = "",
    status: str = "",
) -> list[LoadedYear]:
    """Sign a new version of every year of the file whose law differs from the version in force.

    A year that did not change gets no version, so loading twice does nothing. ``years`` narrows the file.
    Without ``status`` a past year is final, a year with transfers or with an earlier version is amended,
    any other stands on the law alone. Raises ``CalendarFileError`` for a file that contradicts itself, for a
    year that the file does not hold, and for a year that would leave a gap in the calendar.
    """
    read = read_years(path)
    wanted = set(years) or {entry.year for entry in read}
    missing = wanted - {entry.year for entry in read}
    if missing:
        raise CalendarFileError(f"{Path(path).name}: no day of {min(missing)} stands in the file")
    with transaction.atomic():
        _refuse_gap(wanted)
        loaded = [
            _load_year(
                entry, now=now, acting_as=acting_as, signed_by=signed_by, source_act=source_act, status=status
            )
            for entry in read
            if entry.year in wanted
        ]
    if any(year.is_new for year in loaded):
        for react in _after_signing:
            react(acting_as=acting_as, now=now)
    return loaded


def _refuse_gap(wanted: set[int]) -> None:
    known = wanted | set(signed_versions().values_list("year", flat=True))
    for year in range(min(known), max(known)):
        if year not in known:
            raise CalendarFileError(
                f"the calendar of {year} is missing: a later year cannot be signed before it"
            )


def _load_year(
    entry: YearOfFile, *, now: dt.datetime, acting_as, signed_by: str, source_act: str, status: str
) -> LoadedYear:
    before = signed_versions().select_for_update().filter(year=entry.year).order_by("-number").first()
    if before is not None and before.sha256 == entry.sha256:
        return LoadedYear(before, is_new=False)
    number = before.number + 1 if before else 1
    version = CalendarVersion.objects.create(
        year=entry.year,
        number=number,
        status=status or _status(entry, number, now),
        source_act=source_act,
        signed_by=signed_by,
        signed_at=now,
        sha256=entry.sha256,
        **{f"note_{language}": entry.note.get(language, "") for language in LANGUAGES},
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(
            version=version,
            date=date,
            kind=note.kind,
            non_working=note.non_working,
            moved_from=note.moved_from,
            sources=note.sources,
            **{f"name_{language}": note.names[language] for language in LANGUAGES},
            **{f"source_act_{language}": note.source_act[language] for language in LANGUAGES},
        )
        for date, note in entry.days.items()
    )
    changed = differences(calendar_of(before), calendar_of(version)) if before else ()
    journal.append(
        STREAM,
        action="calendar.signed",
        subject=version,
        actor=acting_as.actor(),
        occurred_at=now,
        recorded_at=now,
        facts={
            "year": entry.year,
            "number": number,
            "status": version.status,
            "sha256": entry.sha256,
            "days": len(entry.days),
            "changed": [day.isoformat() for day in changed],
        },
    )
    return LoadedYear(version, is_new=True, changed=changed)


def _status(entry: YearOfFile, number: int, now: dt.datetime) -> str:
    if dt.date(entry.year, 12, 31) < day_of(now):
        return CalendarStatus.ACTUAL
    if number > 1 or any(note.kind == DayKind.TRANSFERRED_DAY_OFF for note in entry.days.values()):
        return CalendarStatus.AMENDED
    return CalendarStatus.STATUTORY
