"""A draft of a competition: opening it, editing it, and the closing day to propose."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cluster_selection.accounts.access import requires
from cluster_selection.clock import day_of
from cluster_selection.competitions import cards, guards, queries, services, timeline, transitions
from cluster_selection.competitions.forms import DraftForm, prints_of
from cluster_selection.competitions.models import Competition
from cluster_selection.competitions.views.loading import (
    edition_or_404,
    name_of,
    of_office_or_404,
    organiser_crumbs,
    stored,
)
from cluster_selection.workflow.refusals import TransitionRefused
from cluster_selection.workflow.terms import parse_day

WRITERS = tuple(transitions.SAVE_DRAFT.may.roles)


@requires(*WRITERS)
@require_http_methods(["GET", "POST"])
def new(request):
    """Open a draft of a competition."""
    edition = edition_or_404()
    contest = Competition(edition=edition)
    form = _form(request, contest, bound_to=None)
    prints = prints_of(None, request.POST if request.method == "POST" else None)
    if request.method == "POST" and all((form.is_valid(), prints.is_valid())):
        fields = _fields(request, form)
        if fields is not None:
            made = services.draft_competition(
                titles=form.titles(),
                text=form.text(),
                prints=prints.rows(),
                acting_as=request.acting_as,
                now=request.received_at,
                **fields,
            )
            messages.success(request, _("The draft is saved. Nobody outside the organiser sees it."))
            return redirect("competitions:manage", made.pk)
    context = {"name": _("New selection"), "crumbs": organiser_crumbs()}
    return _page(request, contest, form, prints, context)


@requires(*WRITERS)
@require_http_methods(["GET", "POST"])
def edit(request, competition_id: UUID):
    """Edit a draft; an announced competition is not edited, its text is changed by an act."""
    contest = of_office_or_404(request, competition_id)
    form = _form(request, contest, bound_to=contest)
    prints = prints_of(contest, request.POST if request.method == "POST" else None)
    refusal = None
    if request.method == "POST" and all((form.is_valid(), prints.is_valid())):
        fields = _fields(request, form)
        if fields is not None:
            try:
                services.save_draft(
                    contest,
                    titles=form.titles(),
                    text=form.text(),
                    prints=prints.rows(),
                    acting_as=request.acting_as,
                    now=request.received_at,
                    **fields,
                )
            except TransitionRefused as refused:
                refusal = refused.refusal
            else:
                messages.success(request, _("The draft is saved. Nobody outside the organiser sees it."))
                return redirect("competitions:manage", contest.pk)
    context = {"name": name_of(contest), "crumbs": organiser_crumbs(contest), "refusal": refusal}
    return _page(request, contest, form, prints, context)


def _form(request, contest, *, bound_to) -> DraftForm:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    officers = queries.accepting_officers(day=day_of(request.received_at))
    return DraftForm(data, files, law=contest.law, officers=officers, contest=bound_to)


def _fields(request, form) -> dict | None:
    """Return the columns with the stored file; None when the file was refused."""
    fields = form.columns()
    if form.cleaned_data.get("decision_file"):
        file = stored(request, form, "decision_file")
        if file is None:
            return None
        fields["decision_file"] = file
    return fields


def _page(request, contest, form, prints, context):
    refusal = context.get("refusal")
    found = _proposal(contest, _planned_days(prints), request)
    closing_on = form.cleaned_data.get("closing_on") if form.is_bound else contest.closing_on
    page = {
        "contest": contest,
        "form": form,
        "prints": prints,
        "refusal": None,
        "proposal": found,
        "closing_refusal": _closing_refusal(contest, closing_on, found),
        "edition_key": contest.law.key,
        "edition_words": cards.edition_words(contest),
        **context,
    }
    return render(
        request, "competitions/organiser/draft.html", page, status=refusal.status if refusal else 200
    )


def _planned_days(prints) -> list[dt.date]:
    if not prints.is_bound:
        return [row["planned_on"] for row in prints.initial]
    return [row.planned_on for row in prints.rows()] if prints.is_valid() else []


def _proposal(contest, planned: list[dt.date], request) -> timeline.Proposal:
    published_on = timeline.latest([day_of(request.received_at), *planned])
    return timeline.proposal_for(contest, published_on=published_on)


@requires(*WRITERS)
@require_safe
def proposal(request):
    """Count the earliest lawful closing day from the days typed so far; a fragment of the draft's page."""
    contest = Competition(edition=edition_or_404())
    found = _proposal(
        contest, [day for text in request.GET.getlist("planned") if (day := _day(text))], request
    )
    closing_on = _day(request.GET.get("closing_on", ""))
    context = {
        "proposal": found,
        "closing_refusal": _closing_refusal(contest, closing_on, found),
        "edition_key": contest.law.key,
    }
    return render(request, "competitions/organiser/_proposal.html", context)


def _closing_refusal(contest, closing_on: dt.date | None, found: timeline.Proposal):
    if closing_on is None:
        return None
    return guards.refusal_of_closing_day(contest, closing_on, publication_on=found.published_on)


def _day(text: str) -> dt.date | None:
    try:
        return parse_day(text)
    except ValueError:
        return None
