"""Helpers of the tests of competitions: many rows at once, and query counts."""

import datetime as dt
import uuid

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cluster_selection.competitions.models import Competition
from cluster_selection.workflow.models import RunningTerm


def copies(contest: Competition, number: int) -> list[Competition]:
    """Store copies of an announced competition with its running terms."""
    made, terms = [], list(contest.terms.all())
    for serial in range(number):
        copy = Competition.objects.get(pk=contest.pk)
        copy.pk, copy.number = uuid.uuid4(), f"{contest.number}-{serial}"
        made.append(copy)
    Competition.objects.bulk_create(made)
    rows = []
    for copy in made:
        for term in terms:
            row = RunningTerm.objects.get(pk=term.pk)
            row.pk, row.competition_id, row.subject_id = uuid.uuid4(), copy.pk, copy.pk
            rows.append(row)
    RunningTerm.objects.bulk_create(rows)
    return made


def queries(client, url: str) -> int:
    """Return how many queries a page costs; the first visit warms what is kept in the process."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def almaty(text: str) -> dt.datetime:
    """Return an instant written in Almaty time: 2026-03-20T10:00."""
    return dt.datetime.fromisoformat(f"{text}+05:00")
