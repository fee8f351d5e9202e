"""Write the audit trail, the access log and numbers. Nothing here is ever changed afterwards."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.transaction import TransactionManagementError

from cluster_selection.clock import Clock
from cluster_selection.journal.actors import Actor
from cluster_selection.journal.canonical import plain
from cluster_selection.journal.models import AccessEntry, AuditEntry, ChainHead, Sequence

__all__ = ["append", "next_number", "record_access"]


def append(
    stream: str,
    *,
    action: str,
    act: str = "",
    clause: str = "",
    subject=None,
    actor: Actor,
    occurred_at: dt.datetime,
    recorded_at: dt.datetime,
    facts: dict | None = None,
) -> AuditEntry:
    """Add an entry to a stream of the audit trail, in the caller's transaction.

    ``subject`` is a row, a pair of kind and id, or nothing. ``facts`` hold ids, digests, names of states and
    whole numbers: no names of people, no text somebody typed. The head of the stream stays locked until the
    transaction ends, so this is the last lock an act takes. Raises ``TransactionManagementError`` outside a
    transaction, ``TypeError`` for facts of other types.
    """
    _require_transaction("append")
    subject_type, subject_id = _subject(subject)
    kept = plain(facts or {})
    _refuse_fractions(kept)
    head, _created = ChainHead.objects.select_for_update().get_or_create(stream=stream)
    entry = AuditEntry(
        stream=stream,
        seq=head.seq + 1,
        action=action,
        act=act,
        clause=str(clause),
        subject_type=subject_type,
        subject_id=subject_id,
        actor_kind=actor.kind,
        actor_id=_uuid(actor.id),
        user_id=_uuid(actor.user_id),
        organisation_id=_uuid(actor.organisation_id),
        role=str(actor.role),
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        facts=kept,
        previous=head.digest,
    )
    entry.digest = entry.computed_digest()
    entry.save()
    head.seq, head.digest = entry.seq, entry.digest
    head.save(update_fields=["seq", "digest"])
    return entry


def next_number(scope: str) -> int:
    """Return the next number of a scope, from 1 and without gaps, in the caller's transaction.

    The number is taken only if the transaction is committed; until then everyone else who asks for a number
    of the scope waits. Raises ``TransactionManagementError`` outside a transaction.
    """
    _require_transaction("next_number")
    sequence, _created = Sequence.objects.select_for_update().get_or_create(scope=scope)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return sequence.last


def record_access(
    *,
    what: str,
    subject=None,
    request=None,
    detail: str = "",
    acting_as=None,
    user_id: uuid.UUID | None = None,
    now: dt.datetime | None = None,
) -> AccessEntry:
    """Add a line to the access log: the one thing a GET may write.

    ``what`` is one of ``models.Access``. What is not given is taken from the request. The page is kept as the
    pattern of its address ("/kk/inbox/<uuid:pk>/"), because an address may hold the secret of a link.
    """
    subject_type, subject_id = _subject(subject)
    acting_as = acting_as or getattr(request, "acting_as", None)
    actor = acting_as.actor() if acting_as else None
    user = getattr(request, "user", None)
    return AccessEntry.objects.create(
        user_id=_uuid(user_id or getattr(user, "pk", None) or (actor and actor.user_id)),
        membership_id=_uuid(actor.id) if actor and actor.kind == "membership" else None,
        at=now or getattr(request, "received_at", None) or Clock.now(),
        what=what,
        subject_type=subject_type,
        subject_id=subject_id,
        detail=detail[:200],
        path=_pattern(request)[:300],
    )


def _require_transaction(name: str) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError(f"{name}() belongs into the transaction of the act")


def _subject(subject) -> tuple[str, uuid.UUID | None]:
    if subject is None:
        return "", None
    if isinstance(subject, tuple):
        return str(subject[0]), _uuid(subject[1])
    return getattr(subject, "subject_type", "") or subject._meta.model_name, _uuid(subject.pk)


def _uuid(value) -> uuid.UUID | None:
    return value if value is None or isinstance(value, uuid.UUID) else uuid.UUID(str(value))


def _refuse_fractions(value) -> None:
    # A fraction comes back from the two databases in different spellings, and the digest would not hold.
    if isinstance(value, float):
        raise TypeError("facts of the audit trail are whole numbers: give a decimal as text")
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, list | type({}.values())):
        for part in value:
            _refuse_fractions(part)


def _pattern(request) -> str:
    match = getattr(request, "resolver_match", None)
    return "/" + match.route if match else ""
