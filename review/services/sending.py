"""Forwarding to the institute (clause 13) and referral to the Commission (clause 18), in batches."""

import datetime as dt
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications.enums import State
from applications.models import Application
from cluster_selection.documents import services as documents
from cluster_selection.journal import services as journal
from cluster_selection.signatures.enums import Method
from cluster_selection.signatures.services import sign
from cluster_selection.workflow.engine import Transition, perform
from cluster_selection.workflow.models import lock_contest
from cluster_selection.workflow.refusals import Refusal, TransitionRefused
from review import notices, transitions
from review.documents import FORWARDING_LETTER, REFERRAL_LETTER, forwarding_letter, referral_letter
from review.enums import BatchKind, ConclusionState
from review.models import Batch, BatchItem

NOTHING_CHOSEN = Refusal("empty", _("No application is chosen."), _("Choose at least one."))
_LETTERS = {
    BatchKind.FORWARDING: (FORWARDING_LETTER, "F", forwarding_letter),
    BatchKind.REFERRAL: (REFERRAL_LETTER, "C", referral_letter),
}


@transaction.atomic
def forward(
    contest,
    applications: Iterable[Application],
    *,
    acting_as,
    now: dt.datetime,
    reason: str = "",
    without_paper: Collection[UUID] = (),
) -> Batch:
    """Send applications to the national institute as one batch, in the order of their keys.

    ``without_paper`` holds the keys of applications whose paper copy does not go along; ``reason`` is needed
    after the term. Raises TransitionRefused; then none is sent.

    Clause: 13
    """
    batch, chosen = _open_batch(contest, BatchKind.FORWARDING, applications, acting_as, now, reason)
    items = []
    for application in chosen:
        moved = _move(transitions.FORWARD, application, batch, acting_as, now, reason)
        with_paper = moved.pk not in without_paper
        items.append(
            BatchItem(batch=batch, application=moved, version=moved.latest_version, with_paper=with_paper)
        )
    return _send(batch, items, acting_as, now)


@transaction.atomic
def refer(
    contest, applications: Iterable[Application], *, acting_as, now: dt.datetime, reason: str = ""
) -> Batch:
    """Submit the materials and the conclusions to the Commission as one batch.

    Applications still at the institute go without conclusion, which the head may do after the term of
    hand-over has ended, with a reason. Raises TransitionRefused; then none is sent.

    Clause: 18
    """
    batch, chosen = _open_batch(contest, BatchKind.REFERRAL, applications, acting_as, now, reason)
    items = []
    for application in chosen:
        if application.state == State.FORWARDED:
            stamps = {"without_conclusion_reason": reason.strip()}
            moved = _move(
                transitions.REFER_WITHOUT_CONCLUSION,
                application,
                batch,
                acting_as,
                now,
                reason,
                stamps=stamps,
            )
            conclusion = None
        else:
            moved = _move(transitions.REFER, application, batch, acting_as, now, reason)
            conclusion = moved.latest_version.conclusions.get(
                addendum_to=None, state=ConclusionState.HANDED_OVER
            )
        items.append(
            BatchItem(batch=batch, application=moved, version=moved.latest_version, conclusion=conclusion)
        )
    return _send(batch, items, acting_as, now)


def acknowledge(batch: Batch, *, acting_as, now: dt.datetime) -> Batch:
    """Confirm receipt of a batch by the institute or by the Commission's secretary. Raises TransitionRefused.

    Clause: 13, 18
    """
    is_forwarding = batch.kind == BatchKind.FORWARDING
    return perform(
        transitions.ACKNOWLEDGE_FORWARDING if is_forwarding else transitions.ACKNOWLEDGE_REFERRAL,
        subject=batch,
        acting_as=acting_as,
        now=now,
        stamps={"acknowledged_at": now, "acknowledged_by": acting_as},
        facts={"kind": batch.kind, "batch": batch.number},
    )


def _open_batch(
    contest, kind: str, applications: Iterable[Application], acting_as, now: dt.datetime, reason: str
) -> tuple[Batch, list[Application]]:
    """Lock the competition and its chosen applications, take the number; return batch and applications."""
    locked = lock_contest(contest.pk)
    keys = sorted(application.pk for application in applications)
    if not keys:
        raise TransitionRefused(NOTHING_CHOSEN)
    rows = (
        Application.objects.select_for_update(of=("self",))
        .filter(competition=locked, pk__in=keys)
        .order_by("pk")
    )
    batch = Batch.objects.create(
        competition=locked,
        kind=kind,
        number=journal.next_number(f"{kind.lower()}:{locked.pk}"),
        sent_at=now,
        sent_by=acting_as,
        reason=reason.strip(),
    )
    return batch, list(rows)


def _move(
    transition: Transition,
    application: Application,
    batch: Batch,
    acting_as,
    now: dt.datetime,
    reason: str,
    stamps=None,
) -> Application:
    return perform(
        transition,
        subject=application,
        acting_as=acting_as,
        now=now,
        reason=reason,
        stamps=stamps,
        facts={"batch": batch.number, "batch_id": batch.pk},
    )


def _send(batch: Batch, items: list[BatchItem], acting_as, now: dt.datetime) -> Batch:
    """Store what is in the batch, issue its letter, tell the office that receives it and the participants."""
    BatchItem.objects.bulk_create(items)
    kind, letter, payload = _LETTERS[BatchKind(batch.kind)]
    batch.document = documents.issue(
        kind.key,
        payload=payload(batch, now=now, signatory=acting_as),
        subject=batch,
        competition_id=batch.competition_id,
        number=f"{batch.competition.number}/{letter}-{batch.number:02d}",
        acting_as=acting_as,
        now=now,
    )
    batch.save(update_fields=["document"])
    sign(
        batch.document,
        digest=batch.document.payload_sha256,
        method=Method.PRESS,
        acting_as=acting_as,
        now=now,
    )
    if batch.kind == BatchKind.FORWARDING:
        notices.tell_forwarded(batch, now=now)
    else:
        notices.tell_referred(batch, now=now)
    return batch
