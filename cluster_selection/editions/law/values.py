"""The law of one edition as values: terms, acts, policies, checklist, items, criteria and text.

Nothing here reads a database or a file. Code names acts (``application.file``); which clause stands behind
an act, only the edition knows.
"""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cluster_selection.editions.text import Clause, anchor_of
from cluster_selection.languages import format_day, pick

Words = Mapping[str, str]  # language → text


class UnknownInLaw(LookupError):
    """The edition does not hold the act, term, policy, item or clause asked for."""


@dataclass(frozen=True)
class ActOfLaw:
    """One legal act: the order of the edition, one that amended it, or the one that repealed it."""

    kind: Words
    issuer: Words
    number: str
    day: dt.date
    registration_number: str = ""
    registered_on: dt.date | None = None
    note: Words | None = None

    def name(self, language: str | None = None) -> str:
        """Return kind, issuer, day and number in one phrase, as each language writes an act."""
        kind, issuer = pick(self.kind, language), pick(self.issuer, language)
        return pick(
            {
                "kk": f"{issuer} {_kazakh_day(self.day)} № {self.number} {kind}",
                "ru": f"{kind} {issuer} от {format_day(self.day, 'ru')} № {self.number}",
                "en": f"{kind} of the {issuer} of {format_day(self.day, 'en')} No. {self.number}",
            },
            language,
        )


@dataclass(frozen=True)
class Requisites:
    """What the edition is: the order, its amendments, and from when until when it is in force.

    ``in_force_until`` is the first day on which the edition is no longer in force. ``short`` names the
    edition in a line, ``title`` is the name of the Rules, ``ended`` says in a clause without a full stop why
    it is not in force, ``status`` is the sentence shown above the text, ``text_note`` says of each language
    what that text is (the source, or an unofficial translation).
    """

    title: Words
    short: Words
    order: ActOfLaw
    amendments: tuple[ActOfLaw, ...]
    in_force_from: dt.date
    in_force_from_note: Words | None
    in_force_until: dt.date | None
    repealed_by: ActOfLaw | None
    ended: Words | None
    status: Words
    text_note: Words | None
    artificial: bool = False


@dataclass(frozen=True)
class TermRule:
    """One term of the Rules. ``amount`` is None where the day is set by an act (acceptance)."""

    key: str
    clause: str
    names: Words
    counted_from: Words
    amount: int | None  # in ``unit``
    unit: str  # working_days | calendar_days
    bound: str  # at_most | at_least
    kind: str  # gate: the act is impossible; duty: lateness is seen
    office: str  # code of the Office that owes it
    count_event_day: bool


@dataclass(frozen=True)
class Option:
    """One way to settle an interpretation."""

    key: str
    words: Words


@dataclass(frozen=True)
class Policy:
    """One interpretation of the Rules: what is in doubt, how it is settled here, and why."""

    key: str
    clause: str
    question: Words
    setting: str
    recommended: str
    options: tuple[Option, ...]
    reason: Words

    @property
    def chosen(self) -> Option:
        """Return the option in force."""
        return next(option for option in self.options if option.key == self.setting)

    @property
    def alternatives(self) -> tuple[Option, ...]:
        """Return the options that were not chosen."""
        return tuple(option for option in self.options if option.key != self.setting)


@dataclass(frozen=True)
class ChecklistLine:
    """One thing the check of an application looks at; ``item`` is the key of an Annex 3 item, or empty."""

    key: str
    clause: str
    words: Words
    group: Words
    group_key: str
    computed: bool  # the portal itself can say whether it is met
    item: str = ""


@dataclass(frozen=True)
class Item:
    """One item of Annex 3. ``title`` is a short name for lists, ``words`` the wording of the annex."""

    key: str
    number: str
    part: str  # main | additional
    title: Words
    words: Words
    heading: Words
    mandatory: bool
    tables: tuple[str, ...]
    max_characters: int

    @property
    def table(self) -> str | None:
        """Return the first kind of table the item uses, if any."""
        return self.tables[0] if self.tables else None


@dataclass(frozen=True)
class Kind:
    """A kind of selection participant or cluster member: ``name`` singular, ``words`` as the clause says."""

    key: str
    name: Words
    words: Words


@dataclass(frozen=True)
class CriterionPart:
    """A part of a criterion of Annex 4: the smallest thing a finding is written on."""

    key: str
    number: str
    words: Words


@dataclass(frozen=True)
class Criterion:
    """A criterion of Annex 4 with its parts; a criterion may have none."""

    key: str
    number: str
    words: Words
    parts: tuple[CriterionPart, ...]

    @property
    def judged(self) -> tuple[CriterionPart, ...]:
        """Return what findings are written on: the parts, or the criterion itself if it has none."""
        return self.parts or (CriterionPart(self.key, self.number, self.words),)


@dataclass(frozen=True)
class Law:
    """Everything the portal asks of one edition of the Rules."""

    key: str
    requisites: Requisites
    terms: Mapping[str, TermRule]
    acts: Mapping[str, str]
    policies: Mapping[str, Policy]
    checklist: tuple[ChecklistLine, ...]
    annex3: tuple[Item, ...]
    tables: Mapping[str, Words]
    participant_kinds: tuple[Kind, ...]
    participants_clause: str
    member_kinds: tuple[Kind, ...]
    members_clause: str
    criteria: tuple[Criterion, ...]
    criteria_clause: str
    criteria_lead: Words
    criteria_note: Words
    text: Mapping[str, tuple[Clause, ...]]

    def clause_of(self, act: str) -> str:
        """Return the clause behind an act, such as "11" or "7(1)"; raise ``UnknownInLaw`` for another act.

        An edition of requisites only, which a contest of the past is entered under, answers with nothing.
        """
        if self.is_requisites_only:
            return ""
        return _found(self.acts, act, "act", self.key)

    @property
    def is_requisites_only(self) -> bool:
        """Say whether the portal holds only the requisites of this edition, not its text."""
        return not self.text

    def term(self, key: str) -> TermRule:
        """Return the rule of a term; raise ``UnknownInLaw`` for another key."""
        return _found(self.terms, key, "term", self.key)

    def policy(self, key: str) -> str:
        """Return the setting of an interpretation such as "T3"; raise ``UnknownInLaw`` for another key."""
        return _found(self.policies, key, "policy", self.key).setting

    def clause(self, number: str, language: str | None = None) -> Clause:
        """Return a clause or annex: "12", "7(1)" (the whole of clause 7), "annex3", "order".

        Raises ``UnknownInLaw`` for a number the text does not hold.
        """
        whole = str(number).split("(")[0]
        for clause in self.text.get(language or "kk", ()):
            if clause.number == whole:
                return clause
        raise UnknownInLaw(f"{self.key}: no clause {number!r}")

    def anchor_of(self, clause: str) -> str:
        """Return the place of a clause on the page of the text, without "#"."""
        return anchor_of(clause)

    def item(self, key: str) -> Item:
        """Return an item of Annex 3; raise ``UnknownInLaw`` for another key."""
        return _found({item.key: item for item in self.annex3}, key, "item", self.key)

    def criterion_part(self, key: str) -> CriterionPart:
        """Return what a finding is written on; raise ``UnknownInLaw`` for another key."""
        return _found({part.key: part for part in self.judged}, key, "criterion", self.key)

    @functools.cached_property
    def judged(self) -> tuple[CriterionPart, ...]:
        """Return everything a finding is written on, in the order of Annex 4."""
        return tuple(part for criterion in self.criteria for part in criterion.judged)

    @property
    def main_items(self) -> tuple[Item, ...]:
        """Return the items of Annex 3 that every application answers."""
        return tuple(item for item in self.annex3 if item.part == "main")

    @property
    def additional_items(self) -> tuple[Item, ...]:
        """Return the items of Annex 3 that may additionally be required."""
        return tuple(item for item in self.annex3 if item.part == "additional")

    def is_in_force_on(self, day: dt.date) -> bool:
        """Say whether the edition is in force on a day."""
        until = self.requisites.in_force_until
        return self.requisites.in_force_from <= day and (until is None or day < until)

    def why_not_in_force(self, day: dt.date | None = None, language: str | None = None) -> str:
        """Return in a clause without a full stop why the edition is not in force; empty if it is.

        Without a day the reason of its end is given, or nothing if it has no end.
        """
        needed = self.requisites
        if day is not None and day < needed.in_force_from:
            return _("it enters into force on %(day)s") % {"day": format_day(needed.in_force_from, language)}
        if needed.in_force_until is None or (day is not None and day < needed.in_force_until):
            return ""
        if needed.ended:
            return pick(needed.ended, language)
        return _("it ceased to be valid on %(day)s") % {"day": format_day(needed.in_force_until, language)}

    def short(self, language: str | None = None) -> str:
        """Return the name of the edition in a line."""
        return pick(self.requisites.short, language)

    def title(self, language: str | None = None) -> str:
        """Return the name of the Rules."""
        return pick(self.requisites.title, language)


_MONTHS_IN = [
    "қаңтардағы",
    "ақпандағы",
    "наурыздағы",
    "сәуірдегі",
    "мамырдағы",
    "маусымдағы",
    "шілдедегі",
    "тамыздағы",
    "қыркүйектегі",
    "қазандағы",
    "қарашадағы",
    "желтоқсандағы",
]


def _kazakh_day(day: dt.date) -> str:
    return f"{day.year} жылғы {day.day} {_MONTHS_IN[day.month - 1]}"


def _found(mapping: Mapping, key: str, what: str, edition: str):
    try:
        return mapping[key]
    except KeyError:
        raise UnknownInLaw(f"{edition}: no {what} {key!r}") from None
