"""The organiser's list of selections and the page of one of them with all its acts."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cluster_selection.accounts.access import requires
from cluster_selection.accounts.enums import Role
from cluster_selection.competitions import cards, guards, queries, rooms, timeline, transitions
from cluster_selection.competitions.enums import State
from cluster_selection.competitions.views.loading import name_of, of_office_or_404, organiser_crumbs
from cluster_selection.files.services import serve
from cluster_selection.paging import paginate
from cluster_selection.workflow.engine import Transition, refusal_of
from cluster_selection.workflow.refusals import Refusal

READERS = (Role.HEAD, Role.REGISTRAR, Role.SCREENER, Role.AUDITOR)
_ABSENT = frozenset({"role", "state"})

_ACTS: tuple[tuple[Transition, str, str, bool], ...] = (
    (transitions.SAVE_DRAFT, "edit", _("Edit the draft"), False),
    (transitions.ANNOUNCE, "announce", _("Announce"), False),
    (transitions.CONFIRM_PRINT, "confirm_print", _("Confirm the publication in print"), False),
    (transitions.CHANGE_TEXT, "change_text", _("Change the text"), False),
    (transitions.EXTEND, "extend", _("Extend the term"), False),
    (transitions.DECLARE_VOID, "declare_void", _("Declare void"), True),
    (transitions.CANCEL, "cancel", _("Cancel the selection"), True),
    (transitions.ADD_CORRECTION, "correct", _("Add a correction"), False),
)


@dataclass(frozen=True)
class Button:
    """An act as the page draws it: with its address, or with the reason why it is not possible now."""

    label: str
    url: str
    refusal: Refusal | None
    danger: bool = False


def buttons_of(contest, *, acting_as, now) -> list[Button]:
    """Return the acts of the reader's role in the present state; the impossible ones carry their reason."""
    found = []
    for transition, name, label, danger in _ACTS:
        refusal = refusal_of(transition, subject=contest, acting_as=acting_as, now=now)
        if refusal is not None and refusal.code in _ABSENT:
            continue
        url = reverse(f"competitions:{name}", args=[contest.pk])
        found.append(Button(str(label), url, refusal, danger))
    return found


@requires(*READERS)
@require_safe
def organiser(request):
    """List all selections, drafts too."""
    page = paginate(
        queries.listed(queries.competitions_of_office(request.acting_as)),
        order=queries.LIST_ORDER,
        after=request.GET.get("after"),
        before=request.GET.get("before"),
    )
    stages = queries.stages_of(page.rows, now=request.received_at)
    context = {
        "page": page,
        "rows": [(contest, stages[contest.pk]) for contest in page.rows],
        "may_draft": request.acting_as.role in transitions.SAVE_DRAFT.may.roles,
    }
    return render(request, "competitions/organiser/list.html", context)


@requires(*READERS)
@require_safe
def manage(request, competition_id: UUID):
    """Show a selection with everything recorded of it and the acts that are possible now."""
    contest = of_office_or_404(request, competition_id)
    now, law = request.received_at, contest.law
    wanted = set(contest.required_additional)
    is_draft = contest.state == State.DRAFT
    context = {
        "contest": contest,
        "name": name_of(contest),
        "law": law,
        "edition_key": law.key,
        "edition_words": cards.edition_words(contest),
        "stage": queries.stage_of(contest, now=now),
        "buttons": buttons_of(contest, acting_as=request.acting_as, now=now),
        "short": guards.notice_is_short(contest),
        "links": [link for answer in rooms.ask_all("links", contest, request.acting_as) for link in answer],
        "prints": list(contest.prints.select_related("extension", "evidence")),
        "versions": list(contest.versions.all()),
        "extensions": list(contest.extensions.select_related("document_file")),
        "corrections": list(contest.corrections.all()),
        "additional": [item for item in law.additional_items if item.key in wanted],
        "lines": [] if is_draft or contest.imported else timeline.lines_of(contest, now=now),
        "publications": list(queries.publications_of(contest)),
        "is_draft": is_draft,
        "crumbs": organiser_crumbs(),
    }
    return render(request, "competitions/organiser/competition.html", context)


@requires(*READERS)
@require_safe
def print_evidence(request, competition_id: UUID, print_id: UUID):
    """Hand out the scan of a publication in a periodical."""
    contest = of_office_or_404(request, competition_id)
    row = get_object_or_404(contest.prints.exclude(evidence=None).select_related("evidence"), pk=print_id)
    return serve(row.evidence, request, as_attachment=False)


@requires(*READERS)
@require_safe
def decision_file(request, competition_id: UUID):
    """Hand out the file of the decision to hold a selection, of a draft too."""
    contest = of_office_or_404(request, competition_id)
    if contest.decision_file is None:
        raise Http404
    return serve(contest.decision_file, request, as_attachment=False)
