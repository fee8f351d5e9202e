"""Additional data asked for after filing (Annex 3): the answer is a record beside the version."""

import datetime as dt

from django.db import transaction

from applications.models import Application
from cluster_selection.journal import services as journal
from cluster_selection.workflow.engine import clause_of, perform
from review import notices, transitions
from review.models import DataRequest


@transaction.atomic
def ask_for_data(
    application: Application,
    *,
    asked_for: str,
    item_keys: list[str],
    answer_by: dt.date | None,
    acting_as,
    now: dt.datetime,
) -> DataRequest:
    """Ask the participant for additional data, naming the items and a day.

    Clause: 7
    """
    locked = application.locked()
    request = DataRequest.objects.create(
        application=locked,
        asked_for=asked_for,
        item_keys=item_keys,
        asked_by_office=acting_as.office,
        answer_by=answer_by,
        sent_at=now,
        sent_by=acting_as,
    )
    journal.append(
        locked.stream,
        action="data_request.sent",
        act="data_request.ask",
        clause=clause_of(locked, "data_request.ask"),
        subject=("data_request", request.pk),
        actor=acting_as.actor(),
        occurred_at=now,
        recorded_at=now,
        facts={"application": str(locked.pk), "items": item_keys},
    )
    notices.tell_data_asked(request, now=now)
    return request


def answer_data_request(
    request: DataRequest, *, answer: str, file, acting_as, now: dt.datetime
) -> DataRequest:
    """Answer a request for additional data; possible after closing too. Raises TransitionRefused.

    Clause: 7
    """
    return perform(
        transitions.ANSWER_DATA_REQUEST,
        subject=request,
        acting_as=acting_as,
        now=now,
        stamps={"answer": answer, "file": file, "answered_at": now, "answered_by": acting_as},
    )
