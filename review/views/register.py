"""The register: its competitions, one of them, one application as the office sees it (clauses 8, 11, 12)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from applications.enums import State
from applications.queries import members_of, notices_of, paper_set_state, paper_sets_of, versions_of
from applications.reading import read
from applications.transitions import ENTER_PAPER
from cluster_selection.accounts.access import requires
from cluster_selection.competitions.queries import LIST_ORDER, listed, stages_of
from cluster_selection.files.services import serve
from cluster_selection.journal.services import record_access
from cluster_selection.paging import paginate
from review import cards, queries
from review.files import registered_file
from review.forms import RegisterFilter
from review.registers import rows_of
from review.views.common import (
    READERS,
    application_or_404,
    contest_or_404,
    crumbs_of,
    page_of,
    page_of_contest,
)

HISTORY = 200


@requires(*READERS)
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """List the competitions with a register, the latest first."""
    contests = paginate(
        listed(queries.announced_competitions(request.acting_as)),
        order=LIST_ORDER,
        after=request.GET.get("after"),
        before=request.GET.get("before"),
    )
    stages = stages_of(contests.rows, now=request.received_at)
    counts = queries.counts_of(contests.rows)
    rows = [
        {"contest": contest, "stage": stages[contest.pk], **_numbers(counts.get(contest.pk, {}))}
        for contest in contests.rows
    ]
    return render(request, "review/registers.html", {"page": contests, "rows": rows})


def _numbers(counts: dict[str, int]) -> dict[str, int]:
    refused = counts.get(State.NOT_ACCEPTED, 0)
    return {
        "refused": refused,
        "registered": sum(counts.values()) - refused,
        "to_check": counts.get(State.REGISTERED, 0),
    }


@requires(*READERS)
@require_safe
def register(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the register of a competition: electronic and paper, accepted or not, never a draft."""
    contest = contest_or_404(request, pk)
    form = RegisterFilter(request.GET or None)
    narrowing = form.narrowing
    page = paginate(
        queries.register_list(contest, acting_as=request.acting_as, **narrowing),
        order=queries.REGISTER_ORDER,
        after=request.GET.get("after"),
        before=request.GET.get("before"),
    )
    return page_of_contest(
        request,
        "review/register.html",
        contest,
        form=form,
        page=page,
        rows=rows_of(page.rows, contest=contest, now=request.received_at),
        **_numbers(queries.counts_of([contest]).get(contest.pk, {})),
        is_narrowed=any(narrowing.values()),
        may_enter=request.acting_as.role in ENTER_PAPER.may.roles,
    )


@requires(*READERS)
@require_safe
def application(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one application: its version in force, papers, terms, acts and history."""
    found = application_or_404(request, pk)
    record_access(request=request, what="view", subject=found)
    law, now = found.competition.law, request.received_at
    versions = list(versions_of(found))
    current = versions[0] if versions else None
    contest = found.competition
    return page_of(
        request,
        "review/application.html",
        found,
        version=current,
        versions=versions,
        reading=read(current.manifest, law, required_additional=contest.required_additional)
        if current
        else None,
        members=[] if current else members_of(found),
        terms=[
            cards.term_card(term, law=law, now=now)
            for term in queries.terms_of_application(found).exclude(status="SUPERSEDED")
        ],
        checks=queries.checks_of(found),
        paper_sets=paper_sets_of(found),
        paper_state=paper_set_state(found, now),
        notices=notices_of(found),
        requests=queries.data_requests_of(found),
        documents=queries.documents_of_application(found),
        acts=cards.acts_of(found, acting_as=request.acting_as, now=now),
        events=cards.events_of(queries.history_of(found).exclude(action__in=cards.UNSHOWN)[:HISTORY]),
        crumbs=crumbs_of(contest),
    )


@requires(*READERS)
@require_safe
def version(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Show one frozen version of an application."""
    found = application_or_404(request, pk)
    row = get_object_or_404(versions_of(found), number=number)
    record_access(request=request, what="view", subject=("version", row.pk))
    contest = found.competition
    return page_of(
        request,
        "review/version.html",
        found,
        version=row,
        reading=read(row.manifest, contest.law, required_additional=contest.required_additional),
    )


@requires(*READERS)
@require_safe
def application_file(request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """Hand out a file of what was filed; the access is recorded."""
    file = registered_file(application_or_404(request, pk), file_id)
    if file is None:
        raise Http404
    return serve(file, request, as_attachment=False)


@requires(*READERS)
@require_safe
def application_paper(request: HttpRequest, pk: UUID, document_id: UUID, language: str) -> HttpResponse:
    """Hand out the PDF of a document issued on an application; the access is recorded."""
    documents = queries.documents_of_application(application_or_404(request, pk))
    document = get_object_or_404(documents, pk=document_id)
    rendering = get_object_or_404(document.renderings.select_related("file"), language=language)
    return serve(rendering.file, request, as_attachment=False)
