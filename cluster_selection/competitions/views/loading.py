"""What the views share: loading a competition the reader may see, and showing an act with its refusal."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_selection.competitions import queries
from cluster_selection.competitions.models import Competition
from cluster_selection.editions.queries import current_edition
from cluster_selection.files.services import FileRefused, store
from cluster_selection.languages import translated
from cluster_selection.workflow.engine import Transition, refusal_of
from cluster_selection.workflow.refusals import TransitionRefused

SCANS = ("pdf", "jpeg", "png")


def public_or_404(competition_id: UUID) -> Competition:
    """Return an announced competition, or 404: a draft does not exist for the public."""
    return get_object_or_404(queries.public_competitions(), pk=competition_id)


def of_office_or_404(request: HttpRequest, competition_id: UUID) -> Competition:
    """Return a competition, draft or not, to the organiser and the auditor; 404 to anybody else."""
    return get_object_or_404(queries.competitions_of_office(request.acting_as), pk=competition_id)


def edition_or_404():
    """Return the edition in hand; without one no competition can be prepared."""
    edition = current_edition()
    if edition is None:
        raise Http404(_("No edition of the Rules is loaded."))
    return edition


def name_of(contest: Competition) -> str:
    """Return the number and the title in the reader's language; of a draft the title."""
    title = translated(contest, "title")
    return f"№ {contest.number}: {title}" if contest.number else title


def organiser_crumbs(contest: Competition | None = None) -> list[tuple[str, str]]:
    """Return where a page of the organiser stands."""
    crumbs = [(_("Selections"), reverse("competitions:organiser"))]
    if contest is not None:
        crumbs.append((name_of(contest), reverse("competitions:manage", args=[contest.pk])))
    return crumbs


def stored(request: HttpRequest, form, name: str):
    """Store an uploaded file and return its row; None, with the error in the field, if it is refused."""
    upload = form.cleaned_data[name]
    try:
        return store(
            upload, name=upload.name, acting_as=request.acting_as, now=request.received_at, allowed=SCANS
        )
    except FileRefused as refused:
        form.add_error(name, str(refused))
        return None


def act_page(
    request: HttpRequest,
    contest: Competition,
    transition: Transition,
    *,
    form,
    template: str,
    perform: Callable[[], Competition | None],
    done: str,
    context: dict | None = None,
    also: Callable[[], bool] = lambda: True,
) -> HttpResponse:
    """Show the page of an act and take it: what was typed stays on the page until the act has succeeded.

    ``perform`` calls the one service and returns None when a file was refused; ``also`` judges further forms.
    """
    refusal = None
    if request.method == "POST":
        if all((form.is_valid(), also())):
            try:
                if perform() is not None:
                    messages.success(request, done)
                    return redirect("competitions:manage", contest.pk)
            except TransitionRefused as refused:
                refusal = refused.refusal
    else:
        refusal = refusal_of(
            transition, subject=contest, acting_as=request.acting_as, now=request.received_at
        )
    page = {
        "contest": contest,
        "name": name_of(contest),
        "form": form,
        "refusal": refusal,
        "edition_key": contest.law.key,
        "crumbs": organiser_crumbs(contest),
        **(context or {}),
    }
    return render(
        request, template, page, status=refusal.status if refusal and request.method == "POST" else 200
    )
