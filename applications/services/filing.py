"""Filing: the package becomes a numbered, registered version with its receipt."""

import datetime as dt
from typing import Any

from django.db import transaction

from applications import documents, notices, transitions
from applications.completeness import Finding, legal
from applications.enums import VersionAct
from applications.manifest import manifest_of
from applications.models import Application, ApplicationVersion, FilingPackage
from applications.queries import applications_without_registration_day, findings_of_package
from applications.registration import PaperDelivery, registration_day
from applications.services.refusing import late_attempts_recorded
from cluster_selection.journal import services as journal
from cluster_selection.journal.canonical import digest
from cluster_selection.signatures.enums import Method
from cluster_selection.signatures.services import sign
from cluster_selection.workdays.queries import current_calendar
from cluster_selection.workflow import ledger
from cluster_selection.workflow.engine import perform


def file_application(
    package: FilingPackage, *, acting_as, now: dt.datetime, nevertheless: bool = False
) -> ApplicationVersion:
    """File the package that was checked: number, day of registration, receipt, check; return version 1.

    ``now`` is the instant of receipt: in time before the closing instant, to the microsecond.
    ``nevertheless`` says that the legal gaps were shown and accepted (T11). The same package posted twice
    gives the one version. Raises TransitionRefused: a late attempt is recorded, the draft stays as it is.

    Clause: 6, 8, 11
    """
    with late_attempts_recorded(transitions.FILE, subject=package.application, acting_as=acting_as, now=now):
        return _file(package, nevertheless, acting_as, now)


@transaction.atomic
def _file(package: FilingPackage, nevertheless: bool, acting_as, now: dt.datetime) -> ApplicationVersion:
    locked = package.application.locked()
    filed = locked.versions.filter(number=1, package=package).first()
    if filed is not None and acting_as.organisation_id == locked.participant_id:
        return filed
    findings = findings_of_package(package)
    made: dict[str, ApplicationVersion] = {}

    def write(application: Application) -> dict:
        version = made["version"] = freeze_version(
            application,
            package=package,
            act=VersionAct.FILED,
            findings=findings,
            acting_as=acting_as,
            now=now,
        )
        sign(version, digest=version.sha256, method=Method.PRESS, acting_as=acting_as, now=now)
        notices.tell_filed(version, now=now)
        return facts_of(version)

    perform(
        transitions.FILE,
        subject=locked,
        acting_as=acting_as,
        now=now,
        params={
            "package_sha256": package.sha256,
            "current_sha256": digest(manifest_of(locked)),
            "findings": findings,
            "nevertheless": nevertheless,
        },
        stamps={
            "number": take_number,
            "submitted_at": now,
            "accepted_by": lambda subject: subject.contest.accepting_officer,
            "filed_by": acting_as,
            **registration_stamps(locked, now),
        },
        before_audit=write,
    )
    return made["version"]


def take_number(application: Application) -> str:
    """Take the next number of the competition's register, e.g. 2026-1/012; runs in the act, under its locks.

    Clause: 6
    """
    contest = application.contest
    return f"{contest.number}/{journal.next_number(f'application:{contest.pk}'):03d}"


def registration_stamps(application: Application, received_at: dt.datetime) -> dict[str, Any]:
    """Return instant and day of registration of what was received (T9); no day beyond the signed calendar.

    Clause: 12
    """
    policy = application.contest.law.policy("T9")
    return {
        "registered_at": received_at,
        "registered_on": registration_day(current_calendar(), received_at, policy=policy),
    }


def freeze_version(
    application: Application,
    *,
    act: str,
    findings: list[Finding],
    acting_as,
    now: dt.datetime,
    package: FilingPackage | None = None,
    manifest: dict | None = None,
    delivery: PaperDelivery | None = None,
    occurred_at: dt.datetime | None = None,
) -> ApplicationVersion:
    """Freeze the next version of a locked application and issue its receipt; runs in the act.

    The content is that of ``package``, or for paper ``manifest``. ``findings`` other than legal gaps are
    not kept.

    Clause: 6, 9
    """
    content = package.manifest if package is not None else manifest
    last = application.versions.order_by("-number").first()
    version = ApplicationVersion(
        application=application,
        number=last.number + 1 if last else 1,
        act=act,
        package=package,
        manifest=content,
        sha256=package.sha256 if package is not None else digest(content),
        gaps=[finding.as_json() for finding in legal(findings)],
        occurred_at=occurred_at or now,
        received_at=now,
        registered_on=application.registered_on,
        filed_by=acting_as,
    )
    version.receipt = documents.issue_receipt(version, delivery=delivery, acting_as=acting_as, now=now)
    version.save(force_insert=True)
    documents.issue_forms(version, acting_as=acting_as, now=now)
    return version


def facts_of(version: ApplicationVersion) -> dict:
    """Return what the audit trail says of a version: ids, digests, numbers and days."""
    application = version.application
    return {
        "number": application.number,
        "version": version.number,
        "version_id": version.pk,
        "sha256": version.sha256,
        "gaps": len(version.gaps),
        "registered_on": version.registered_on,
        "receipt": version.receipt_id,
    }


def record_registration_days(*, acting_as, now: dt.datetime) -> list[Application]:
    """Fill in the days of registration that lay beyond the calendar, and count their terms.

    Called after a calendar year is signed; each application is a transaction of its own.

    Clause: 12
    """
    return [
        application
        for pk in applications_without_registration_day().order_by("pk").values_list("pk", flat=True)
        if (application := _record_registration_day(pk, acting_as, now)) is not None
    ]


@transaction.atomic
def _record_registration_day(pk, acting_as, now: dt.datetime) -> Application | None:
    application = Application.objects.get(pk=pk).locked()
    stamps = registration_stamps(application, application.registered_at)
    if application.registered_on is not None or stamps["registered_on"] is None:
        return None
    application.registered_on = stamps["registered_on"]
    application.save(update_fields=["registered_on"])
    ApplicationVersion.objects.filter(application=application, registered_on=None).update(
        registered_on=stamps["registered_on"]
    )
    for key in ("check", "forward"):
        ledger.start(key, contest=application.contest, subject=application, now=now)
    journal.append(
        application.stream,
        action="application.registration_day_recorded",
        act="application.file",
        clause=application.contest.law.clause_of("application.file"),
        subject=(application.subject_type, application.pk),
        actor=acting_as.actor(),
        occurred_at=now,
        recorded_at=now,
        facts={"registered_on": application.registered_on},
    )
    return application
