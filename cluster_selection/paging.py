"""Pages of a long list by key: no OFFSET, so page 1,000 costs what page 1 costs and no row is shown twice."""

import base64
import binascii
import datetime as dt
import decimal
import json
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet


@dataclass(frozen=True)
class Page:
    """Rows of one page and the cursors of its neighbours (None where there is no such page)."""

    rows: list
    next: str | None
    previous: str | None
    size: int

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def paginate(
    queryset: QuerySet,
    *,
    order: tuple[str, ...],
    after: str | None = None,
    before: str | None = None,
    size: int = 50,
) -> Page:
    """Return one page of a queryset.

    ``order`` names columns or annotations ("-registered_at", "id"); none of them may be null and the last
    must be unique. ``after`` and ``before`` are cursors of an earlier page; a damaged cursor shows the first
    page. Costs one query.
    """
    backwards = bool(before) and not after
    cursor = _decode(queryset, order, after or before)
    if cursor is None:
        backwards, after = False, None
    direction = tuple(_flip(name) for name in order) if backwards else order
    rows = queryset.order_by(*(_ordering(name) for name in direction))
    if cursor is not None:
        rows = rows.filter(_beyond(direction, cursor))
    rows = list(rows[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next = more if not backwards else cursor is not None
    has_previous = more if backwards else cursor is not None
    return Page(
        rows=rows,
        next=_encode(order, rows[-1]) if rows and has_next else None,
        previous=_encode(order, rows[0]) if rows and has_previous else None,
        size=size,
    )


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else "-" + name


def _ordering(name: str):
    return F(name[1:]).desc() if name.startswith("-") else F(name).asc()


def _beyond(direction: tuple[str, ...], values: list) -> Q:
    condition, equal = Q(), Q()
    for name, value in zip(direction, values, strict=True):
        column = name.lstrip("-")
        condition |= equal & Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        equal &= Q(**{column: value})
    return condition


def _encode(order: tuple[str, ...], row) -> str:
    values = [_plain(_value(row, name.lstrip("-"))) for name in order]
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def _value(row, column: str):
    if isinstance(row, dict):
        return row[column]
    for part in column.split("__"):
        row = getattr(row, part)
    return row


def _plain(value):
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID | decimal.Decimal):
        return str(value)
    return value


def _decode(queryset: QuerySet, order: tuple[str, ...], cursor: str | None) -> list | None:
    if not cursor:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(order) or None in values:
            return None
        found = [
            _field(queryset, name.lstrip("-")).to_python(value)
            for name, value in zip(order, values, strict=True)
        ]
        for value in found:
            _refuse_unstorable(value)
        return found
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error, ValidationError):
        return None


def _refuse_unstorable(value) -> None:
    """Raise ``ValueError`` or ``OverflowError`` for what no row holds and the database does not take."""
    if isinstance(value, str) and b"\0" in value.encode():
        raise ValueError("a NUL in the cursor")
    if isinstance(value, dt.datetime):
        value.astimezone(dt.UTC)


def _field(queryset: QuerySet, column: str):
    annotation = queryset.query.annotations.get(column)
    if annotation is not None:
        return annotation.output_field
    model = queryset.model
    *parents, last = column.split("__")
    for parent in parents:
        model = model._meta.get_field(parent).related_model
    return model._meta.get_field("id" if last == "pk" else last)
