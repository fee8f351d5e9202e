"""Issued documents by code and by subject."""

from cluster_selection.documents import codes
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.documents.subjects import pair_of


def document_by_code(typed: str) -> IssuedDocument | None:
    """Return the document with this verification code, renderings loaded; None when there is none."""
    code = codes.normalise(typed)
    if not code:
        return None
    return (
        IssuedDocument.objects.filter(code=code).prefetch_related("renderings__file").defer("payload").first()
    )


def documents_of(subject, kind: str | None = None):
    """Return the documents issued for a subject (a row or a pair type, id), newest first."""
    subject_type, subject_id = pair_of(subject)
    found = IssuedDocument.objects.filter(subject_type=subject_type, subject_id=subject_id)
    if kind:
        found = found.filter(kind=kind)
    return found.prefetch_related("renderings__file").order_by("-issued_at", "-id")


def public_documents_of(competition_id):
    """Return the documents of a competition that anyone may download, newest first."""
    found = IssuedDocument.objects.filter(competition_id=competition_id, public=True)
    return found.defer("payload").prefetch_related("renderings__file").order_by("-issued_at", "-id")
