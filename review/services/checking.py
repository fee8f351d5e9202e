"""The check, the return, the reopened check (clause 12)."""

import datetime as dt

from django.db import transaction

from applications.models import Application, ApplicationVersion
from cluster_selection.documents import services as documents
from cluster_selection.journal import services as journal
from cluster_selection.workflow.engine import clause_of, perform
from cluster_selection.workflow.refusals import TransitionRefused
from review import notices, transitions
from review.checklist import prefilled
from review.documents import return_notice
from review.enums import CheckOutcome
from review.guards import NOT_THE_CHECKER, open_check
from review.models import Check, CheckLine


@transaction.atomic
def open_the_check(application: Application, *, acting_as, now: dt.datetime) -> Check:
    """Return the open check of the latest version, begun now if there is none; the checker is who opens it.

    A check left open on an older version is ended: its version was replaced.

    Clause: 12
    """
    locked = application.locked()
    version = locked.latest_version
    check = open_check(locked)
    if check is not None and check.version_id != version.pk:
        check.outcome, check.decided_at = CheckOutcome.SUPERSEDED, now
        check.save(update_fields=["outcome", "decided_at"])
        check = None
    if check is None:
        check = Check.objects.create(application=locked, version=version, started_at=now, checker=acting_as)
        CheckLine.objects.bulk_create(prefilled(check, law=locked.competition.law))
        _record("application.check_started", locked, acting_as, now, {"version": version.number})
    elif check.checker_id is None:
        check.checker = acting_as
        check.save(update_fields=["checker"])
    return check


@transaction.atomic
def take_over_check(check: Check, *, acting_as, now: dt.datetime) -> Check:
    """Let another official hold the check; the marks stay."""
    locked = Check.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if locked.outcome:
        raise TransitionRefused(NOT_THE_CHECKER)
    locked.checker = acting_as
    locked.save(update_fields=["checker"])
    _record("application.check_taken_over", locked.application, acting_as, now, {"check": str(locked.pk)})
    return locked


@transaction.atomic
def mark_lines(check: Check, marks: dict[str, tuple[str, str]], *, acting_as, now: dt.datetime) -> Check:
    """Write verdict and remark of lines: key → (verdict, remark). Only the official who holds the check.

    Raises TransitionRefused.
    """
    locked = Check.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if locked.outcome or locked.checker_id != acting_as.pk:
        raise TransitionRefused(NOT_THE_CHECKER)
    changed = []
    for line in locked.lines.all():
        if line.key in marks and (line.verdict, line.remark) != marks[line.key]:
            line.verdict, line.remark = marks[line.key]
            changed.append(line)
    CheckLine.objects.bulk_update(changed, ["verdict", "remark"])
    return locked


def admit(
    application: Application, *, version: ApplicationVersion, acting_as, now: dt.datetime, reason: str = ""
) -> Application:
    """Decide that the latest version meets the Rules. Raises TransitionRefused.

    Clause: 12
    """

    def write(subject):
        check = _decide(subject, CheckOutcome.ADMITTED, acting_as, now)
        notices.tell_admitted(subject, now=now)
        return {"check": str(check.pk), "version": check.version.number}

    return perform(
        transitions.ADMIT,
        subject=application,
        acting_as=acting_as,
        now=now,
        reason=reason,
        params={"version_id": version.pk},
        before_audit=write,
    )


def return_application(
    application: Application, *, version: ApplicationVersion, acting_as, now: dt.datetime, reason: str = ""
) -> Application:
    """Return an application that does not meet the Rules, with a written notice of the reasons.

    Raises TransitionRefused.

    Clause: 12
    """

    def write(subject):
        check = _decide(subject, CheckOutcome.RETURNED, acting_as, now)
        number = f"{subject.competition.number}-R{journal.next_number(f'return:{subject.competition_id}'):03d}"
        check.document = documents.issue(
            "return_notice",
            payload=return_notice(check, now=now, signatory=acting_as),
            subject=subject,
            competition_id=subject.competition_id,
            number=number,
            acting_as=acting_as,
            now=now,
        )
        check.save(update_fields=["document"])
        notices.tell_returned(check, now=now)
        return {"check": str(check.pk), "version": check.version.number, "document": check.document.code}

    return perform(
        transitions.RETURN,
        subject=application,
        acting_as=acting_as,
        now=now,
        reason=reason,
        params={"version_id": version.pk},
        before_audit=write,
    )


def reopen_check(
    application: Application, *, ground: str, document: str, reason: str, acting_as, now: dt.datetime
) -> Application:
    """Check again on a document: own error, complaint, court, or a paper set missing after closing (T13).

    Raises TransitionRefused.

    Clause: 12
    """

    def write(subject):
        subject.checks.filter(outcome__in=[CheckOutcome.ADMITTED, CheckOutcome.RETURNED]).update(
            outcome=CheckOutcome.REOPENED
        )
        check = Check.objects.create(
            application=subject,
            version=subject.latest_version,
            started_at=now,
            reopen_ground=ground,
            reopen_document=document,
        )
        CheckLine.objects.bulk_create(prefilled(check, law=subject.competition.law))
        notices.tell_reopened(subject, document=document, now=now)
        return {"check": str(check.pk), "ground": ground}

    return perform(
        transitions.REOPEN_CHECK,
        subject=application,
        acting_as=acting_as,
        now=now,
        reason=reason,
        params={"ground": ground, "document": document},
        stamps={"registered_at": now, "registered_on": lambda subject: notices.registration_day_of(subject, now)},
        before_audit=write,
    )


def _decide(application, outcome: str, acting_as, now) -> Check:
    check = open_check(application)
    check.outcome, check.decided_at, check.decided_by = outcome, now, acting_as
    check.save(update_fields=["outcome", "decided_at", "decided_by"])
    return check


def _record(action: str, application, acting_as, now, facts: dict) -> None:
    journal.append(
        application.stream,
        action=action,
        act="application.check",
        clause=clause_of(application, "application.check"),
        subject=("application", application.pk),
        actor=acting_as.actor(),
        occurred_at=now,
        recorded_at=now,
        facts=facts,
    )


