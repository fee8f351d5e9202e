"""What the views share: who may open them, where a page stands, showing an act with its refusal."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cluster_selection.accounts.enums import Role
from cluster_selection.competitions.models import Competition
from cluster_selection.competitions.views.loading import name_of, stored
from cluster_selection.workflow.refusals import Refusal
from commission import queries

__all__ = ["COMMISSION", "EVERYBODY", "contest_or_404", "crumbs_to", "name_of", "show", "stored"]

COMMISSION = (Role.SECRETARY, Role.MEMBER, Role.CHAIR)
EVERYBODY = (*COMMISSION, *queries.RECEIVERS, Role.AUDITOR)


def contest_or_404(request: HttpRequest, pk: UUID) -> Competition:
    """Return a competition whose Commission the reader may look at."""
    return queries.competition_of(request.acting_as, pk)


def crumbs_to(contest: Competition | None = None, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return where a page stands; ``more`` are further steps."""
    crumbs = [(_("Commission"), reverse("commission:list"))]
    if contest is not None:
        crumbs.append((f"№ {contest.number}", reverse("commission:contest", args=[contest.pk])))
    return [*crumbs, *more]


def show(
    request: HttpRequest,
    template: str,
    contest: Competition,
    context: dict,
    *,
    refusal: Refusal | None = None,
    more: tuple[tuple[str, str], ...] = (),
) -> HttpResponse:
    """Render a page of one competition; a refused act carries the status of its refusal."""
    page = {
        "contest": contest,
        "name": name_of(contest),
        "edition_key": contest.law.key,
        "crumbs": crumbs_to(contest, *more),
        "refusal": refusal,
        **context,
    }
    status = refusal.status if refusal is not None and request.method == "POST" else 200
    return render(request, template, page, status=status)
