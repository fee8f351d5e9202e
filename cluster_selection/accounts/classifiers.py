"""Regions (KATO, NK RK 11) and industries (sections of OKED, NK RK 03-2019) in three languages."""

import csv
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cluster_selection.languages import LANGUAGES, pick

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Row:
    """One line of a classifier."""

    code: str
    kk: str
    ru: str
    en: str

    def name(self, language: str | None = None) -> str:
        """Return the name in the language, by default the reader's."""
        return pick({code: getattr(self, code) for code in LANGUAGES}, language)


def _read(name: str) -> MappingProxyType[str, Row]:
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        rows = [Row(line["code"], line["kk"], line["ru"], line["en"]) for line in csv.DictReader(lines)]
    return MappingProxyType({row.code: row for row in rows})


REGIONS = _read("regions.csv")
INDUSTRIES = _read("industries.csv")


def region_choices(language: str | None = None) -> list[tuple[str, str]]:
    """Return code and name of the 20 regions, in the order of the classifier."""
    return [(row.code, row.name(language)) for row in REGIONS.values()]


def region_name(code: str, language: str | None = None) -> str:
    """Return the name of a region; an unknown code is returned as it is."""
    return REGIONS[code].name(language) if code in REGIONS else code


def industry_choices(language: str | None = None) -> list[tuple[str, str]]:
    """Return letter and name of the 21 sections."""
    return [(row.code, f"{row.code}. {row.name(language)}") for row in INDUSTRIES.values()]


def industry_name(code: str, language: str | None = None) -> str:
    """Return the name of a section; an unknown letter is returned as it is."""
    return INDUSTRIES[code].name(language) if code in INDUSTRIES else code
