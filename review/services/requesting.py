"""Additional data asked for after filing (Annex 3): the answer is a record beside the version."""

import datetime as dt
from collections.abc import Sequence

from applications.models import Application
from cluster_selection.files.models import StoredFile
from cluster_selection.workflow.engine import perform
from review import notices, transitions
from review.models import DataRequest


def ask_for_data(
    application: Application,
    *,
    asked_for: str,
    acting_as,
    now: dt.datetime,
    item_keys: Sequence[str] = (),
    answer_by: dt.date | None = None,
) -> DataRequest:
    """Ask the participant for additional data, naming items of Annex 3 and a day that is not from the Rules.

    Raises TransitionRefused.

    Clause: 7
    """
    made: dict[str, DataRequest] = {}

    def write(subject: Application) -> dict:
        request = made["request"] = DataRequest.objects.create(
            application=subject,
            asked_for=asked_for.strip(),
            item_keys=list(item_keys),
            asked_by_office=acting_as.office,
            answer_by=answer_by,
            sent_at=now,
            sent_by=acting_as,
        )
        notices.tell_data_asked(request, now=now)
        return {"request": request.pk, "items": list(item_keys), "answer_by": answer_by}

    perform(
        transitions.ASK_FOR_DATA,
        subject=application,
        acting_as=acting_as,
        now=now,
        params={"asked_for": asked_for},
        before_audit=write,
    )
    return made["request"]


def answer_data_request(
    request: DataRequest, *, answer: str, acting_as, now: dt.datetime, file: StoredFile | None = None
) -> DataRequest:
    """Answer a request for additional data, with a text, a file or both; possible after closing too.

    The frozen version does not change. Raises TransitionRefused.

    Clause: 7
    """

    def write(subject: DataRequest) -> dict:
        notices.tell_data_answered(subject, now=now)
        return {"application": subject.application_id, "file": file.sha256 if file else ""}

    return perform(
        transitions.ANSWER_DATA_REQUEST,
        subject=request,
        acting_as=acting_as,
        now=now,
        params={"answer": answer, "file": file},
        stamps={"answer": answer.strip(), "file": file, "answered_at": now, "answered_by": acting_as},
        before_audit=write,
    )
