"""The term calculator: anyone counts any term and sees every day of it."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cluster_selection.clock import Clock, local
from cluster_selection.editions.queries import current_edition
from cluster_selection.languages import active_language, format_day
from cluster_selection.workdays.calendar import BeyondHorizon, Calendar
from cluster_selection.workdays.queries import current_calendar

from .forms import TermForm
from .terms import AT_MOST, WORKING_DAYS, Count, count_term


@login_not_required
@require_safe
def terms(request):
    """Show the form, and the counted term when a day was given; ``format=json`` answers as data."""
    edition = current_edition()
    asked = "from" in request.GET
    initial = {"start": Clock.today(), "term": request.GET.get("term", "")}
    form = TermForm(
        _with_defaults(request.GET) if asked else None, law=edition.law if edition else None, initial=initial
    )
    context = {"form": form, "edition": edition, "crumbs": [(gettext("Home"), reverse("site:home"))]}
    if asked and form.is_valid():
        context |= _answer(form, edition)
    if asked and request.GET.get("format") == "json":
        return _as_json(form, context)
    return render(request, "workflow/terms.html", context)


def _with_defaults(query) -> QueryDict:
    """Let an address leave out the unit and the bound: working days, at most."""
    query = query.copy()
    query.setdefault("unit", WORKING_DAYS)
    query.setdefault("bound", AT_MOST)
    return query


def _answer(form: TermForm, edition) -> dict:
    calendar, question = current_calendar(), form.question()
    address = f"{reverse('workflow:terms')}?{urlencode(form.address())}"
    answer = {"address": address, "rule": form.rule, "question": question}
    try:
        count = count_term(calendar, **question)
    except BeyondHorizon as beyond:
        return answer | {"beyond": _beyond_words(beyond)}
    if form.rule:
        answer["clause"] = edition.law.clause(form.rule.clause, active_language())
    return answer | {
        "count": count,
        "closes_at": local(count.closes_at),
        "utc_offset": f"UTC+{local(count.closes_at).utcoffset().seconds // 3600}",
        "versions": [
            (year, calendar.versions[year]) for year in range(count.start.year, count.due_on.year + 1)
        ],
        "readings": _readings(calendar, question, count),
        "proposed": _proposed(calendar, count),
    }


def _readings(calendar: Calendar, question: dict, count: Count) -> list[tuple[bool, Count]]:
    """Count the term both ways, the day of the event counted and not; the one used comes first."""
    other = question | {"count_event_day": not question["count_event_day"]}
    try:
        return [(True, count), (False, count_term(calendar, **other))]
    except BeyondHorizon:
        return [(True, count)]


def _proposed(calendar: Calendar, count: Count):
    """Return the next working day after a minimum that ends on a day that does not work, or ``None``."""
    if count.due_is_working_day:
        return None
    try:
        return calendar.next_working_day(count.due_on)
    except BeyondHorizon:
        return None


def _beyond_words(beyond: BeyondHorizon) -> str:
    if beyond.is_empty:
        return gettext("No working calendar is signed yet, so no term can be counted.")
    if beyond.is_before:
        return gettext(
            "The working calendar begins on %(first)s; earlier days are not known to the portal."
        ) % {"first": format_day(beyond.first)}
    return gettext(
        "The working calendar is signed up to %(horizon)s; the term runs beyond it and will be counted when "
        "the calendar of %(year)s is signed. Nothing is guessed."
    ) % {"horizon": format_day(beyond.horizon), "year": beyond.horizon.year + 1}


def _as_json(form: TermForm, context: dict) -> JsonResponse:
    if not form.is_valid():
        return JsonResponse({"error": form.errors.get_json_data()}, status=400)
    if "beyond" in context:
        return JsonResponse({"error": context["beyond"]}, status=422)
    return JsonResponse(context["count"].as_json(), json_dumps_params={"ensure_ascii": False})
