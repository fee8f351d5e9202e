"""Signatures under a subject."""

from cluster_selection.documents.subjects import pair_of
from cluster_selection.signatures.models import Signature


def signatures_of(subject, *, digest: str | None = None):
    """Return the signatures under a subject (a row or a pair type, id), oldest first.

    ``digest`` narrows them to those under one text: signatures under an earlier text do not count for it.
    """
    subject_type, subject_id = pair_of(subject)
    found = Signature.objects.filter(subject_type=subject_type, subject_id=subject_id)
    if digest is not None:
        found = found.filter(signed_sha256=digest)
    return found.select_related("file").order_by("signed_at", "id")
