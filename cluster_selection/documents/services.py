"""Issue a document inside its act, build its PDFs in the worker, revoke it, show a draft."""

import hashlib
import json

from django.db import IntegrityError, transaction

from cluster_selection.delivery.services import enqueue
from cluster_selection.documents import codes, registry
from cluster_selection.documents.enums import DocumentStatus
from cluster_selection.documents.models import IssuedDocument, Rendering
from cluster_selection.documents.rendering import render_document, render_draft
from cluster_selection.documents.subjects import pair_of
from cluster_selection.files.services import keep
from cluster_selection.journal.canonical import canonical_json


def issue(
    kind: str,
    *,
    payload: dict,
    subject,
    competition_id,
    number: str,
    acting_as,
    now,
    public: bool = False,
) -> IssuedDocument:
    """Issue a document: take its code, keep its payload, have its PDFs built after the act's commit.

    Called inside the act's transaction. ``payload`` is what JSON can hold (days and instants as ISO text);
    later changes of its sources do not change it. ``subject`` is a row or a pair (type, id). Raises
    ``registry.UnknownKind``.
    """
    registry.kind_of(kind)
    content = canonical_json(payload)
    subject_type, subject_id = pair_of(subject)
    with transaction.atomic():
        document = IssuedDocument.objects.create(
            kind=kind,
            number=number,
            code=codes.new_code(),
            competition_id=competition_id,
            subject_type=subject_type,
            subject_id=subject_id,
            payload=json.loads(content),
            payload_sha256=hashlib.sha256(content).hexdigest(),
            issued_at=now,
            issued_by=acting_as.actor().id,
            public=public,
        )
        enqueue(
            "documents.build", {"document": str(document.id)}, unique_key=f"documents.build:{document.id}"
        )
    return document


def build(document: IssuedDocument, *, now) -> list[Rendering]:
    """Make and store the PDFs still missing, one per language of the kind, and return all of them.

    Runs in the worker, outside a transaction: rendering takes seconds. Running it again, or twice at once,
    changes nothing that is already stored.
    """
    have = {rendering.language: rendering for rendering in document.renderings.all()}
    for language in document.languages:
        if language not in have:
            content = render_document(
                document.kind, document.payload, language, document.code, document.number
            )
            have[language] = _keep_rendering(document, language, content, now)
    return [have[language] for language in document.languages]


def _keep_rendering(document: IssuedDocument, language: str, content: bytes, now) -> Rendering:
    stored = keep(content, name=file_name(document, language), kind="pdf", now=now)
    try:
        with transaction.atomic():
            return Rendering.objects.create(
                document=document, language=language, file=stored, sha256=stored.sha256, built_at=now
            )
    except IntegrityError:  # another worker was faster: its bytes are the evidence
        stored.delete()
        return Rendering.objects.get(document=document, language=language)


def file_name(document: IssuedDocument, language: str) -> str:
    """Return the name under which the PDF is downloaded."""
    number = document.number.replace("/", "-").replace(" ", "-")
    return "-".join(part for part in (document.kind, number, language) if part) + ".pdf"


def preview(kind: str, payload: dict, language: str) -> bytes:
    """Return the PDF as it would be issued, marked as a draft; nothing is stored and no code is taken."""
    return render_draft(kind, json.loads(canonical_json(payload)), language)


def revoke(document: IssuedDocument, *, now) -> IssuedDocument:
    """Mark the document as revoked; its bytes stay, and the verification page says so.

    Called inside the act's transaction. A document revoked before stays revoked since then.
    """
    with transaction.atomic():
        locked = IssuedDocument.objects.select_for_update().get(id=document.id)
        if not locked.is_revoked:
            locked.status = DocumentStatus.REVOKED
            locked.revoked_at = now
            locked.save(update_fields=["status", "revoked_at"])
    return locked
