"""What happens to an announced competition: print, a changed text, a later closing day."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cluster_selection.accounts.access import requires
from cluster_selection.clock import day_of
from cluster_selection.competitions import guards, queries, services, timeline, transitions
from cluster_selection.competitions.forms import ChangeTextForm, ConfirmPrintForm, ExtendForm, prints_of
from cluster_selection.competitions.views.loading import act_page, of_office_or_404, stored
from cluster_selection.languages import LANGUAGES


@requires(*transitions.CONFIRM_PRINT.may.roles)
@require_http_methods(["GET", "POST"])
def confirm_print(request, competition_id: UUID):
    """Lead to the first publication in a periodical that waits for its confirmation."""
    contest = of_office_or_404(request, competition_id)
    row = queries.unconfirmed_prints_of(contest).first()
    if row is None:
        raise Http404(_("No publication in a periodical waits for its confirmation."))
    return redirect("competitions:confirm_one_print", contest.pk, row.pk)


@requires(*transitions.CONFIRM_PRINT.may.roles)
@require_http_methods(["GET", "POST"])
def confirm_one_print(request, competition_id: UUID, print_id: UUID):
    """Record when the announcement appeared in a periodical, with its scan."""
    contest = of_office_or_404(request, competition_id)
    row = get_object_or_404(contest.prints.select_related("competition"), pk=print_id)
    form = ConfirmPrintForm(
        request.POST or None, request.FILES or None, initial={"actual_on": row.planned_on}
    )

    def perform():
        evidence = stored(request, form, "evidence")
        return evidence and services.confirm_print(
            row,
            actual_on=form.cleaned_data["actual_on"],
            issue_number=form.cleaned_data["issue_number"],
            evidence=evidence,
            acting_as=request.acting_as,
            now=request.received_at,
        )

    return act_page(
        request,
        contest,
        transitions.CONFIRM_PRINT,
        form=form,
        template="competitions/organiser/confirm_print.html",
        perform=perform,
        done=_("The publication in print is recorded. The notice is counted from the later publication."),
        context={"print": row},
    )


@requires(*transitions.CHANGE_TEXT.may.roles)
@require_http_methods(["GET", "POST"])
def change_text(request, competition_id: UUID):
    """Publish a new version of the announcement beside the old one."""
    contest = of_office_or_404(request, competition_id)
    version = contest.versions.last()
    initial = {f"text_{code}": getattr(version, f"text_{code}") for code in LANGUAGES}
    form = ChangeTextForm(request.POST or None, initial=initial)

    def perform():
        answers = form.cleaned_data
        return services.change_text(
            contest,
            text={code: answers[f"text_{code}"] for code in LANGUAGES},
            change_note={code: answers[f"note_{code}"] for code in ("kk", "ru")},
            acting_as=request.acting_as,
            now=request.received_at,
        )

    return act_page(
        request,
        contest,
        transitions.CHANGE_TEXT,
        form=form,
        template="competitions/organiser/change_text.html",
        perform=perform,
        done=_("The new text is published. Everyone with a draft is told."),
    )


@requires(*transitions.EXTEND.may.roles)
@require_http_methods(["GET", "POST"])
def extend(request, competition_id: UUID):
    """Move the closing day later: by decision, or for a recorded technical failure."""
    contest = of_office_or_404(request, competition_id)
    form = ExtendForm(request.POST or None, request.FILES or None)
    prints = prints_of(None, request.POST if request.method == "POST" else None)

    def perform():
        file = stored(request, form, "document_file")
        return file and services.extend(
            contest,
            form.extension(file),
            prints=prints.rows(),
            acting_as=request.acting_as,
            now=request.received_at,
        )

    return act_page(
        request,
        contest,
        transitions.EXTEND,
        form=form,
        template="competitions/organiser/extend.html",
        perform=perform,
        done=_("The term is extended. The terms that depend on it are counted anew."),
        also=prints.is_valid,
        context={
            "prints": prints,
            "short": guards.notice_is_short(contest),
            "closing_refusal": None,
            "proposal": timeline.proposal_for(contest, published_on=day_of(request.received_at)),
        },
    )
