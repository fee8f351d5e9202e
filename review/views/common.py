"""What the organiser's views share: who may look, loading, where a page stands, attempting an act."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application
from cluster_selection.accounts.enums import Role
from cluster_selection.competitions.cards import title_of
from cluster_selection.competitions.models import Competition
from cluster_selection.workflow.refusals import Refusal, TransitionRefused
from review import queries
from review.cards import TONES

ORGANISER = (Role.REGISTRAR, Role.SCREENER, Role.HEAD)
READERS = (*ORGANISER, Role.AUDITOR)
REGISTRARS = (Role.REGISTRAR, Role.HEAD)
CHECKERS = (Role.SCREENER, Role.HEAD)


def contest_or_404(request: HttpRequest, pk: UUID) -> Competition:
    """Return a competition with a register, or 404."""
    return queries.competition_of_office(request.acting_as, pk)


def application_or_404(request: HttpRequest, pk: UUID) -> Application:
    """Return an application of the register, or 404; a draft is nobody's but the participant's."""
    return queries.application_with_parts(request.acting_as, pk)


def crumbs_of(
    contest: Competition | None = None, application: Application | None = None
) -> list[tuple[str, str]]:
    """Return where a page stands."""
    crumbs = [(_("Registers"), reverse("review:registers"))]
    contest = contest or (application.competition if application else None)
    if contest is not None:
        crumbs.append((title_of(contest), reverse("review:register", args=[contest.pk])))
    if application is not None:
        crumbs.append((application.number, reverse("review:application", args=[application.pk])))
    return crumbs


def page_of_contest(
    request: HttpRequest, template: str, contest: Competition, *, refusal: Refusal | None = None, **context
) -> HttpResponse:
    """Render a page of one competition; a refused act answers with the status of its refusal."""
    frame = {
        "contest": contest,
        "contest_title": title_of(contest),
        "edition_key": contest.law.key,
        "crumbs": crumbs_of(contest),
        "refusal": refusal,
        **context,
    }
    return render(request, template, frame, status=_status(request, refusal))


def page_of(
    request: HttpRequest,
    template: str,
    application: Application,
    *,
    refusal: Refusal | None = None,
    **context,
) -> HttpResponse:
    """Render a page of one application; a refused act answers with the status of its refusal."""
    frame = {
        "application": application,
        "contest": application.competition,
        "contest_title": title_of(application.competition),
        "edition_key": application.competition.law.key,
        "crumbs": crumbs_of(application=application),
        "state_tone": TONES.get(application.state, ""),
        "cancel_url": reverse("review:application", args=[application.pk]),
        "refusal": refusal,
        **context,
    }
    return render(request, template, frame, status=_status(request, refusal))


def _status(request: HttpRequest, refusal: Refusal | None) -> int:
    return refusal.status if refusal and request.method == "POST" else 200


def attempt(service: Callable[[], object]) -> Refusal | None:
    """Call a service; return its refusal, or None when the act was done."""
    try:
        service()
    except TransitionRefused as refused:
        return refused.refusal
    return None
