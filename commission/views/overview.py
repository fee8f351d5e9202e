"""The competitions before the Commission, and one of them: who decides, on what, what it decided."""

from uuid import UUID

from django.shortcuts import render
from django.views.decorators.http import require_safe

from cluster_selection.accounts.access import requires
from cluster_selection.accounts.enums import Office
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.competitions.queries import stage_of, stages_of
from cluster_selection.paging import paginate
from cluster_selection.workflow.engine import refusal_of
from commission import queries, transitions
from commission.terms import publication_term
from commission.views.loading import EVERYBODY, contest_or_404, show
from review.transitions import ACKNOWLEDGE_REFERRAL


@requires(*EVERYBODY)
@require_safe
def competitions(request):
    """List the competitions, the latest first."""
    contests = queries.with_progress(queries.competitions_of(request.acting_as))
    page = paginate(
        contests,
        order=("-created_at", "id"),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
    )
    stages = stages_of(page.rows, now=request.received_at)
    rows = [(contest, stages[contest.pk]) for contest in page.rows]
    return render(request, "commission/list.html", {"page": page, "rows": rows})


@requires(*EVERYBODY)
@require_safe
def contest(request, competition_id: UUID):
    """Show the composition, what was submitted, the meetings and the protocols of a competition."""
    found = contest_or_404(request, competition_id)
    acting_as, now = request.acting_as, request.received_at
    is_commission = acting_as.office == Office.COMMISSION
    composition = queries.current_composition(found)

    def possible(transition) -> bool:
        return refusal_of(transition, subject=found, acting_as=acting_as, now=now) is None

    return show(
        request,
        "commission/contest.html",
        found,
        {
            "is_commission": is_commission,
            "stage": stage_of(found, now=now),
            "composition": composition,
            "batches": queries.batches_to(found),
            "may_acknowledge": acting_as.role in ACKNOWLEDGE_REFERRAL.may.roles,
            "meetings": queries.meetings_of(found) if is_commission else (),
            "protocols": queries.protocols_of(found, acting_as),
            "term": publication_term(found, now=now),
            "may_compose": possible(transitions.COMPOSE),
            "may_open_meeting": possible(transitions.OPEN_MEETING),
            "may_receive": acting_as.role in transitions.RECEIVE_PROTOCOL.may.roles,
            "is_published": found.state == CompetitionState.PUBLISHED,
            "awaits_publication": found.state == CompetitionState.PROTOCOL_RECEIVED,
        },
    )
