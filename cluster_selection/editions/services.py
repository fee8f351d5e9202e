"""Load an edition of the Rules from files: validated, stored once, never changed once it governs."""

import datetime as dt
from pathlib import Path

from django.db import transaction

from cluster_selection.journal import services as journal
from cluster_selection.journal.actors import PORTAL
from cluster_selection.journal.canonical import digest

from .models import Edition
from .reading import read_edition
from .schema import EditionError, Fault, is_requisites_only, validate
from .shapes import KEY

__all__ = ["EditionError", "load_edition", "read_edition"]

STREAM = "editions"


def load_edition(path: Path, *, now: dt.datetime, acting_as=PORTAL) -> Edition:
    """Store the edition of a directory; the same content loaded again is the row that is there.

    An edition that no competition is bound to gives way to a changed one of the same key, as a new row.
    Raises ``EditionError`` for files with a fault, for a directory not named after the key, and for another
    content under the key of an edition that already governs.
    """
    path = Path(path)
    data = read_edition(path)
    validate(data)
    requisites = data["edition"]
    key, sha256 = requisites["key"], digest(data)
    if path.resolve().name != key:
        raise EditionError(
            Fault(KEY, "key", f"is {key!r}, but the directory is named {path.resolve().name!r}")
        )
    with transaction.atomic():
        present = Edition.objects.select_for_update().filter(key=key).first()
        if present is not None:
            if present.sha256 == sha256:
                return present
            if present.is_bound:
                reason = (
                    f"{key!r} already governs and is never changed; give the changed law a key of its own"
                )
                raise EditionError(Fault(KEY, "key", reason))
            present.delete()
        edition = Edition.objects.create(
            key=key,
            sha256=sha256,
            data=data,
            in_force_from=dt.date.fromisoformat(requisites["in_force_from"]),
            in_force_until=_day(requisites.get("in_force_until")),
            has_text=not is_requisites_only(data),
            loaded_at=now,
        )
        journal.append(
            STREAM,
            action="edition.loaded",
            subject=("edition", edition.pk),
            actor=acting_as.actor(),
            occurred_at=now,
            recorded_at=now,
            facts={"key": key, "sha256": sha256, "replaces": str(present.sha256) if present else ""},
        )
    return edition


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
