"""What both databases must share: keys, and a search and order that know Kazakh."""

import functools
import re
import uuid

from django.db import models

_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_ORDER = {letter: place for place, letter in enumerate(_ALPHABET)}


class UUIDModel(models.Model):
    """A row addressed by a random UUID: addresses give away neither number nor order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


def kazakh_key(text: str) -> list[tuple[int, int]]:
    """Return the sort key of a text in the order of the Kazakh alphabet, Latin before Cyrillic."""
    return [
        (1, _ORDER[letter]) if letter in _ORDER else (0 if ord(letter) < 0x400 else 2, ord(letter))
        for letter in text.casefold()
    ]


def _compare(left: str, right: str) -> int:
    left_key, right_key = (kazakh_key(left), left), (kazakh_key(right), right)
    return (left_key > right_key) - (left_key < right_key)


@functools.lru_cache(512)
def _pattern(pattern: str, escape: str) -> re.Pattern:
    parts, place = [], 0
    while place < len(pattern):
        letter = pattern[place]
        if letter == escape and place + 1 < len(pattern):
            place += 1
            parts.append(re.escape(pattern[place]))
        else:
            parts.append({"%": ".*", "_": "."}.get(letter, re.escape(letter)))
        place += 1
    return re.compile("".join(parts) + r"\Z", re.DOTALL | re.IGNORECASE)


def _like(pattern, value, escape="\\"):
    if pattern is None or value is None:
        return None
    return 1 if _pattern(str(pattern), escape).match(str(value)) else 0


def prepare_connection(sender, connection, **kwargs) -> None:
    """Give SQLite what PostgreSQL has: LIKE that knows Cyrillic case, and the collation ``kk``."""
    if connection.vendor == "sqlite":
        raw = connection.connection
        raw.create_collation("kk", _compare)
        raw.create_function("like", 2, _like, deterministic=True)
        raw.create_function("like", 3, _like, deterministic=True)
