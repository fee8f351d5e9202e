"""Why a file is refused: each reason names the file and what the person can do instead."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cluster_selection.files.detection import KINDS, MAX_IMAGE_PIXELS

REASONS = {
    "empty": _("The file “%(name)s” is empty. Check that it opens on your computer and attach it again."),
    "too_big": _(
        "The file “%(name)s” is larger than %(limit)s MB. Scan it at 200 dpi in shades of grey, or divide it "
        "into parts."
    ),
    "unknown": _(
        "The file “%(name)s” is of a type that cannot be accepted, whatever its name says. Save it as one of "
        "these and attach it again: %(allowed)s."
    ),
    "not_allowed": _(
        "The file “%(name)s” (%(kind)s) cannot be attached here. Attach one of these: %(allowed)s."
    ),
    "damaged": _(
        "The file “%(name)s” is damaged and does not open. Save it anew in the program that made it and "
        "attach it again."
    ),
    "truncated": _(
        "The file “%(name)s” is cut off before its end. Copy or download it again, check that it opens, and "
        "attach it again."
    ),
    "encrypted": _(
        "The file “%(name)s” is protected by a password or restrictions. Save it without protection and "
        "attach it again."
    ),
    "no_pages": _("The file “%(name)s” has no pages. Save the document anew and attach it again."),
    "active": _("The file “%(name)s” holds scripts or commands. Print it to a new PDF and attach that one."),
    "attachments": _(
        "The file “%(name)s” holds other files inside. Attach those separately, and print this one to a "
        "new PDF."
    ),
    "too_complex": _(
        "The file “%(name)s” is too complex to be checked. Print it to a new PDF and attach that one."
    ),
    "too_many_pixels": _(
        "The picture “%(name)s” is too large: it has more than %(megapixels)s million points. Scan it at 300 "
        "dpi or less."
    ),
    "old_office": _(
        "The file “%(name)s” is in an old or protected format of Word or Excel. Save it without a password "
        "as PDF, .docx or .xlsx and attach it again."
    ),
    "macros": _("The file “%(name)s” holds macros or programs. Save it without them, best as PDF."),
    "unpacks_too_big": _("The file “%(name)s” unpacks to too much data. Save it as PDF and attach that."),
    "signature_with_content": _(
        "The signature file “%(name)s” holds the signed document inside. Sign again and keep the signature "
        "in a separate (detached) file."
    ),
}

_formatted = lazy(lambda text, values: str(text) % values, str)


class FileRefused(Exception):
    """A file that is not stored; ``reason`` is translated when shown, ``code`` is one of ``REASONS``."""

    def __init__(self, reason, code: str = "unknown"):
        super().__init__(code)
        self.reason = reason
        self.code = code

    def __str__(self) -> str:
        return str(self.reason)


def refusal(code: str, *, name: str, allowed: Iterable[str] = (), kind: str = "") -> FileRefused:
    """Return the refusal of the file ``name`` for the reason ``code``, ready to be raised."""
    words = [KINDS[each][2] for each in allowed]
    values = {
        "name": name,
        "limit": settings.UPLOAD_MAX_BYTES // (1024 * 1024),
        "megapixels": MAX_IMAGE_PIXELS // 1_000_000,
        "kind": KINDS[kind][2] if kind else "",
        "allowed": format_lazy(", ".join(["{}"] * len(words)), *words),
    }
    return FileRefused(_formatted(REASONS[code], values), code)
