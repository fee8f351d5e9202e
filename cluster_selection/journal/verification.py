"""Verify that the audit trail is what was written: nothing changed, taken out, put in or cut off."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Literal, NamedTuple

from django.db import connection
from django.db.models import OuterRef, Subquery

from cluster_selection.clock import Clock
from cluster_selection.journal import triggers
from cluster_selection.journal.models import BEFORE_THE_FIRST, SCHEMA, AuditEntry, ChainHead, Verification

_CHUNK = 2000

What = Literal["gap", "order", "schema", "content", "link", "tail", "head", "triggers"]


@dataclass(frozen=True)
class Fault:
    """One place where a stream is not what it was; ``seq`` is the first entry concerned."""

    stream: str
    seq: int
    what: What
    words: str


class Head(NamedTuple):
    """What the head of a stream says its last entry is."""

    seq: int
    digest: str


@dataclass
class Report:
    """What was verified and what is wrong; the first fault of each stream comes first."""

    streams: int = 0
    entries: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def as_json(self) -> dict:
        """Return the report as plain data."""
        return {
            "sound": self.is_sound,
            "streams": self.streams,
            "entries": self.entries,
            "faults": [asdict(fault) for fault in self.faults],
        }


class _Count:
    """Counts the rows that pass, for an iterator whose length nobody knows."""

    def __init__(self, rows: Iterable[AuditEntry]):
        self.rows, self.number = rows, 0

    def __iter__(self):
        for row in self.rows:
            self.number += 1
            yield row


def verify_stream(rows: Iterable[AuditEntry], head: Head | None = None) -> list[Fault]:
    """Return the faults of one stream, first entry first; pure.

    ``rows`` are all entries of the stream by ``seq``. ``head``, when given, is what the last of them must be:
    without it a tail cut off is not seen.
    """
    faults: list[Fault] = []
    stream, seq, digest = "", 0, BEFORE_THE_FIRST
    for row in rows:
        stream = row.stream
        if row.seq <= seq:
            faults.append(Fault(stream, row.seq, "order", f"stands after entry {seq}"))
        elif row.seq != seq + 1:
            lost = f"entry {seq + 1} is" if row.seq == seq + 2 else f"entries {seq + 1} to {row.seq - 1} are"
            faults.append(Fault(stream, seq + 1, "gap", f"{lost} missing"))
        elif row.previous != digest:
            faults.append(Fault(stream, row.seq, "link", f"is not bound to entry {seq} as it stands"))
        if row.schema != SCHEMA:
            faults.append(Fault(stream, row.seq, "schema", f"schema {row.schema} is not known"))
        elif _recomputed(row) != row.digest:
            faults.append(Fault(stream, row.seq, "content", "the content is not the one that was recorded"))
        seq, digest = row.seq, row.digest
    if head is not None:
        faults += _against_head(stream, seq, digest, head)
    return faults


def verify_all(stream: str | None = None) -> Report:
    """Verify every stream, or the one named, and that the triggers are in place.

    Reads every entry once, in portions; entries added meanwhile are no fault.
    """
    report = Report()
    absent = triggers.missing(connection)
    if absent:
        report.faults.append(Fault("", 0, "triggers", f"missing or switched off: {', '.join(absent)}"))
    for name in [stream] if stream is not None else _streams():
        head = ChainHead.objects.filter(stream=name).first()
        entries = AuditEntry.objects.filter(stream=name)
        known = entries.filter(seq__lte=head.seq) if head else entries
        rows = _Count(known.order_by("seq").iterator(chunk_size=_CHUNK))
        faults = verify_stream(rows, Head(head.seq, head.digest) if head else None)
        report.faults += [Fault(name, fault.seq, fault.what, fault.words) for fault in faults]
        report.faults += _beyond_head(name)
        report.entries += rows.number
        if head is None and not rows.number:
            report.faults.append(Fault(name, 0, "head", "there is no such stream"))
        else:
            report.streams += 1
    return report


def verify_and_record() -> Report:
    """Verify the whole trail and keep what was found, for the operators' alarm."""
    report = verify_all()
    Verification.objects.create(
        at=Clock.real_now(), streams=report.streams, entries=report.entries, faults=len(report.faults)
    )
    return report


def _streams() -> list[str]:
    heads = ChainHead.objects.values_list("stream", flat=True)
    return sorted({*heads, *AuditEntry.objects.order_by().values_list("stream", flat=True).distinct()})


def _recomputed(row: AuditEntry) -> str | None:
    try:
        return row.computed_digest()
    except (TypeError, ValueError):  # somebody wrote what JSON has no single form for
        return None


def _against_head(stream: str, seq: int, digest: str, head: Head) -> list[Fault]:
    if seq < head.seq:
        return [Fault(stream, seq + 1, "tail", f"entries {seq + 1} to {head.seq} are cut off at the end")]
    if seq == head.seq and digest != head.digest:
        return [Fault(stream, seq, "head", "is not the entry the head of the stream names")]
    return []


def _beyond_head(stream: str) -> list[Fault]:
    # One statement sees entries and head of the same instant, so an entry written meanwhile is no fault.
    head = ChainHead.objects.filter(stream=OuterRef("stream")).values("seq")
    last = (
        AuditEntry.objects.filter(stream=stream)
        .order_by("-seq")
        .annotate(head_seq=Subquery(head))
        .values_list("seq", "head_seq")
        .first()
    )
    if last is None or (last[1] is not None and last[0] <= last[1]):
        return []
    if last[1] is None:
        return [Fault(stream, last[0], "head", "the head of the stream is missing")]
    return [Fault(stream, last[1] + 1, "head", "stands after the entry the head of the stream names")]
