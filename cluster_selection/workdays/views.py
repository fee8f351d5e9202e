"""The working calendar of a year, for everyone."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cluster_selection.clock import Clock

from . import queries
from .enums import DayKind
from .months import months_of, moved_days

_SOURCES = {
    "rule": lambda: gettext("computed from the Law on Holidays"),
    "H": lambda: "holidays 0.109 (PyPI)",
    "X": lambda: "xmlcalendar/data (GitHub)",
}


@login_not_required
@require_safe
def index(request):
    """Send the reader to the current year, or to the last signed year before it."""
    years = queries.signed_years()
    today = Clock.display().year
    year = max((year for year in years if year <= today), default=today)
    return redirect("workdays:calendar", year=year)


@login_not_required
@require_safe
def calendar(request, year: int):
    """Show one year: months, moved days with act and provenance, and the version; 404 if it is not signed."""
    years = queries.signed_years()
    context = {
        "crumbs": [
            (gettext("Home"), reverse("site:home")),
            (gettext("Working calendar"), reverse("workdays:index")),
        ],
        "year": year,
        "years": years,
        "previous": year - 1 if year - 1 in years else None,
        "next": year + 1 if year + 1 in years else None,
    }
    versions = list(queries.versions_of(year))
    if not versions:
        return render(request, "workdays/not_signed.html", context, status=404)
    number = request.GET.get("version", "")
    version = versions[0]
    if number:
        if not re.fullmatch(r"[0-9]{1,4}", number):
            raise Http404
        version = get_object_or_404(queries.versions_of(year), number=number)
    of_year = queries.calendar_of(version)
    context |= {
        "version": version,
        "versions": versions,
        "in_force": version == versions[0],
        "working_days": of_year.working_days_of(year),
        "months": [
            {"name": MONTHS[month.number], "working_days": month.working_days, "weeks": month.weeks}
            for month in months_of(of_year, year)
        ],
        "moved": [_row(date, note) for date, note in moved_days(of_year, year)],
        "fixed": [
            _row(date, note)
            for date, note in sorted(of_year.days.items())
            if note.kind in (DayKind.HOLIDAY, DayKind.REST_DAY)
        ],
    }
    return render(request, "workdays/calendar.html", context)


def _row(date, note) -> dict:
    return {
        "date": date,
        "note": note,
        "kind": DayKind(note.kind).label,
        "sources": [_source(part.strip()) for part in note.sources.split("|") if part.strip()],
    }


def _source(part: str) -> str:
    return _SOURCES[part]() if part in _SOURCES else part.removeprefix("P:")
