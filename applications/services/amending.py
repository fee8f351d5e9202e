"""Amending a registered application by notifying the organiser in writing (clause 9)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from applications import documents, notices, transitions
from applications.enums import NoticeKind, VersionAct
from applications.manifest import ANNEX1_FIELDS, attachment_entry, file_entry, manifest_of
from applications.models import Application, ApplicationVersion, FilingPackage, WrittenNotice
from applications.queries import findings_of_package
from applications.registration import PaperDelivery
from applications.services.filing import facts_of, freeze_version, registration_stamps
from applications.services.paper import AttachmentEntry, attach, findings_of_manifest
from applications.services.refusing import late_attempts_recorded
from cluster_selection.journal.canonical import digest, plain
from cluster_selection.signatures.enums import Method
from cluster_selection.signatures.services import sign
from cluster_selection.workflow.engine import perform


def amend_application(
    package: FilingPackage, *, notice_text: str, acting_as, now: dt.datetime, nevertheless: bool = False
) -> ApplicationVersion:
    """File the package as the next version with a written notice; its check begins anew (T8).

    The same package posted twice gives the one version. Raises TransitionRefused: a late attempt is
    recorded and the version in force stands.

    Clause: 9
    """
    with late_attempts_recorded(transitions.AMEND, subject=package.application, acting_as=acting_as, now=now):
        return _amend(package, notice_text, nevertheless, acting_as, now)


@transaction.atomic
def _amend(
    package: FilingPackage, notice_text: str, nevertheless: bool, acting_as, now
) -> ApplicationVersion:
    locked = package.application.locked()
    latest = locked.latest_version
    is_repeated = latest is not None and latest.number > 1 and latest.package_id == package.pk
    if is_repeated and acting_as.organisation_id == locked.participant_id:
        return latest
    findings = findings_of_package(package)
    made: dict[str, ApplicationVersion] = {}

    def write(application: Application) -> dict:
        version = made["version"] = freeze_version(
            application,
            package=package,
            act=VersionAct.AMENDED,
            findings=findings,
            acting_as=acting_as,
            now=now,
        )
        sign(version, digest=version.sha256, method=Method.PRESS, acting_as=acting_as, now=now)
        notice = _notice_of(version, notice_text, acting_as, now)
        notices.tell_amended(notice, now=now)
        return {**facts_of(version), "notice": notice.pk}

    perform(
        transitions.AMEND,
        subject=locked,
        acting_as=acting_as,
        now=now,
        params={
            "text": notice_text,
            "package_sha256": package.sha256,
            "current_sha256": digest(manifest_of(locked)),
            "version_sha256": latest.sha256 if latest else "",
            "findings": findings,
            "nevertheless": nevertheless,
        },
        stamps=_registration_of_amendment(locked, now),
        before_audit=write,
    )
    return made["version"]


def amend_by_paper(
    application: Application,
    *,
    delivery: PaperDelivery,
    notice_text: str,
    acting_as,
    now: dt.datetime,
    fields: Mapping[str, Any] | None = None,
    attachments: Sequence[AttachmentEntry] = (),
) -> ApplicationVersion:
    """Enter a written notice of amendment that came on paper, as the registrar; return the next version.

    The content is that of the version in force with ``fields`` of Annex 1 changed, ``attachments`` added
    and the notice itself; what the participant is writing in the portal meanwhile is not taken. From
    FORWARDED only a notice posted before closing: the application is recalled. Raises TransitionRefused.

    Clause: 9
    """
    with late_attempts_recorded(
        transitions.AMEND_BY_NOTICE, subject=application, acting_as=acting_as, now=now
    ):
        return _amend_by_paper(
            application, delivery, notice_text, dict(fields or {}), attachments, acting_as, now
        )


@transaction.atomic
def _amend_by_paper(
    application, delivery, notice_text, fields, attachments, acting_as, now
) -> ApplicationVersion:
    unknown = set(fields) - set(ANNEX1_FIELDS)
    if unknown:
        raise TypeError(f"not fields of Annex 1: {sorted(unknown)}")
    locked = application.locked()
    occurred_at = delivery.occurred_at(policy=locked.contest.law.policy("T7"))
    made: dict[str, ApplicationVersion] = {}

    def write(subject: Application) -> dict:
        added = attach(subject, attachments, acting_as, now)
        manifest = _amended_manifest(subject.latest_version, fields, added, notice_text, delivery)
        version = made["version"] = freeze_version(
            subject,
            manifest=manifest,
            act=VersionAct.AMENDED,
            findings=findings_of_manifest(manifest, subject),
            acting_as=acting_as,
            now=now,
            delivery=delivery,
            occurred_at=occurred_at,
        )
        notice = _notice_of(version, notice_text, acting_as, now, delivery)
        notices.tell_amended(notice, now=now)
        return {**facts_of(version), "notice": notice.pk, "delivered": delivery.delivered}

    perform(
        transitions.AMEND_BY_NOTICE,
        subject=locked,
        acting_as=acting_as,
        now=now,
        occurred_at=occurred_at,
        evidence=delivery.evidence,
        params={"delivery": delivery, "text": notice_text},
        stamps={
            **_registration_of_amendment(locked, delivery.received_at),
            **fields,
            "annex1_version": locked.annex1_version + bool(fields),
        },
        before_audit=write,
    )
    return made["version"]


def _registration_of_amendment(application: Application, received_at: dt.datetime) -> dict[str, Any]:
    """Register the amendment by itself, so that its check begins anew, unless the first runs on (T8)."""
    if application.contest.law.policy("T8") != "restarts":
        return {}
    return registration_stamps(application, received_at)


def _amended_manifest(latest, fields: dict, added: list, text: str, delivery: PaperDelivery) -> dict:
    before = latest.manifest
    return plain(
        {
            **before,
            "annex1": {**before["annex1"], **fields},
            "attachments": [*before["attachments"], *(attachment_entry(row) for row in added)],
            "notices": [
                *before["notices"],
                {
                    "kind": NoticeKind.AMENDMENT,
                    "text": text,
                    "delivered": delivery.delivered,
                    "posted_on": delivery.posted_on,
                    "received_at": delivery.received_at,
                    "file": file_entry(delivery.evidence),
                },
            ],
        }
    )


def _notice_of(
    version: ApplicationVersion, text: str, acting_as, now: dt.datetime, delivery: PaperDelivery | None = None
) -> WrittenNotice:
    notice = WrittenNotice(
        application=version.application,
        kind=NoticeKind.AMENDMENT,
        text=text,
        delivered=delivery.delivered if delivery else "",
        posted_on=delivery.posted_on if delivery else None,
        occurred_at=version.occurred_at,
        received_at=delivery.received_at if delivery else now,
        version=version,
        file=delivery.evidence if delivery else None,
        entered_by=acting_as,
    )
    notice.document = documents.issue_amendment_notice(notice, acting_as=acting_as, now=now)
    notice.save(force_insert=True)
    return notice
