"""The task list: what is written, what is missing, and how much time is left."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.enums import PaperSetState, State
from applications.models import Application
from applications.queries import other_applications, paper_set_state
from applications.tasklist import TaskList, tasks_of
from applications.views.common import closing_day, is_editable, own, page
from applications.views.lists import TONES
from cluster_selection.accounts.enums import Role

_ENDED = (State.WITHDRAWN, State.RETURNED)


@require_safe
def application(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the state of the application, its parts and what is missing in each."""
    found = own(request, pk)
    now = request.received_at
    contest = found.competition
    is_open = contest.is_open(now)
    tasks = tasks_of(found)
    version = found.versions.select_related("receipt").order_by("-number").first()
    changed = bool(version) and version.sha256 != tasks.sha256 and not found.is_paper
    editable = is_editable(request, found)
    return page(
        request,
        "applications/application.html",
        found,
        tasks=tasks,
        version=version,
        changed=changed and editable,
        lost=changed and not editable and found.state not in _ENDED,
        is_open=is_open,
        editable=editable,
        represents=request.acting_as.role == Role.REPRESENTATIVE,
        term=closing_day(contest, now=now),
        tag_tone=TONES[State(found.state)],
        others=other_applications(found).count(),
        paper=_paper(found, now),
        actions=_actions(request, found, is_open=is_open, version=version),
        progress=_progress(tasks),
        crumbs=[(_("My applications"), reverse("applications:list"))],
        clauses={
            "late": contest.law.term("acceptance").clause,
            "return": contest.law.term("check").clause,
            "paper": contest.law.clause_of("application.receive_paper_set"),
        },
    )


def _progress(tasks: TaskList) -> str:
    return _("%(done)s of %(total)s parts are ready") % {"done": tasks.done, "total": tasks.total}


def _paper(found: Application, now) -> dict:
    state = PaperSetState(paper_set_state(found, now))
    tones = {PaperSetState.AWAITED: "off", PaperSetState.RECEIVED: "ok", PaperSetState.MISSING: "bad"}
    return {"tone": tones[state], "word": state.label}


def _actions(request: HttpRequest, found: Application, *, is_open: bool, version) -> list[tuple[str, str]]:
    """Return what else can be done: words and address."""
    represents = request.acting_as.role == Role.REPRESENTATIVE
    at = [found.pk]
    actions = [(_("Print Annex 1 (PDF)"), reverse("applications:print_annex1", args=at))]
    if version is not None:
        actions = [(_("Versions filed"), reverse("applications:versions", args=at))]
    actions += [
        (_("Download as a readable page"), reverse("applications:download_html", args=at)),
        (_("Download as data (JSON)"), reverse("applications:download_json", args=at)),
    ]
    if represents and found.state == State.DRAFT:
        actions.append((_("Delete the draft"), reverse("applications:delete", args=at)))
    if represents and found.state in (State.REGISTERED, State.ADMITTED) and is_open:
        actions.append((_("Withdraw the application"), reverse("applications:withdraw", args=at)))
    elif (
        represents
        and not is_open
        and found.state
        in (
            State.REGISTERED,
            State.ADMITTED,
            State.FORWARDED,
            State.CONCLUSION_RECEIVED,
            State.REFERRED,
        )
    ):
        actions.append(
            (_("Statement of withdrawal after closing"), reverse("applications:statement", args=at))
        )
    return actions
