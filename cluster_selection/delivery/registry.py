"""Which function does which kind of job."""

from collections.abc import Callable
from dataclasses import dataclass

from cluster_selection.delivery.models import MAX_ATTEMPTS

MAIL = "mail.send"


@dataclass(frozen=True)
class Handler:
    """A function for one kind of job and how often it is tried."""

    run: Callable[[dict], object]
    max_attempts: int


class UnknownKind(LookupError):
    """No app handles this kind of job."""


_handlers: dict[str, Handler] = {}


def handles(kind: str, *, max_attempts: int = MAX_ATTEMPTS) -> Callable:
    """Register a function for a kind of job; it is called with the payload, outside any transaction.

    A worker may die after the work and before it is noted, so the function must bear a second call with the
    same payload. What it raises is kept with the job, and the job is tried again later.
    """

    def register(function):
        known = _handlers.get(kind)
        if known and (known.run.__module__, known.run.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"jobs of kind {kind} are handled by {known.run.__module__} already")
        _handlers[kind] = Handler(function, max_attempts)
        return function

    return register


def handler_of(kind: str) -> Handler:
    """Return the handler of a kind; raise ``UnknownKind``."""
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKind(f"no app handles jobs of kind {kind}") from None


def max_attempts_of(kind: str) -> int:
    """Return how often a kind of job is tried before it is given up."""
    handler = _handlers.get(kind)
    return handler.max_attempts if handler else MAX_ATTEMPTS
