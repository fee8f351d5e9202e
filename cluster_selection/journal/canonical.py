"""One JSON for one value: the bytes that are hashed and signed."""

import datetime as dt
import decimal
import enum
import hashlib
import json
import uuid


def canonical_json(obj) -> bytes:
    """Return the canonical JSON of a value in UTF-8: keys sorted, no spaces, letters as they are.

    Instants are written in UTC with microseconds, days as ``YYYY-MM-DD``, UUIDs and decimals as strings.
    Raises ``TypeError`` for a value that has no single form (naive instants, keys that are not strings),
    ``ValueError`` for NaN and infinity.
    """
    return json.dumps(
        plain(obj), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def digest(obj) -> str:
    """Return the SHA-256 of the canonical JSON, as 64 hexadecimal letters."""
    return hashlib.sha256(canonical_json(obj)).hexdigest()


def plain(obj):
    """Return the value in the types JSON knows, as ``canonical_json`` would write it."""
    if isinstance(obj, enum.Enum):
        return plain(obj.value)
    if obj is None or isinstance(obj, bool | int | float):
        return obj
    if isinstance(obj, str):
        return str(obj)
    if isinstance(obj, uuid.UUID):
        return str(obj)
    if isinstance(obj, decimal.Decimal):
        return format(obj, "f")
    if isinstance(obj, dt.datetime):
        return instant(obj)
    if isinstance(obj, dt.date):
        return obj.isoformat()
    if isinstance(obj, dict):
        return {_key(key): plain(value) for key, value in obj.items()}
    if isinstance(obj, list | tuple):
        return [plain(value) for value in obj]
    if isinstance(obj, set | frozenset):
        raise TypeError("a set has no order: give a sorted list")
    raise TypeError(f"{type(obj).__name__} has no canonical JSON")


def instant(value: dt.datetime) -> str:
    """Write an aware instant in UTC, always with six digits after the second."""
    if value.tzinfo is None:
        raise TypeError("a naive instant has no canonical JSON")
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _key(key) -> str:
    if isinstance(key, enum.Enum):
        key = key.value
    if not isinstance(key, str):
        raise TypeError(f"a key of canonical JSON is a string, not {type(key).__name__}")
    return str(key)
