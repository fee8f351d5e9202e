"""My applications, the beginning of a new one, and the removal of a draft."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications import services
from applications.enums import State
from applications.forms import StartForm
from applications.models import Application
from applications.queries import applications_of
from applications.transitions import DELETE_DRAFT
from applications.views.common import attempt, closing_day, crumbs_of, page, represented
from cluster_selection.accounts.access import requires
from cluster_selection.accounts.enums import Role
from cluster_selection.competitions.cards import title_of
from cluster_selection.competitions.queries import open_competitions, public_competitions
from cluster_selection.paging import paginate
from cluster_selection.workflow.engine import refusal_of
from cluster_selection.workflow.refusals import TransitionRefused
from cluster_selection.workflow.words import time_left_words

TONES = {
    State.DRAFT: "wait",
    State.REGISTERED: "ok",
    State.NOT_ACCEPTED: "bad",
    State.ADMITTED: "ok",
    State.RETURNED: "bad",
    State.WITHDRAWN: "off",
    State.FORWARDED: "run",
    State.CONCLUSION_RECEIVED: "run",
    State.REFERRED: "run",
    State.WINNER: "ok",
    State.NOT_SELECTED: "off",
}


@requires(Role.REPRESENTATIVE, Role.EDITOR)
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """List the participant's applications, and the selections in which another one can be prepared."""
    found = applications_of(request.acting_as)
    shown = paginate(
        found,
        order=("-updated_at", "id"),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
        size=30,
    )
    now = request.received_at
    context = {
        "page": shown,
        "rows": [_row(application, now) for application in shown.rows],
        "open": [
            (contest, title_of(contest), closing_day(contest, now=now))
            for contest in open_competitions(now)[:20]
        ],
        "participant": request.acting_as.organisation,
    }
    return render(request, "applications/list.html", context)


def _row(application: Application, now) -> dict:
    contest = application.competition
    is_draft = application.state == State.DRAFT
    is_open = contest.is_open(now)
    return {
        "application": application,
        "contest": title_of(contest),
        "tone": TONES[State(application.state)] if is_open or not is_draft else "off",
        "word": application.applicant_label()
        if is_open or not is_draft
        else _("not filed: the term has ended"),
        "left": time_left_words(contest.closes_at, now=now) if is_draft and is_open else "",
    }


@requires(Role.REPRESENTATIVE, Role.EDITOR)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, competition_id: UUID) -> HttpResponse:
    """Open a draft in an open competition; after a return or a withdrawal with the content copied."""
    contest = get_object_or_404(public_competitions(), pk=competition_id)
    followed = _followed(request, contest)
    form = StartForm(
        request.POST or None,
        initial={"cluster_name": followed.cluster_name, "language": followed.language} if followed else None,
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            application = services.start_application(
                contest,
                **form.cleaned_data,
                follows=followed,
                acting_as=request.acting_as,
                now=request.received_at,
            )
        except TransitionRefused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("The draft is opened. It is not filed yet."))
            return redirect("applications:application", application.pk)
    context = {
        "form": form,
        "contest": contest,
        "contest_title": title_of(contest),
        "followed": followed,
        "participant": request.acting_as.organisation,
        "term": closing_day(contest, now=request.received_at),
        "is_open": contest.is_open(request.received_at),
        "refusal": refusal,
        "edition_key": contest.law.key,
        "crumbs": crumbs_of(),
    }
    return render(request, "applications/start.html", context, status=refusal.status if refusal else 200)


def _followed(request: HttpRequest, contest) -> Application | None:
    asked = request.GET.get("follows", "")
    if not asked:
        return None
    try:
        key = UUID(asked)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(applications_of(request.acting_as), pk=key, competition=contest)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a draft after asking once more."""
    application = represented(request, pk)
    acting_as, now = request.acting_as, request.received_at
    if request.method == "GET":
        refusal = refusal_of(DELETE_DRAFT, subject=application, acting_as=acting_as, now=now)
    else:
        refusal = attempt(lambda: services.delete_draft(application, acting_as=acting_as, now=now))
        if refusal is None:
            messages.success(request, _("The draft is deleted."))
            return redirect("applications:list")
    return page(request, "applications/delete.html", application, refusal=refusal)
