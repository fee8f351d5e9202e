"""What the views share: loading the own application, where a page stands, showing a refusal."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.enums import EDITABLE, State
from applications.models import Application
from applications.queries import own_application
from applications.transitions import EDIT
from cluster_selection.accounts.enums import Role
from cluster_selection.competitions.cards import closing_term, title_of
from cluster_selection.editions.queries import current_edition
from cluster_selection.workflow.engine import refusal_of
from cluster_selection.workflow.refusals import Refusal, TransitionRefused


def own(request: HttpRequest, pk: UUID) -> Application:
    """Return an application of the participant the reader acts for, or 404."""
    return own_application(request.acting_as, pk)


def represented(request: HttpRequest, pk: UUID) -> Application:
    """Return the own application to a representative: 404 if it is another's, 403 to an editor."""
    application = own(request, pk)
    if request.acting_as.role != Role.REPRESENTATIVE:
        raise PermissionDenied(_("Only a representative of the participant files, amends and withdraws."))
    return application


def page(
    request: HttpRequest, template: str, application: Application, *, status: int = 200, **context
) -> HttpResponse:
    """Render a page of one application within its frame."""
    refusal = context.get("refusal")
    frame = {
        "application": application,
        "contest": application.competition,
        "contest_title": title_of(application.competition),
        "edition_key": application.competition.law.key,
        "crumbs": crumbs_of(application),
        "is_draft": application.state == State.DRAFT,
        "refusal": None,
        **context,
    }
    return render(
        request, template, frame, status=refusal.status if refusal and request.method == "POST" else status
    )


def crumbs_of(application: Application | None = None, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Return where a page stands."""
    crumbs = [(_("My applications"), reverse("applications:list"))]
    if application is not None:
        crumbs.append((application.cluster_name, reverse("applications:application", args=[application.pk])))
    return [*crumbs, *more]


def why_not_editable(request: HttpRequest, application: Application) -> Refusal | None:
    """Return why the parts of the application cannot be written now, or None."""
    return refusal_of(EDIT, subject=application, acting_as=request.acting_as, now=request.received_at)


def is_editable(request: HttpRequest, application: Application) -> bool:
    """Say whether the reader may write in the application now."""
    return application.state in EDITABLE and why_not_editable(request, application) is None


def key_in_hand() -> str:
    """Return the key of the edition by which the calculator of terms counts."""
    return getattr(current_edition(), "key", "")


def closing_day(contest, *, now: dt.datetime) -> dict:
    """Return the last day for applications as the partial ``_term.html`` takes it."""
    return closing_term(contest, now=now, key_in_hand=key_in_hand())


def attempt(service: Callable[[], object]) -> Refusal | None:
    """Call a service; return its refusal, or None when the act was done."""
    try:
        service()
    except TransitionRefused as refused:
        return refused.refusal
    return None
