"""Announcing a competition: the last look at the text and at the whole chain of terms."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cluster_selection.accounts.access import requires
from cluster_selection.clock import day_of
from cluster_selection.competitions import cards, services, timeline, transitions
from cluster_selection.competitions.forms import AnnounceForm
from cluster_selection.competitions.views.loading import act_page, of_office_or_404


@requires(*transitions.ANNOUNCE.may.roles)
@require_http_methods(["GET", "POST"])
def announce(request, competition_id: UUID):
    """Show what will be published and which terms will run, and announce the competition."""
    contest = of_office_or_404(request, competition_id)
    plan = timeline.plan_of(contest, closing_on=contest.closing_on, today=day_of(request.received_at))
    return act_page(
        request,
        contest,
        transitions.ANNOUNCE,
        form=AnnounceForm(request.POST or None),
        template="competitions/organiser/announce.html",
        perform=lambda: services.announce(contest, acting_as=request.acting_as, now=request.received_at),
        done=_("The competition is announced. The terms run."),
        context={
            "plan": plan,
            "version": contest.versions.last(),
            "prints": list(contest.prints.filter(extension=None)),
            "edition_words": cards.edition_words(contest),
        },
    )
