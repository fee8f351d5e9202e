"""The law of one edition as values: ``law_of(data)`` builds a ``Law`` from the data of an edition's row."""

from .building import law_of
from .values import (
    ActOfLaw,
    ChecklistLine,
    Criterion,
    CriterionPart,
    Item,
    Kind,
    Law,
    Option,
    Policy,
    Requisites,
    TermRule,
    UnknownInLaw,
    Words,
)

__all__ = [
    "ActOfLaw",
    "ChecklistLine",
    "Criterion",
    "CriterionPart",
    "Item",
    "Kind",
    "Law",
    "Option",
    "Policy",
    "Requisites",
    "TermRule",
    "UnknownInLaw",
    "Words",
    "law_of",
]
