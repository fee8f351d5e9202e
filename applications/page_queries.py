"""What the pages look up about one application beyond its own rows: files, papers, authors, running terms."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from applications.models import Application
from applications.reading import file_entries
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.files.models import StoredFile
from cluster_selection.journal.models import AuditEntry
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm


def file_of(application: Application, file_id: UUID) -> StoredFile | None:
    """Return a file of the application as it stands, of its notices, or of one of its versions; else None."""
    if _belongs(application, file_id):
        return StoredFile.objects.filter(pk=file_id).first()
    return None


def _belongs(application: Application, file_id: UUID) -> bool:
    if application.signed_form_id == file_id:
        return True
    for rows in (application.attachments, application.consents, application.notices):
        if rows.filter(file_id=file_id).exists():
            return True
    wanted = str(file_id)
    return any(
        entry["id"] == wanted
        for manifest in application.versions.values_list("manifest", flat=True)
        for entry in file_entries(manifest)
    )


def papers_of(application: Application) -> QuerySet[IssuedDocument]:
    """Return the papers issued for an application: receipts, annexes, notices, a refusal of late papers."""
    versions = application.versions.values("pk")
    notices = application.notices.values("pk")
    return (
        IssuedDocument.objects.filter(
            Q(subject_id__in=versions)
            | Q(subject_id__in=notices)
            | Q(subject_type=application.subject_type, subject_id=application.pk, kind="refusal_late")
        )
        .prefetch_related("renderings__file")
        .order_by("-issued_at", "kind")
    )


@dataclass(frozen=True)
class Change:
    """Who saved a part, and when."""

    by: str
    at: dt.datetime


def last_change_of(application: Application, *, part: str) -> Change | None:
    """Return who last saved a part of an application, from the audit trail; None if nobody did."""
    entry = (
        AuditEntry.objects.filter(
            stream=application.stream,
            subject_id=application.pk,
            action="application.edited",
            facts__part=part,
        )
        .order_by("-seq")
        .first()
    )
    if entry is None:
        return None
    user = get_user_model().objects.filter(pk=entry.user_id).first()
    return Change(by=user.full_name if user else "", at=entry.recorded_at)


def terms_ahead(application: Application) -> list[RunningTerm]:
    """Return the running duties that follow a filing: of the application and of its competition, by day."""
    rows = RunningTerm.objects.filter(
        competition=application.competition_id,
        subject_id__in=[application.pk, application.competition_id],
        status=TermStatus.RUNNING,
        kind="duty",
    )
    return sorted(rows, key=lambda term: (term.due_on is None, term.due_on or term.basis_on, term.key))
