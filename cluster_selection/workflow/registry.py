"""Where each term of the Rules begins and when it is fulfilled: told by the rooms, asked by the ledger."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Basis:
    """The day a term is counted from, the instant behind it, or a last day fixed by the announcement.

    ``countable`` is False while an earlier term of the chain lies beyond the calendar's horizon.
    """

    day: dt.date
    at: dt.datetime | None = None
    fixed_due_on: dt.date | None = None
    countable: bool = True


@dataclass(frozen=True)
class TermSource:
    """How the ledger learns of one term.

    ``basis(contest, subject)`` returns a ``Basis`` or None while it is unknown; ``fulfilled(contest,
    subject, now)`` says whether the act that settles the term is complete.
    """

    key: str
    basis: Callable
    fulfilled: Callable = lambda contest, subject, now: True
    per_subject: bool = False


_sources: dict[str, TermSource] = {}


def register_term(source: TermSource) -> None:
    """Register the source of a term; a second one for the same key is a programming error."""
    if source.key in _sources and _sources[source.key] != source:
        raise ValueError(f"term {source.key} is registered twice")
    _sources[source.key] = source


def source_of(key: str) -> TermSource:
    """Return the source of a term."""
    return _sources[key]


def term_keys() -> tuple[str, ...]:
    """Return the keys of all registered terms."""
    return tuple(_sources)
