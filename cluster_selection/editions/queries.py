"""Which edition governs, and from when until when."""

import datetime as dt

from django.db.models import Q, QuerySet

from cluster_selection.clock import Clock

from .models import Edition


def editions() -> QuerySet[Edition]:
    """Return all editions, the latest first."""
    return Edition.objects.order_by("-in_force_from", "key")


def edition_in_force_on(day: dt.date) -> Edition | None:
    """Return the edition in force on a day: the one that began last; None without a text of one."""
    began = _with_text().filter(in_force_from__lte=day)
    return began.filter(Q(in_force_until=None) | Q(in_force_until__gt=day)).first()


def current_edition(day: dt.date | None = None) -> Edition | None:
    """Return the edition in force today (or on a day); if none is, the last that was.

    A portal whose only edition was repealed still works by it, and says so. None when no edition has begun.
    """
    day = day or Clock.today()
    began = list(_with_text().filter(in_force_from__lte=day))  # a handful of rows: one query
    return next((edition for edition in began if edition.is_in_force_on(day)), began[0] if began else None)


def _with_text() -> QuerySet[Edition]:
    return editions().filter(has_text=True)
