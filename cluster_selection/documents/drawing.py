"""WeasyPrint, and what it may fetch: the bundled fonts and style sheets, nothing of the machine, no host."""

import mimetypes
import posixpath
from pathlib import Path
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

__all__ = ["BundledFetcher", "FatalURLFetchingError", "draw"]

_FOLDERS = ("documents/", "fonts/")


def draw(page: str, *, identifier: bytes) -> bytes:
    """Return the PDF of an HTML page, made as PDF/UA-1; raises ``FatalURLFetchingError``."""
    return HTML(string=page, url_fetcher=BundledFetcher(), base_url=None).write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=identifier
    )


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
