"""The invented content of the demo: clusters by sector, answers to Annex 3, findings, assessments.

Facts and patterns stand in ``data/``; a text is a pattern filled with the facts of one sector and the
numbers of one application, so that no two applications read the same.
"""

import functools
from dataclasses import dataclass
from pathlib import Path

import yaml

DATA = Path(__file__).parent / "data"
LANGUAGES = ("kk", "ru")
_DECIMAL = str.maketrans(".", ",")


@functools.cache
def read_data(name: str) -> dict:
    """Return a file of ``data/`` by its name without the ending."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


@functools.cache
def sector_language(sector: str) -> str:
    """Return the language in which a sector's applications are written."""
    return next(language for language in LANGUAGES if sector in read_data(f"sectors_{language}"))


@dataclass(frozen=True)
class Cluster:
    """A cluster of a sector as it stood in a year: the same firms, with the numbers of that year.

    ``year`` counts from 0; ``size`` is how many of the sector's organisations take part.
    """

    sector: str
    year: int = 0
    size: int = 5

    @property
    def language(self) -> str:
        return sector_language(self.sector)

    @property
    def facts(self) -> dict:
        return read_data(f"sectors_{self.language}")[self.sector]

    @property
    def patterns(self) -> dict:
        return read_data(f"texts_{self.language}")

    @property
    def name(self) -> str:
        return self.facts["cluster"]

    @property
    def members(self) -> list[tuple[str, str, str]]:
        """Return kind, name and specialisation of each organisation that takes part."""
        return [tuple(member) for member in self.facts["members"][: self.size]]

    def answer(self, item: str) -> str:
        """Return the answer to an item of Annex 3."""
        return self._filled(self.patterns["items"][item])

    @property
    def items(self) -> tuple[str, ...]:
        """Return the keys of the items that have an answer."""
        return tuple(self.patterns["items"])

    def finding(self, criterion: str) -> dict[str, str]:
        """Return the expert's finding on a criterion of Annex 4, by the names of its fields."""
        own = self.patterns["findings"][criterion]
        group = self.patterns["groups"][criterion.split(".")[0]]
        return {name: self._filled(text) for name, text in {**own, **group}.items()}

    @property
    def summary(self) -> str:
        """Return the overall finding of the expert conclusion."""
        return self._filled(self.patterns["summary"])

    def assessment(self, *, strong: bool) -> dict[str, str]:
        """Return the comprehensive assessment by the names of its fields."""
        texts = {name: self._filled(text) for name, text in self.patterns["assessment"].items()}
        weaker, competitive = texts.pop("weaker"), texts.pop("competitive")
        return {**texts, "competitiveness": competitive if strong else weaker}

    def words(self, key: str, name: str = "") -> str:
        """Return a text that does not depend on the sector: a notice, a reason, the grounds of a decision."""
        found = self.patterns[key]
        return found[name] if name else found

    def _filled(self, pattern: str) -> str:
        facts, grown = self.facts, 1.09**self.year
        weak = list(self.patterns["findings"].values())[len(self.name) % 12]["weaknesses"]
        numbers = {
            "members": len(self.members),
            "names": "; ".join(name for _kind, name, _what in self.members),
            "employed": round(facts["employed"] * grown),
            "output": _decimal(facts["output"] * grown),
            "export": _decimal(facts["export"] * grown),
            "growth": 14 + len(self.sector) + 2 * self.year,
            "target_employed": round(facts["employed"] * grown * 1.25),
            "target_output": _decimal(facts["output"] * grown * 1.6),
            "target_export": _decimal(facts["export"] * grown * 1.9),
            "weak": weak,
        }
        return pattern.format(**{**facts, **numbers})


def _decimal(number: float) -> str:
    return f"{number:.1f}".translate(_DECIMAL)
