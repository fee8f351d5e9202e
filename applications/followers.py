"""What later rooms do when an application moves; they register, this room imports none of them.

A follower runs inside the transaction of the act, after its rows are written.
"""

from collections.abc import Callable

EVENTS = {
    "version_filed": "follower(application, version, *, acting_as, now): filed, amended or entered from paper",
    "withdrawn": "follower(application, *, acting_as, now): withdrawn before closing",
}

_followers: dict[str, list[Callable[..., None]]] = {event: [] for event in EVENTS}


def follow(event: str, follower: Callable[..., None]) -> None:
    """Register a follower of one of the EVENTS; once each."""
    if follower not in _followers[event]:
        _followers[event].append(follower)


def tell(event: str, *args, acting_as, now) -> None:
    """Call the followers of an event, in the order in which they registered."""
    for follower in _followers[event]:
        follower(*args, acting_as=acting_as, now=now)
