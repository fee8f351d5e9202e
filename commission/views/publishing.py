"""The head announces the results (clause 21)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cluster_selection.accounts.access import requires
from cluster_selection.competitions import transitions as competitions
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.documents.services import preview as preview_of
from cluster_selection.languages import LANGUAGES
from cluster_selection.workflow.engine import refusal_of
from cluster_selection.workflow.refusals import TransitionRefused
from commission import queries
from commission.documents import results_payload, results_texts
from commission.forms import PublishForm
from commission.services.publishing import publish_results
from commission.terms import publication_term
from commission.views.loading import contest_or_404, show


@requires(*queries.RECEIVERS)
@require_http_methods(["GET", "POST"])
def publication(request, competition_id: UUID):
    """Show the announcement as it will stand in three languages, and publish it."""
    contest = contest_or_404(request, competition_id)
    acting_as, now = request.acting_as, request.received_at
    form, refusal = PublishForm(request.POST or None), None
    if request.method == "POST":
        if form.is_valid():
            try:
                publish_results(contest, reason=form.cleaned_data["reason"], acting_as=acting_as, now=now)
            except TransitionRefused as refused:
                refusal = refused.refusal
            else:
                messages.success(request, _("The results are announced. Every participant is told."))
                return redirect("competitions:results_of", contest.pk)
    else:
        refusal = refusal_of(competitions.PUBLISH_RESULTS, subject=contest, acting_as=acting_as, now=now)
    is_awaited = contest.state == CompetitionState.PROTOCOL_RECEIVED
    context = {
        "form": form,
        "term": publication_term(contest, now=now),
        "texts": results_texts(_payload(contest, now), "").items() if is_awaited else (),
        "may_publish": is_awaited and acting_as.role in competitions.PUBLISH_RESULTS.may.roles,
        "is_published": contest.state == CompetitionState.PUBLISHED,
        "undecided": 0 if is_awaited else queries.undecided(contest),
    }
    return show(request, "commission/publication.html", contest, context, refusal=refusal)


def _payload(contest, now) -> dict:
    return results_payload(contest, queries.decided_items(contest), now=now)


@requires(*queries.RECEIVERS)
@require_safe
def preview(request, competition_id: UUID, language: str):
    """Show the announcement as the PDF it would become."""
    contest = contest_or_404(request, competition_id)
    if contest.state != CompetitionState.PROTOCOL_RECEIVED or language not in LANGUAGES:
        raise Http404
    content = preview_of("results", _payload(contest, request.received_at), language)
    return HttpResponse(
        content, content_type="application/pdf", headers={"Cache-Control": "private, no-store"}
    )
