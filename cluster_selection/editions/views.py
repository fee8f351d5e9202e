"""The Rules by edition, for everyone."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cluster_selection.clock import Clock, day_of
from cluster_selection.journal.canonical import canonical_json
from cluster_selection.languages import LANGUAGES, active_language

from . import queries


@login_not_required
@require_safe
def index(request):
    """List the editions with from when until when each is in force."""
    today = day_of(Clock.display())
    rows = [
        {"edition": edition, "law": edition.law, "in_force": edition.is_in_force_on(today)}
        for edition in queries.editions()
    ]
    crumbs = [(gettext("Home"), reverse("site:home"))]
    return render(request, "editions/list.html", {"rows": rows, "crumbs": crumbs, "today": today})


@login_not_required
@require_safe
def text(request, key: str):
    """Show the text of an edition and how the portal follows it; ``?text=kk`` chooses its language."""
    edition = get_object_or_404(queries.editions(), key=key)
    law, today = edition.law, day_of(Clock.display())
    asked = request.GET.get("text", "")
    language = asked if asked in LANGUAGES else active_language()
    context = {
        "edition": edition,
        "law": law,
        "requisites": law.requisites,
        "in_force": edition.is_in_force_on(today),
        "why_not_in_force": law.why_not_in_force(today),
        "language": language,
        "languages": settings.LANGUAGES,
        "parts": law.text.get(language, ()),
        "contents": _contents(law.text.get(language, ())),
        "crumbs": [(gettext("Home"), reverse("site:home")), (gettext("Rules"), reverse("editions:list"))],
    }
    return render(request, "editions/text.html", context)


def _contents(parts) -> list[dict]:
    """Return the table of contents: the order and annexes by their title, clauses under their section."""
    contents: list[dict] = []
    for part in parts:
        if not part.is_numbered:
            contents.append({"title": part.title, "anchor": part.anchor, "clauses": []})
            continue
        if part.section or not contents or not contents[-1]["clauses"]:
            title = part.section or part.title
            contents.append({"title": title, "anchor": f"s{part.number}", "clauses": []})
        contents[-1]["clauses"].append(part)
    return contents


@login_not_required
@require_safe
def data(request, key: str):
    """Give the edition as data: the very bytes whose SHA-256 the page shows."""
    edition = get_object_or_404(queries.editions(), key=key)
    response = HttpResponse(canonical_json(edition.data), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{edition.key}.json"'
    return response
