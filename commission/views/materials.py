"""What was submitted to the Commission: applications, materials, expert conclusion (clause 18)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.reading import read
from cluster_selection.accounts.access import requires
from cluster_selection.documents.models import Rendering
from cluster_selection.files.services import serve
from cluster_selection.journal.models import Access
from cluster_selection.journal.services import record_access
from cluster_selection.paging import paginate
from cluster_selection.workflow.engine import refusal_of
from cluster_selection.workflow.refusals import TransitionRefused
from commission import queries, transitions
from commission.reading import findings_in_order
from commission.views.loading import COMMISSION, contest_or_404, show
from review.services.sending import acknowledge as acknowledge_batch
from review.transitions import ACKNOWLEDGE_REFERRAL


@requires(*COMMISSION)
@require_safe
def applications(request, competition_id: UUID):
    """List the applications before the Commission; of one the reader is recused from, the number alone."""
    contest = contest_or_404(request, competition_id)
    page = paginate(
        queries.listed_applications(contest, request.acting_as),
        order=("number", "id"),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
    )
    return show(request, "commission/applications.html", contest, {"page": page})


@requires(*COMMISSION)
@require_safe
def application(request, application_id: UUID):
    """Show the materials of an application: the version submitted, the conclusion, the additional data."""
    found = queries.referred_application(request.acting_as, application_id)
    contest, item = found.competition, queries.referral_item(found)
    if item is None:
        raise Http404
    record_access(what=Access.VIEW, subject=found, request=request)
    asked = refusal_of(
        transitions.ASSESS, subject=found, acting_as=request.acting_as, now=request.received_at
    )
    return show(
        request,
        "commission/application.html",
        contest,
        {
            "application": found,
            "item": item,
            "reading": read(
                item.version.manifest, contest.law, required_additional=contest.required_additional
            ),
            "conclusions": [
                (conclusion, findings_in_order(conclusion, contest.law))
                for conclusion in queries.conclusions_of(found)
            ],
            "requests": queries.data_requests_of(found),
            "assessment": getattr(found, "assessment", None),
            "may_assess": asked is None,
        },
        more=((_("Applications"), reverse("commission:applications", args=[contest.pk])),),
    )


@requires(*COMMISSION)
@require_safe
def material(request, application_id: UUID, file_id: UUID):
    """Hand out a file of the materials."""
    found = queries.referred_application(request.acting_as, application_id)
    file = queries.files_of_materials(found).get(str(file_id))
    if file is None:
        raise Http404
    return serve(file, request)


@requires(*COMMISSION)
@require_safe
def conclusion(request, application_id: UUID, conclusion_id: UUID, language: str):
    """Hand out the expert conclusion as a PDF."""
    found = queries.referred_application(request.acting_as, application_id)
    row = next((row for row in queries.conclusions_of(found) if row.pk == conclusion_id), None)
    if row is None or row.document is None:
        raise Http404
    rendering = get_object_or_404(
        Rendering.objects.select_related("file"), document=row.document, language=language
    )
    return serve(rendering.file, request, as_attachment=False)


@requires(*ACKNOWLEDGE_REFERRAL.may.roles)
@require_POST
def acknowledge(request, batch_id: UUID):
    """Confirm that the materials reached the Commission."""
    batch = queries.batch_to(request.acting_as, batch_id)
    try:
        acknowledge_batch(batch, acting_as=request.acting_as, now=request.received_at)
        messages.success(request, _("Receipt of the materials is confirmed."))
    except TransitionRefused as refused:
        messages.error(request, f"{refused.refusal.message} {refused.refusal.way_on}")
    return redirect("commission:contest", batch.competition_id)
