"""Store a file once, record what the scanner said, serve it."""

import hashlib
import logging
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext as _

from cluster_selection.accounts.enums import Office
from cluster_selection.delivery.services import enqueue
from cluster_selection.files import scanning
from cluster_selection.files.detection import KINDS, TYPE_OF_KIND, Unfit, detect
from cluster_selection.files.enums import ScanState
from cluster_selection.files.models import StoredFile
from cluster_selection.files.names import safe_name
from cluster_selection.files.refusals import FileRefused, refusal
from cluster_selection.files.storage import new_key
from cluster_selection.journal.services import record_access

__all__ = ["FileRefused", "keep", "open_content", "read_content", "record_scan", "respond", "serve", "store"]

log = logging.getLogger(__name__)

DOCUMENTS = ("pdf", "jpeg", "png", "docx", "xlsx")
_SHOWN_IN_BROWSER = ("pdf", "jpeg", "png")
_CHUNK = 64 * 1024


class _Hashing(File):
    """Content that is hashed and measured while the storage copies it."""

    def __init__(self, file: BinaryIO):
        super().__init__(file)
        self.digest = hashlib.sha256()
        self.length = 0

    def chunks(self, chunk_size=None):
        self.file.seek(0)
        while chunk := self.file.read(chunk_size or _CHUNK):
            self.length += len(chunk)
            self.digest.update(chunk)
            yield chunk


def store(
    upload: File | bytes,
    *,
    name: str,
    acting_as,
    now,
    allowed: tuple[str, ...] = DOCUMENTS,
) -> StoredFile:
    """Store an uploaded file once and return its row; have it scanned when a scanner is set up.

    ``allowed`` are kinds of ``detection.KINDS``: what the file is, is read from its content; the name only
    gets a fitting ending. ``name`` is made safe, its Kazakh letters stay. The size limit is
    ``settings.UPLOAD_MAX_BYTES`` (bytes). Raises ``FileRefused``, and then nothing is stored.
    """
    file = ContentFile(upload) if isinstance(upload, bytes | bytearray) else upload
    shown = safe_name(name)
    try:
        if not file.size:
            raise Unfit("empty")
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise Unfit("too_big")
        kind = detect(file)
        if kind not in allowed:
            raise refusal("not_allowed", name=shown, allowed=allowed, kind=kind)
        return _write(
            file,
            kind=kind,
            name=safe_name(name, KINDS[kind][1]),
            stored_by=acting_as.actor().id,
            now=now,
            scan=bool(settings.CLAMD_URL),
        )
    except Unfit as unfit:
        raise refusal(unfit.code, name=shown, allowed=allowed) from None


def keep(content: bytes, *, name: str, kind: str, now, stored_by=None) -> StoredFile:
    """Store content that the portal itself has made: it is neither opened nor scanned.

    ``kind`` is one of ``detection.KINDS``.
    """
    return _write(
        ContentFile(content),
        kind=kind,
        name=safe_name(name, KINDS[kind][1]),
        stored_by=stored_by,
        now=now,
        scan=False,
    )


def _write(file: File, *, kind: str, name: str, stored_by, now, scan: bool) -> StoredFile:
    content = _Hashing(file)
    key = new_key()
    try:
        key = default_storage.save(key, content)
        with transaction.atomic():
            stored = StoredFile.objects.create(
                sha256=content.digest.hexdigest(),
                size=content.length,
                content_type=TYPE_OF_KIND[kind],
                original_name=name,
                scan_state=ScanState.NOT_SCANNED if scan else ScanState.SKIPPED,
                storage_key=key,
                stored_at=now,
                stored_by=stored_by,
            )
            if scan:
                enqueue("files.scan", {"file": str(stored.id)}, unique_key=f"files.scan:{stored.id}")
    except BaseException:
        default_storage.delete(key)
        raise
    return stored


def open_content(stored_file: StoredFile) -> File:
    """Open the stored content for reading; the caller closes it."""
    return default_storage.open(stored_file.storage_key, "rb")


def read_content(stored_file: StoredFile) -> bytes:
    """Return the stored content; raise ``OSError`` when it is no longer what was stored."""
    with open_content(stored_file) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != stored_file.sha256:
        raise OSError(f"content of file {stored_file.id} does not have its SHA-256")
    return content


def record_scan(*, file_id, now) -> None:
    """Have a file scanned and record what was found; a file scanned before is left alone.

    Raises ``scanning.ScannerUnavailable``, and then the job is tried again later.
    """
    stored = StoredFile.objects.get(id=file_id)
    if stored.scan_state != ScanState.NOT_SCANNED or not settings.CLAMD_URL:
        return
    with open_content(stored) as content:
        virus = scanning.scan(content, settings.CLAMD_URL)
    if virus:
        log.warning("virus %s in file %s", virus, stored.id)
    StoredFile.objects.filter(id=file_id, scan_state=ScanState.NOT_SCANNED).update(
        scan_state=ScanState.INFECTED if virus else ScanState.CLEAN, scanned_at=now
    )


def serve(stored_file: StoredFile, request, as_attachment: bool = True) -> FileResponse:
    """Return the content to a person whose right to see it the caller has checked; record the access.

    Raises ``PermissionDenied`` for an infected file, and for one not yet scanned unless an office or the
    person who stored it asks. A type that browsers do not show safely is always an attachment.
    """
    acting_as = getattr(request, "acting_as", None)
    if stored_file.scan_state == ScanState.INFECTED:
        raise PermissionDenied(_("A virus was found in this file: it cannot be opened."))
    if stored_file.scan_state == ScanState.NOT_SCANNED and not _may_see_unscanned(stored_file, acting_as):
        raise PermissionDenied(_("This file is still being checked for viruses. Try again in a few minutes."))
    shown = not as_attachment and stored_file.scan_state != ScanState.NOT_SCANNED
    response = respond(stored_file, as_attachment=not shown)
    record_access(request=request, what="view" if shown else "download", subject=stored_file)
    return response


def _may_see_unscanned(stored_file: StoredFile, acting_as) -> bool:
    if acting_as is None:
        return False
    return acting_as.office != Office.APPLICANTS or stored_file.stored_by == acting_as.id


def respond(stored_file: StoredFile, *, as_attachment: bool = True, public: bool = False) -> FileResponse:
    """Return the content as a stream, without an entry in the access log.

    ``public`` is for documents published to everyone: they may be kept by caches for five minutes.
    """
    response = FileResponse(
        open_content(stored_file),
        as_attachment=as_attachment or stored_file.kind not in _SHOWN_IN_BROWSER,
        filename=stored_file.original_name,
        content_type=stored_file.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=300" if public else "private, no-store"
    return response
