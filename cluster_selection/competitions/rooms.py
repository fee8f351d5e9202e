"""What the hall asks of the rooms: they register the answers, the hall imports none of them."""

from collections.abc import Callable
from typing import Any

_answers: dict[str, list[Callable[..., Any]]] = {}

QUESTIONS = {
    "alive": "applications of the competition that are still alive: count",
    "draft_holders": "users who hold a draft in the competition",
    "participants": "users who represent any application of the competition",
    "any_forwarded": "whether an application was forwarded to the institute",
    "undecided": "referred applications that no received protocol decides: count",
    "any_protocol_signed": "whether a protocol of the competition was signed",
    "stage": "stages of competitions whose applications are alive: mapping id → SCREENING, AT_INSTITUTE, "
    "CONCLUSIONS_RECEIVED or AT_COMMISSION; asked with a list of competitions, in one query",
    "act_url": "address where the act that settles a running term lives, without a query; None if not mine",
    "subject_title": "words that name subjects on the desk: mapping id → text, asked with a list of ids",
    "links": "links of a room's pages of a competition for a membership: list of (words, address), no query",
    "apply_url": "address where an application of the competition is prepared, without a query",
}


def register(question: str, answer: Callable[..., Any]) -> None:
    """Register a room's answer to one of the QUESTIONS; several rooms may answer the same one."""
    if question not in QUESTIONS:
        raise KeyError(question)
    _answers.setdefault(question, []).append(answer)


def ask(question: str, *args, default=None):
    """Return the first answer that is not None, or the default while no room knows."""
    for answer in _answers.get(question, ()):
        found = answer(*args)
        if found is not None:
            return found
    return default


def ask_all(question: str, *args) -> list:
    """Return every answer of the rooms that is not None."""
    return [found for answer in _answers.get(question, ()) if (found := answer(*args)) is not None]
