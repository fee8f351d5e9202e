"""From kind and payload to the bytes of a PDF: a pure function of its arguments."""

import hashlib
import mimetypes
import posixpath
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from cluster_selection.documents import registry
from cluster_selection.journal.canonical import canonical_json
from cluster_selection.languages import pick

_FOLDERS = ("documents/", "fonts/")


class RenderingFailed(Exception):
    """The document could not be made: a bundled font or style sheet is missing."""


class _MissingResource(FatalURLFetchingError):
    """A bundled resource is missing: letters would be drawn wrong, so nothing is drawn at all."""


class BundledFetcher(URLFetcher):
    """Fetch ``data:`` and ``bundle:`` (the bundled fonts and style sheets) and nothing else.

    What a document holds never makes the worker read a file of the machine or call a host.
    """

    def __init__(self):
        super().__init__(allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url, headers=None):
        """Return the resource; raise ``ValueError`` for every address outside the bundle."""
        if not url.startswith("bundle:"):
            return super().fetch(url, headers)
        path = unquote(url.removeprefix("bundle:"))
        if not path.startswith(_FOLDERS) or posixpath.normpath(path) != path:
            raise ValueError(f"not a bundled resource: {url}")
        try:
            found = finders.find(path)
        except SuspiciousFileOperation as error:
            raise ValueError(f"not a bundled resource: {url}") from error
        if not found:
            raise _MissingResource(f"missing: static/{path}")
        media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": media_type})


@dataclass(frozen=True)
class Sheet:
    """What the base template prints on every page."""

    title: str
    number: str
    language: str
    code: str
    verify_url: str
    qr: str
    draft: bool
    illustrative: bool
    notice: str

    @property
    def heading(self) -> str:
        """Return title and number, as the title of the PDF."""
        return f"{self.title} № {self.number}" if self.number else self.title


def verify_url(code: str) -> str:
    """Return the address at which anyone checks the document."""
    return f"{settings.SITE_URL}/verify/{code}/"


def render_document(kind: str, payload: dict, language: str, code: str, number: str) -> bytes:
    """Return the PDF of a document in one language; the same arguments give the same bytes.

    ``payload`` is what JSON can hold. Two of its keys are read here: ``edition`` (its ``notice``, a text or
    texts by language, is printed on every page) and ``illustrative``. Raises ``registry.UnknownKind`` and
    ``RenderingFailed``.
    """
    return _render(kind, payload, language, code=code, number=number, draft=False)


def render_draft(kind: str, payload: dict, language: str, number: str = "") -> bytes:
    """Return the PDF as it would look, marked as a draft on every page, without code and QR."""
    return _render(kind, payload, language, code="", number=number, draft=True)


def render_html(kind: str, payload: dict, language: str, *, code: str, number: str, draft: bool) -> str:
    """Return the page that is turned into a PDF, in the language asked for."""
    registered = registry.kind_of(kind)
    address = verify_url(code) if code else ""
    sheet = Sheet(
        title=pick(registered.title, language),
        number=number,
        language=language,
        code=code,
        verify_url=address,
        qr=segno.make(address, error="m", micro=False).svg_data_uri(border=4) if code else "",
        draft=draft,
        illustrative=bool(payload.get("illustrative")),
        notice=_notice(payload, language),
    )
    with translation.override(language):
        return render_to_string(registered.template, {"sheet": sheet, "payload": payload})


def _notice(payload: dict, language: str) -> str:
    notice = (payload.get("edition") or {}).get("notice") or ""
    return pick(notice, language) if isinstance(notice, dict) else notice


def _render(kind: str, payload: dict, language: str, *, code: str, number: str, draft: bool) -> bytes:
    page = render_html(kind, payload, language, code=code, number=number, draft=draft)
    identifier = hashlib.sha256(canonical_json([kind, payload, language, code, number])).digest()[:16]
    try:
        return HTML(string=page, url_fetcher=BundledFetcher(), base_url=None).write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=identifier
        )
    except FatalURLFetchingError as error:
        raise RenderingFailed(str(error)) from error
