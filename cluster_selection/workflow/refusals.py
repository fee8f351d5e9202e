"""Why an act is not possible: the clause, the reason, and what the person can do instead."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """A reasoned no. ``code`` is stable for tests and records; ``clause`` is filled in by the engine."""

    code: str
    message: str
    way_on: str = ""
    clause: str = ""
    status: int = 409  # HTTP status of the page that shows it: 403 not your act, 409 not now


class TransitionRefused(Exception):
    """An act was refused; nothing was changed."""

    def __init__(self, refusal: Refusal):
        super().__init__(str(refusal.message))
        self.refusal = refusal
