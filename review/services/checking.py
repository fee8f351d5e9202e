"""The check, the return, the reopened check (clause 12)."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from applications.models import Application, ApplicationVersion
from applications.services.filing import registration_stamps
from cluster_selection.documents import services as documents
from cluster_selection.journal import services as journal
from cluster_selection.signatures.enums import Method
from cluster_selection.signatures.services import sign
from cluster_selection.workflow.engine import perform
from review import notices, transitions
from review.checklist import prefilled
from review.documents import RETURN_NOTICE, return_notice
from review.enums import CheckOutcome, Verdict
from review.models import Check, CheckLine
from review.queries import latest_check, open_check


@transaction.atomic
def open_the_check(application: Application, *, acting_as, now: dt.datetime) -> Check:
    """Return the open check of the latest version, begun now if there is none; the checker is who begins it.

    A check left open on an older version is ended: its version was replaced. Raises TransitionRefused.

    Clause: 12
    """
    locked = application.locked()
    check, version = open_check(locked), locked.latest_version
    if check is not None and check.version_id == version.pk and check.checker_id is not None:
        return check

    def write(subject: Application) -> dict:
        nonlocal check
        if check is not None and check.version_id != version.pk:
            check.outcome, check.decided_at = CheckOutcome.SUPERSEDED, now
            check.save(update_fields=["outcome", "decided_at"])
            check = None
        if check is None:
            check = _begin(subject, version, now, checker=acting_as)
        else:
            check.checker = acting_as
            check.save(update_fields=["checker"])
        return {"check": check.pk, "version": version.number}

    perform(transitions.OPEN_CHECK, subject=locked, acting_as=acting_as, now=now, before_audit=write)
    return check


def _begin(application: Application, version: ApplicationVersion, now: dt.datetime, **columns) -> Check:
    check = Check.objects.create(application=application, version=version, started_at=now, **columns)
    CheckLine.objects.bulk_create(prefilled(check, application.competition.law))
    return check


def take_over_check(check: Check, *, acting_as, now: dt.datetime) -> Check:
    """Hold a check that another official held; the marks stay. Raises TransitionRefused.

    Clause: 12
    """

    def write(subject: Application) -> dict:
        nonlocal check
        check = open_check(subject)
        before, check.checker = check.checker_id, acting_as
        check.save(update_fields=["checker"])
        return {"check": check.pk, "from_checker": before}

    perform(
        transitions.TAKE_OVER_CHECK,
        subject=check.application,
        acting_as=acting_as,
        now=now,
        before_audit=write,
    )
    return check


def mark_lines(check: Check, marks: Mapping[str, tuple[str, str]], *, acting_as, now: dt.datetime) -> Check:
    """Write verdict and remark of lines: key → (verdict, remark). Unknown keys are ignored.

    Raises TransitionRefused: the official who holds the check marks, on the version that was opened.

    Clause: 12
    """
    changed: list[CheckLine] = []

    def write(subject: Application) -> dict:
        for line in check.lines.select_for_update():
            mark = marks.get(line.key)
            if mark is not None and (line.verdict, line.remark) != (Verdict(mark[0]), mark[1].strip()):
                line.verdict, line.remark = Verdict(mark[0]), mark[1].strip()
                changed.append(line)
        CheckLine.objects.bulk_update(changed, ["verdict", "remark"])
        check.saved_at = now
        check.save(update_fields=["saved_at"])
        return {"check": check.pk, "lines": {line.key: line.verdict for line in changed}}

    perform(
        transitions.MARK_CHECK,
        subject=check.application,
        acting_as=acting_as,
        now=now,
        params={"version_id": check.version_id},
        before_audit=write,
    )
    return check


def admit(
    application: Application, *, version: ApplicationVersion, acting_as, now: dt.datetime, reason: str = ""
) -> Application:
    """Decide that the version the official saw, the latest one, meets the Rules.

    ``reason`` is needed after the term of the check. Raises TransitionRefused.

    Clause: 12
    """

    def write(subject: Application) -> dict:
        check = _decide(subject, CheckOutcome.ADMITTED, acting_as, now)
        notices.tell_admitted(check, now=now)
        return {"check": check.pk, "version": check.version.number}

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

    ``reason`` is why it comes after the term of the check; then only the head returns (T14). Raises
    TransitionRefused.

    Clause: 12
    """

    def write(subject: Application) -> dict:
        check = _decide(subject, CheckOutcome.RETURNED, acting_as, now)
        contest = subject.competition
        check.document = documents.issue(
            RETURN_NOTICE.key,
            payload=return_notice(check, now=now, signatory=acting_as, reason=reason),
            subject=subject,
            competition_id=contest.pk,
            number=f"{contest.number}/N-{journal.next_number(f'return:{contest.pk}'):03d}",
            acting_as=acting_as,
            now=now,
        )
        check.save(update_fields=["document"])
        sign(
            check.document,
            digest=check.document.payload_sha256,
            method=Method.PRESS,
            acting_as=acting_as,
            now=now,
        )
        notices.tell_returned(check, now=now)
        return {"check": check.pk, "version": check.version.number, "document": check.document.pk}

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

    The earlier decision stays as it was; its marks are taken over where the portal itself has nothing to say.
    The term of the check begins anew. Raises TransitionRefused.

    Clause: 12
    """

    def write(subject: Application) -> dict:
        before = latest_check(subject)
        check = _begin(
            subject,
            subject.latest_version,
            now,
            reopens=before,
            reopen_ground=ground,
            reopen_document=document.strip(),
            reopen_reason=reason.strip(),
        )
        _take_over_marks(before, check)
        notices.tell_reopened(check, now=now)
        return {"check": check.pk, "reopens": before.pk, "ground": ground}

    return perform(
        transitions.REOPEN_CHECK,
        subject=application,
        acting_as=acting_as,
        now=now,
        reason=reason,
        params={"ground": ground, "document": document},
        stamps=registration_stamps(application, now),
        before_audit=write,
    )


def _take_over_marks(before: Check, check: Check) -> None:
    earlier = {line.key: line for line in before.lines.all()}
    kept = [line for line in check.lines.filter(verdict=Verdict.OPEN) if line.key in earlier]
    for line in kept:
        line.verdict, line.remark = earlier[line.key].verdict, earlier[line.key].remark
    CheckLine.objects.bulk_update(kept, ["verdict", "remark"])


def _decide(application: Application, outcome: str, acting_as, now: dt.datetime) -> Check:
    check = open_check(application)
    check.application = application
    check.outcome, check.decided_at, check.decided_by = outcome, now, acting_as
    check.save(update_fields=["outcome", "decided_at", "decided_by"])
    return check
