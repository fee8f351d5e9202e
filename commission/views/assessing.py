"""The comprehensive assessment of one application (note to Annex 4)."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cluster_selection.accounts.access import requires
from cluster_selection.workflow.engine import refusal_of
from cluster_selection.workflow.refusals import TransitionRefused
from commission import queries, transitions
from commission.forms import AssessmentForm
from commission.guards import ASSESSMENT_FIELDS
from commission.models import Assessment
from commission.reading import findings_in_order
from commission.services.meeting import StaleSave, save_assessment
from commission.views.loading import show


@requires(*transitions.ASSESS.may.roles)
@require_http_methods(["GET", "POST"])
def assessment(request, application_id: UUID):
    """Write the assessment; a text saved meanwhile is shown beside the own one, nothing is lost."""
    application = queries.referred_application(request.acting_as, application_id)
    row = getattr(application, "assessment", None)
    refusal = None
    if request.method == "POST":
        form = AssessmentForm(request.POST, language=application.language)
        if form.is_valid():
            try:
                save_assessment(
                    application,
                    values=form.values(),
                    read_version=form.cleaned_data["read_version"],
                    acting_as=request.acting_as,
                    now=request.received_at,
                )
            except StaleSave as stale:
                return _conflict(request, application, form, stale.row)
            except TransitionRefused as refused:
                refusal = refused.refusal
            else:
                messages.success(request, _("The assessment is saved."))
                return redirect("commission:assessment", application.pk)
    else:
        form = AssessmentForm(initial=_initial(row), language=application.language)
        refusal = refusal_of(
            transitions.ASSESS, subject=application, acting_as=request.acting_as, now=request.received_at
        )
    law = application.competition.law
    context = {
        "application": application,
        "form": form,
        "assessment": row,
        "conclusions": [
            (conclusion, findings_in_order(conclusion, law))
            for conclusion in queries.conclusions_of(application)
        ],
    }
    return _show(request, "commission/assessment.html", application, context, refusal)


def _initial(row: Assessment | None) -> dict:
    if row is None:
        return {"read_version": 0}
    return {"read_version": row.save_version, **{name: getattr(row, name) for name in ASSESSMENT_FIELDS}}


def _conflict(request, application, form: AssessmentForm, row: Assessment):
    """Show both texts; keeping the own one is a save that has read the other."""
    mine = form.values()
    again = AssessmentForm(initial={**mine, "read_version": row.save_version}, language=application.language)
    differences = [
        {"name": again[name].label, "mine": mine[name], "theirs": getattr(row, name)}
        for name in ASSESSMENT_FIELDS
        if mine[name] != getattr(row, name)
    ]
    context = {"application": application, "form": again, "row": row, "differences": differences}
    response = _show(request, "commission/assessment_conflict.html", application, context, None)
    response.status_code = 409
    return response


def _show(request, template, application, context, refusal):
    steps = (
        (_("Applications"), reverse("commission:applications", args=[application.competition_id])),
        (application.number, reverse("commission:application", args=[application.pk])),
    )
    return show(request, template, application.competition, context, refusal=refusal, more=steps)
