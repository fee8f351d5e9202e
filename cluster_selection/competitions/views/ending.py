"""How a selection ends without results, and what may stand beside results."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cluster_selection.accounts.access import requires
from cluster_selection.competitions import services, transitions
from cluster_selection.competitions.forms import CancelForm, CorrectionForm, EndForm
from cluster_selection.competitions.views.loading import act_page, of_office_or_404


@requires(*transitions.DECLARE_VOID.may.roles)
@require_http_methods(["GET", "POST"])
def declare_void(request, competition_id: UUID):
    """Declare the selection void after closing, with its published ground."""
    contest = of_office_or_404(request, competition_id)
    form = EndForm(request.POST or None)
    return act_page(
        request,
        contest,
        transitions.DECLARE_VOID,
        form=form,
        template="competitions/organiser/declare_void.html",
        perform=lambda: services.declare_void(
            contest, ground=form.ground(), acting_as=request.acting_as, now=request.received_at
        ),
        done=_("The selection is declared void. The ground is published."),
    )


@requires(*transitions.CANCEL.may.roles)
@require_http_methods(["GET", "POST"])
def cancel(request, competition_id: UUID):
    """Cancel the selection before a protocol is signed."""
    contest = of_office_or_404(request, competition_id)
    form = CancelForm(request.POST or None)
    return act_page(
        request,
        contest,
        transitions.CANCEL,
        form=form,
        template="competitions/organiser/cancel.html",
        perform=lambda: services.cancel(
            contest,
            ground=form.ground(),
            document=form.cleaned_data["document"],
            acting_as=request.acting_as,
            now=request.received_at,
        ),
        done=_("The selection is cancelled. Everyone with a draft or an application is told."),
    )


@requires(*transitions.ADD_CORRECTION.may.roles)
@require_http_methods(["GET", "POST"])
def correct(request, competition_id: UUID):
    """Publish a correction or a supplement beside the results."""
    contest = of_office_or_404(request, competition_id)
    form = CorrectionForm(request.POST or None)
    return act_page(
        request,
        contest,
        transitions.ADD_CORRECTION,
        form=form,
        template="competitions/organiser/correct.html",
        perform=lambda: services.add_correction(
            contest,
            kind=form.cleaned_data["kind"],
            text=form.text(),
            document=form.cleaned_data["document"],
            acting_as=request.acting_as,
            now=request.received_at,
        ),
        done=_("The correction is published beside the results."),
    )
