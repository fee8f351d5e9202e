"""Read a calendar file into plain rows, refusing anything that contradicts itself. No database."""

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cluster_selection.languages import LANGUAGES

from .calendar import Calendar, DayNote, label_of_versions
from .enums import NON_WORKING_KINDS, DayKind

DATA = Path(__file__).parent / "data"
SHIPPED = DATA / "calendar.csv"

_COLUMNS = ("date", "kind", "non_working", "name_kk", "name_ru", "name_en", "linked_date", "act", "sources")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class CalendarFileError(ValueError):
    """The file contradicts itself or cannot be read; the message names the file and the line."""


@dataclass(frozen=True)
class YearOfFile:
    """One year as a file states it: its days in order, a note by language, the hash of what is law in it."""

    year: int
    days: Mapping[dt.date, DayNote]
    note: Mapping[str, str]
    sha256: str


def read_years(path: Path) -> list[YearOfFile]:
    """Return the years of a calendar file in order; raises ``CalendarFileError``.

    The hash covers days, kinds, names, moves and acts, not the places where they were read.
    """
    path = Path(path)
    acts = _acts()
    days: dict[int, dict[dt.date, DayNote]] = {}
    for line, row in _rows(path, _COLUMNS):
        try:
            date, note = _day(row, acts)
            if date in days.setdefault(date.year, {}):
                raise ValueError(f"{date} stands in the file twice")
        except ValueError as error:
            raise CalendarFileError(f"{path.name}: line {line}: {error}") from None
        days[date.year][date] = note
    if not days:
        raise CalendarFileError(f"{path.name}: no day stands in the file")
    notes = _notes(path)
    return [
        YearOfFile(year, ordered := dict(sorted(of_year.items())), notes.get(year, {}), _digest(ordered))
        for year, of_year in sorted(days.items())
    ]


def read_calendar(path: Path = SHIPPED) -> Calendar:
    """Return a calendar straight from a file, without the database, every year as version 1."""
    years = read_years(path)
    numbers = {entry.year: 1 for entry in years}
    return Calendar(
        days={date: note for entry in years for date, note in entry.days.items()},
        first=dt.date(min(numbers), 1, 1),
        horizon=dt.date(max(numbers), 12, 31),
        label=label_of_versions(numbers),
        versions=numbers,
    )


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise CalendarFileError(f"{path.name}: line 1: missing columns: {', '.join(missing)}")
            return [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CalendarFileError(f"{path}: {error}") from None


def _day(row: dict[str, str], acts: dict[tuple[str, str], dict[str, str]]) -> tuple[dt.date, DayNote]:
    date = dt.date.fromisoformat(row["date"])
    kind = row["kind"].upper()
    if kind not in DayKind.values:
        raise ValueError(f"kind {row['kind']!r} is unknown")
    if row["non_working"] != str(int(kind in NON_WORKING_KINDS)):
        raise ValueError(f"non_working {row['non_working']!r} does not agree with the kind {row['kind']}")
    if row.get("weekday") and row["weekday"] != _WEEKDAYS[date.weekday()]:
        raise ValueError(f"{date} is a {_WEEKDAYS[date.weekday()]}, not {row['weekday']!r}")
    if (kind == DayKind.WORKING_WEEKEND) != (date.weekday() >= 5) and kind in (
        DayKind.WORKING_WEEKEND,
        DayKind.WORKING_DAY_RESTORED,
        DayKind.HOLIDAY_MOVED,
        DayKind.TRANSFERRED_DAY_OFF,
    ):
        raise ValueError(f"{date} cannot be of the kind {row['kind']}: it is a {_WEEKDAYS[date.weekday()]}")
    names = {language: row[f"name_{language}"].strip() for language in LANGUAGES}
    if not all(names.values()):
        raise ValueError("a name is missing")
    words = row["act"].strip()
    act = acts.get(("", words)) if words else acts.get((kind, ""))
    return date, DayNote(
        kind=kind,
        names=names,
        non_working=kind in NON_WORKING_KINDS,
        source_act=act or dict.fromkeys(LANGUAGES, words),
        moved_from=dt.date.fromisoformat(row["linked_date"]) if row["linked_date"] else None,
        sources=row["sources"].strip(),
    )


def _acts() -> dict[tuple[str, str], dict[str, str]]:
    rows = _rows(DATA / "acts.csv", ("kind", "act", *LANGUAGES))
    return {
        (row["kind"].upper(), row["act"]): {language: row[language] for language in LANGUAGES}
        for _line, row in rows
    }


def _notes(path: Path) -> dict[int, dict[str, str]]:
    beside = path.with_suffix(".notes.csv")
    if not beside.exists():
        return {}
    rows = _rows(beside, ("year", *LANGUAGES))
    return {int(row["year"]): {language: row[language] for language in LANGUAGES} for _line, row in rows}


def _digest(days: Mapping[dt.date, DayNote]) -> str:
    lines = [
        [
            date.isoformat(),
            note.kind,
            *(note.names[language] for language in LANGUAGES),
            note.moved_from.isoformat() if note.moved_from else "",
            *(note.source_act[language] for language in LANGUAGES),
        ]
        for date, note in days.items()
    ]
    text = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
