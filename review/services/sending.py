"""Forwarding to the institute (clause 13) and referral to the Commission (clause 18), in batches."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from cluster_selection.documents import services as documents
from cluster_selection.workflow.engine import perform
from cluster_selection.workflow.models import lock_contest
from cluster_selection.workflow.refusals import Refusal, TransitionRefused
from review import notices, transitions
from review.documents import forwarding_letter, referral_letter
from review.enums import BatchKind, ConclusionState
from review.models import Batch, BatchItem

NOTHING_CHOSEN = Refusal("empty", _("No application is chosen."), _("Choose at least one."))


@transaction.atomic
def forward(
    contest, applications: Iterable[Application], *, acting_as, now: dt.datetime, reason: str = "",
    without_paper: frozenset = frozenset(),
) -> Batch:
    """Send applications to the national institute as one batch, in order of their keys.

    ``without_paper`` holds the keys of applications whose paper copy does not go along. Raises
    TransitionRefused; then none is sent.

    Clause: 13
    """
    contest = lock_contest(contest.pk)
    batch = _open_batch(contest, BatchKind.FORWARDING, acting_as, now)
    moved = [
        perform(transitions.FORWARD, subject=application, acting_as=acting_as, now=now, reason=reason,
                facts={"batch": batch.number})
        for application in _in_order(applications)
    ]
    BatchItem.objects.bulk_create(
        BatchItem(
            batch=batch,
            application=application,
            version=application.latest_version,
            with_paper=application.pk not in without_paper,
        )
        for application in moved
    )
    _letter(batch, "forwarding_letter", forwarding_letter(batch, now=now, signatory=acting_as), acting_as, now)
    notices.tell_forwarded(batch, now=now)
    return batch


@transaction.atomic
def refer(
    contest, applications: Iterable[Application], *, acting_as, now: dt.datetime, reason: str = ""
) -> Batch:
    """Submit the materials and the conclusions to the Commission as one batch.

    Applications still at the institute go without conclusion, which the head may do after the term of
    hand-over has ended, with a reason. Raises TransitionRefused; then none is sent.

    Clause: 18
    """
    contest = lock_contest(contest.pk)
    batch = _open_batch(contest, BatchKind.REFERRAL, acting_as, now)
    items = []
    for application in _in_order(applications):
        without = application.state == "FORWARDED"
        moved = perform(
            transitions.REFER_WITHOUT_CONCLUSION if without else transitions.REFER,
            subject=application,
            acting_as=acting_as,
            now=now,
            reason=reason,
            stamps={"without_conclusion_reason": reason} if without else None,
            facts={"batch": batch.number},
        )
        version = moved.latest_version
        conclusion = version.conclusions.filter(addendum_to=None, state=ConclusionState.HANDED_OVER).first()
        items.append(BatchItem(batch=batch, application=moved, version=version, conclusion=conclusion))
    BatchItem.objects.bulk_create(items)
    _letter(batch, "referral_letter", referral_letter(batch, now=now, signatory=acting_as), acting_as, now)
    notices.tell_referred(batch, now=now)
    return batch


def acknowledge(batch: Batch, *, acting_as, now: dt.datetime) -> Batch:
    """Confirm receipt of a batch by the institute or by the Commission's secretary.

    Raises TransitionRefused.

    Clause: 13, 18
    """
    transition = (
        transitions.ACKNOWLEDGE_FORWARDING
        if batch.kind == BatchKind.FORWARDING
        else transitions.ACKNOWLEDGE_REFERRAL
    )
    return perform(
        transition,
        subject=batch,
        acting_as=acting_as,
        now=now,
        stamps={"acknowledged_at": now, "acknowledged_by": acting_as},
    )


def _open_batch(contest, kind: str, acting_as, now) -> Batch:
    last = Batch.objects.filter(competition=contest, kind=kind).aggregate(last=Max("number"))["last"] or 0
    return Batch.objects.create(competition=contest, kind=kind, number=last + 1, sent_at=now, sent_by=acting_as)


def _in_order(applications: Iterable[Application]) -> list[Application]:
    chosen = sorted(applications, key=lambda application: application.pk)
    if not chosen:
        raise TransitionRefused(NOTHING_CHOSEN)
    return chosen


def _letter(batch: Batch, kind: str, payload: dict, acting_as, now) -> None:
    letter = "F" if batch.kind == BatchKind.FORWARDING else "C"
    batch.document = documents.issue(
        kind,
        payload=payload,
        subject=batch,
        competition_id=batch.competition_id,
        number=f"{batch.competition.number}-{letter}{batch.number:02d}",
        acting_as=acting_as,
        now=now,
    )
    batch.save(update_fields=["document"])
