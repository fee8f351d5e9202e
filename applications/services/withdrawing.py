"""Withdrawing a registered application by notifying the organiser in writing (clause 9)."""

import datetime as dt

from django.db import transaction

from applications import documents, notices, transitions
from applications.enums import NoticeKind
from applications.models import Application, WrittenNotice
from applications.registration import PaperDelivery
from applications.services.refusing import late_attempts_recorded
from cluster_selection.workflow.engine import Transition, perform


def withdraw_application(
    application: Application, *, text: str, acting_as, now: dt.datetime
) -> WrittenNotice:
    """Withdraw the application before closing with a written notice; its terms end. Return the notice.

    Raises TransitionRefused: a late attempt is recorded and the application stands; then
    ``state_late_withdrawal`` records the wish.

    Clause: 9
    """
    return _withdraw(transitions.WITHDRAW, application, None, text, acting_as, now)


def withdraw_by_paper(
    application: Application, *, delivery: PaperDelivery, text: str, acting_as, now: dt.datetime
) -> WrittenNotice:
    """Enter a written notice of withdrawal that came on paper, as the registrar.

    From FORWARDED only a notice posted before closing. Raises TransitionRefused.

    Clause: 9
    """
    return _withdraw(transitions.WITHDRAW_BY_NOTICE, application, delivery, text, acting_as, now)


def state_late_withdrawal(
    application: Application, *, text: str, acting_as, now: dt.datetime, delivery: PaperDelivery | None = None
) -> WrittenNotice:
    """Record a statement of withdrawal made after closing; the application stays where it is.

    ``delivery`` is given by the registrar for a statement on paper. Raises TransitionRefused before closing.

    Clause: 9
    """
    return _perform(
        transitions.STATE_LATE_WITHDRAWAL, NoticeKind.STATEMENT, application, delivery, text, acting_as, now
    )


def _withdraw(transition: Transition, application, delivery, text, acting_as, now) -> WrittenNotice:
    with (
        late_attempts_recorded(transition, subject=application, acting_as=acting_as, now=now),
        transaction.atomic(),
    ):
        notice = _perform(transition, NoticeKind.WITHDRAWAL, application, delivery, text, acting_as, now)
        return notice


def _perform(
    transition, kind, application, delivery: PaperDelivery | None, text, acting_as, now
) -> WrittenNotice:
    occurred_at = now
    if delivery is not None:
        occurred_at = delivery.occurred_at(policy=application.competition.law.policy("T7"))
    made: dict[str, WrittenNotice] = {}

    def write(subject: Application) -> dict:
        notice = made["notice"] = WrittenNotice(
            application=subject,
            kind=kind,
            text=text,
            delivered=delivery.delivered if delivery else "",
            posted_on=delivery.posted_on if delivery else None,
            occurred_at=occurred_at,
            received_at=delivery.received_at if delivery else now,
            file=delivery.evidence if delivery else None,
            entered_by=acting_as,
        )
        notice.document = documents.issue_withdrawal_notice(notice, acting_as=acting_as, now=now)
        notice.save(force_insert=True)
        notices.tell_withdrawn(notice, now=now)
        return {"notice": notice.pk, "document": notice.document_id}

    stamps = {}
    if kind == NoticeKind.WITHDRAWAL:
        stamps = {"withdrawn_at": occurred_at, "withdrawn_by": acting_as}
    perform(
        transition,
        subject=application,
        acting_as=acting_as,
        now=now,
        occurred_at=occurred_at,
        evidence=delivery.evidence if delivery else None,
        params={"text": text, **({"delivery": delivery} if delivery else {})},
        stamps=stamps,
        before_audit=write,
    )
    return made["notice"]
