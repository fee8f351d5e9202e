"""The desk: what an office has to do, by the day."""

import uuid

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cluster_selection.accounts.access import requires
from cluster_selection.accounts.enums import ROLES_OF
from cluster_selection.clock import day_of
from cluster_selection.editions.queries import current_edition
from cluster_selection.languages import pick
from cluster_selection.paging import paginate
from cluster_selection.site import desk as desks
from cluster_selection.workdays.queries import current_calendar

READERS = tuple(role for office in desks.OFFICES for role in ROLES_OF[office])


@requires(*READERS)
@require_safe
def desk(request):
    """Show the running terms of the reader's office, the nearest first."""
    today = day_of(request.received_at)
    terms = desks.terms_of_office(request.acting_as.office)
    shown = desks.narrowed(
        terms, competition_id=_uuid(request.GET.get("competition", "")), key=request.GET.get("term", "")
    )
    page = paginate(
        shown, order=desks.ORDER, after=request.GET.get("after"), before=request.GET.get("before"), size=100
    )
    counts = desks.counts_of(shown, today=today)
    edition = current_edition()
    context = {
        "page": page,
        "groups": desks.groups_of(page.rows, counts, now=request.received_at),
        "counts": counts,
        "tiles": _tiles(counts),
        "today": today,
        "calendar": current_calendar(),
        "years": _years(page.rows, today),
        "competitions": list(desks.competitions_on(terms)[:100]),
        "terms": [(key, pick(rule.names)) for key, rule in edition.law.terms.items()] if edition else [],
        "chosen": {"competition": request.GET.get("competition", ""), "term": request.GET.get("term", "")},
    }
    return render(request, "site/desk.html", context)


def _tiles(counts: desks.Counts) -> list[dict]:
    return [
        {"key": "late", "number": counts.late, "words": _("Overdue"), "tone": "bad" if counts.late else ""},
        {"key": "today", "number": counts.today, "words": _("Today"), "tone": "wait" if counts.today else ""},
        {"key": "week", "number": counts.week, "words": _("This week"), "tone": ""},
        {"key": "later", "number": counts.later, "words": _("Later"), "tone": ""},
    ]


def _years(terms, today) -> str:
    """Name the versions of the calendar of the years through which the shown terms run."""
    first = min((term.basis_on for term in terms if term.basis_on), default=today)
    last = max((term.due_on for term in terms if term.due_on), default=today)
    return current_calendar().label_of(min(first, today), max(last, today))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
