"""Publication: keep the bytes, their hash, language and instant. The rooms build the content."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max

from cluster_selection.workflow.models import Publication, PublicationText


@dataclass(frozen=True)
class Content:
    """A publication's title and HTML body in one language; the body is built and escaped by the room."""

    title: str
    body: str


def publish(
    contest,
    kind: str,
    texts: Mapping[str, Content],
    *,
    acting_as,
    now: dt.datetime,
    facts: Mapping | None = None,
) -> Publication:
    """Store a publication in its languages; kk and ru are mandatory. Runs inside the act's transaction."""
    if not {"kk", "ru"} <= set(texts):
        raise ValueError("a publication needs Kazakh and Russian")
    last = contest.publications.aggregate(last=Max("ordinal"))["last"] or 0
    row = Publication.objects.create(
        competition=contest,
        kind=kind,
        ordinal=last + 1,
        published_at=now,
        published_by=acting_as.actor().id,
        facts=dict(facts or {}),
    )
    PublicationText.objects.bulk_create(
        PublicationText(
            publication=row,
            language=language,
            title=content.title,
            body=content.body,
            sha256=hashlib.sha256(content.body.encode()).hexdigest(),
        )
        for language, content in texts.items()
    )
    return row
