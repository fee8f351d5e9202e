"""Papers at the registrar's desk: which act the rule for paper demands, and taking it (clauses 8, 11)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from applications import services as applications
from applications.models import Application
from applications.registration import PaperDelivery
from cluster_selection.accounts.services import record_organisation


def comes_late(contest, delivery: PaperDelivery) -> bool:
    """Say whether papers came after the term: by their day of posting, or the hour of handing in (T7).

    Clause: 11
    """
    return delivery.is_late(
        closes_at=contest.closes_at, closing_on=contest.closing_on, policy=contest.law.policy("T7")
    )


@transaction.atomic
def enter_papers(
    contest,
    *,
    participant,
    new_participant: Mapping[str, str] | None,
    delivery: PaperDelivery,
    fields: Mapping[str, Any],
    language: str,
    acting_as,
    now: dt.datetime,
    members: Sequence[applications.MemberEntry] = (),
    attachments: Sequence[applications.AttachmentEntry] = (),
    signed_form=None,
    papers_returned_on: dt.date | None = None,
) -> Application:
    """Register the application on the papers, or enter late ones in the register of refusals.

    ``new_participant`` are the columns of a participant not known yet. Raises TransitionRefused;
    ``ValidationError`` and ``AccountRefused`` for a participant that cannot be recorded.

    Clause: 8, 11
    """
    if new_participant is not None:
        participant = record_organisation(**new_participant, acting_as=acting_as, now=now)
    values = {
        "participant": participant,
        "delivery": delivery,
        "fields": fields,
        "language": language,
        "acting_as": acting_as,
        "now": now,
    }
    if comes_late(contest, delivery):
        return applications.refuse_late(contest, papers_returned_on=papers_returned_on, **values)
    version = applications.enter_paper(
        contest, members=members, attachments=attachments, signed_form=signed_form, **values
    )
    return version.application
