"""From kind and payload to the bytes of a PDF: a pure function of its arguments."""

import hashlib
from dataclasses import dataclass

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from cluster_selection.documents import registry
from cluster_selection.journal.canonical import canonical_json
from cluster_selection.languages import pick


class RenderingFailed(Exception):
    """The document could not be made: a bundled font or style sheet is missing."""


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
    # WeasyPrint takes a second to import: who draws no PDF does not wait for it.
    from cluster_selection.documents import drawing

    try:
        return drawing.draw(page, identifier=identifier)
    except drawing.FatalURLFetchingError as error:
        raise RenderingFailed(str(error)) from error
