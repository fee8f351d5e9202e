"""Which edition the portal works by, and whether it is in force: said on every page.

The database is asked once a minute by each process.
"""

import datetime as dt
import time
from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from cluster_selection.editions.law import Law
from cluster_selection.editions.queries import current_edition

KEEP_SECONDS = 0 if settings.MODE == "test" else 60  # a process asks the database again after this

_kept: tuple[float, Law | None] = (float("-inf"), None)


@dataclass(frozen=True)
class EditionNotice:
    """What the page says: ``title`` in the footer, ``words`` in the band; no words, no band."""

    key: str
    title: str
    lead: str
    words: str
    url: str


def current_law() -> Law | None:
    """Return the law of the edition in hand, or None while none is loaded; a query a minute at most."""
    global _kept
    asked, law = _kept
    if time.monotonic() - asked < KEEP_SECONDS:
        return law
    edition = current_edition()
    law = edition.law if edition else None
    _kept = (time.monotonic(), law)
    return law


def current(day: dt.date) -> EditionNotice | None:
    """Return what to say of the edition on a day, in the reader's language; None while there is none."""
    law = current_law()
    if law is None:
        return None
    why = law.why_not_in_force(day)
    return EditionNotice(
        key=law.key,
        title=law.short(),
        lead=_("Training copy.") if settings.DEMO else "",
        words=_words(why),
        url=_url(law.key),
    )


def _words(why: str) -> str:
    if not why:
        return ""
    words = _("The portal works by an edition that is not in force: %(why)s.") % {"why": why}
    return " ".join((words, _("No real competition is held here."))) if settings.DEMO else words


def _url(key: str) -> str:
    try:
        return reverse("editions:text", kwargs={"key": key})
    except NoReverseMatch:
        return ""
