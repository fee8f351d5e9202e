"""The results are announced on the organiser's internet resource: this portal (clause 21)."""

import datetime as dt

from django.db import transaction

from cluster_selection.competitions import transitions as competitions
from cluster_selection.documents import services as documents
from cluster_selection.workflow.engine import perform
from cluster_selection.workflow.enums import PublicationKind
from cluster_selection.workflow.models import lock_contest
from cluster_selection.workflow.publication import publish
from commission import notices, transitions
from commission.documents import results_payload, results_texts
from commission.enums import Outcome
from commission.queries import decided_items


@transaction.atomic
def publish_results(contest, *, acting_as, now: dt.datetime, reason: str = ""):
    """Publish the results: every application gets its outcome, everyone is told, the snapshot is kept.

    After the term a written reason is required. Raises TransitionRefused; then nothing is published.

    Clause: 21
    """
    contest = lock_contest(contest.pk)
    items = decided_items(contest)

    def write(subject):
        payload = results_payload(subject, items, now=now)
        document = documents.issue(
            "results",
            payload=payload,
            subject=subject,
            competition_id=subject.pk,
            number=f"{subject.number}-N",
            acting_as=acting_as,
            now=now,
            public=True,
        )
        row = publish(
            subject,
            PublicationKind.RESULTS,
            results_texts(payload, document.code),
            acting_as=acting_as,
            now=now,
            facts={**payload["facts"], "document": document.code},
        )
        return {"publication": row.pk, "document": document.code}

    published = perform(
        competitions.PUBLISH_RESULTS,
        subject=contest,
        acting_as=acting_as,
        now=now,
        reason=reason,
        stamps={"published_at": now, "published_by": acting_as},
        before_audit=write,
    )
    for item in sorted(items, key=lambda item: item.application_id):
        perform(
            transitions.SELECT if item.outcome == Outcome.WINNER else transitions.NOT_SELECT,
            subject=item.application,
            acting_as=acting_as,
            now=now,
            facts={"protocol": item.protocol_id},
        )
    notices.tell_results(published, items, now=now)
    return published
