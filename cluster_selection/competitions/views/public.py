"""What everybody may read: announcements, results, the archive."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cluster_selection.competitions import cards, queries, timeline
from cluster_selection.competitions.enums import State
from cluster_selection.competitions.forms import SearchForm
from cluster_selection.competitions.views.loading import name_of, public_or_404
from cluster_selection.documents.queries import public_documents_of
from cluster_selection.editions.queries import current_edition
from cluster_selection.files.enums import ScanState
from cluster_selection.files.services import respond
from cluster_selection.languages import active_language, translated
from cluster_selection.paging import paginate

DECIDED = 10  # how many the list shows; the archive has all of them


@login_not_required
@require_safe
def competitions(request):
    """Show what is open, under consideration and decided lately; a search goes to the archive."""
    if request.GET.get("q"):
        return redirect(reverse("competitions:archive", query={"q": request.GET["q"]}))
    now = request.received_at
    return render(
        request,
        "competitions/list.html",
        {
            "opened": cards.opened(now, acting_as=request.acting_as),
            "considered": cards.considered(now),
            "decided": cards.decided(size=DECIDED),
        },
    )


@login_not_required
@require_safe
def archive(request):
    """Find a competition by number, title, year or state."""
    everything = queries.public_competitions()
    form = SearchForm(request.GET or None, years=queries.years_of(everything))
    found = everything
    if form.is_bound and form.is_valid():
        answers = form.cleaned_data
        found = queries.search(found, words=answers["q"], year=answers["year"], state=answers["state"])
    page = _page(request, found)
    stages = queries.stages_of(page.rows, now=request.received_at)
    rows = [(contest, stages[contest.pk]) for contest in page.rows]
    return render(request, "competitions/archive.html", {"form": form, "page": page, "rows": rows})


@login_not_required
@require_safe
def results(request):
    """List the competitions whose results are published."""
    page = _page(request, queries.competitions_with_results())
    return render(request, "competitions/results.html", {"page": page})


def _page(request, competitions):
    return paginate(
        queries.listed(competitions),
        order=queries.LIST_ORDER,
        after=request.GET.get("after"),
        before=request.GET.get("before"),
    )


@login_not_required
@require_safe
def competition(request, competition_id: UUID):
    """Show the announcement of a competition: its last day, text, terms, publications and documents."""
    contest = public_or_404(competition_id)
    now, law = request.received_at, contest.law
    versions = list(contest.versions.exclude(published_at=None))
    asked = request.GET.get("version", "")
    shown = next(
        (version for version in versions if str(version.number) == asked), versions[-1] if versions else None
    )
    wanted = set(contest.required_additional)
    context = {
        "contest": contest,
        "name": name_of(contest),
        "law": law,
        "stage": queries.stage_of(contest, now=now),
        "term": cards.closing_term(
            contest,
            now=now,
            key_in_hand=getattr(current_edition(), "key", ""),
            apply_url=cards.apply_url_for(contest, request.acting_as),
        ),
        "version": shown,
        "versions": versions,
        "is_latest": bool(versions) and shown is versions[-1],
        "lines": [] if contest.imported else timeline.lines_of(contest, now=now),
        "prints": list(contest.prints.select_related("extension")),
        "extensions": list(contest.extensions.select_related("document_file")),
        "additional": [item for item in law.additional_items if item.key in wanted],
        "publications": _publications(queries.publications_of(contest)),
        "documents": public_documents_of(contest.pk),
        "edition_words": cards.edition_words(contest),
        "end_ground": translated(contest, "end_ground"),
        "officer": _officer(contest),
        "api_url": f"/api/v1/competitions/{contest.pk}/",
        "crumbs": _crumbs(),
    }
    return render(request, "competitions/competition.html", context)


def _officer(contest) -> str:
    if contest.accepting_officer_id is None:
        return ""
    user = contest.accepting_officer.user
    return ", ".join(part for part in (user.full_name, user.position) if part)


def _publications(publications) -> list[dict]:
    language = active_language()
    rows = []
    for publication in publications:
        texts = sorted(publication.texts.all(), key=lambda text: text.language != language)
        rows.append({"publication": publication, "text": texts[0] if texts else None, "texts": texts})
    return rows


@login_not_required
@require_safe
def publication(request, competition_id: UUID, ordinal: int):
    """Show one publication as it was published, with its hash in every language."""
    contest = public_or_404(competition_id)
    row = get_object_or_404(queries.publications_of(contest), ordinal=ordinal)
    (shown,) = _publications([row])
    context = {"contest": contest, "name": name_of(contest), **shown, "crumbs": _crumbs(contest)}
    return render(request, "competitions/publication.html", context)


@login_not_required
@require_safe
def competition_results(request, competition_id: UUID):
    """Show the published results, the corrections beside them, and how the terms were kept.

    Clause: 21
    """
    contest = public_or_404(competition_id)
    if contest.state != State.PUBLISHED:
        raise Http404(_("The results of this competition are not published."))
    published = _publications(queries.results_of(contest))
    lines = [] if contest.imported else timeline.lines_of(contest, now=request.received_at)
    context = {
        "contest": contest,
        "name": name_of(contest),
        "stage": queries.stage_of(contest, now=request.received_at),
        "results": published[0] if published else None,
        "corrections": published[1:],
        "lines": lines,
        "late": sum(line.tone == "bad" for line in lines),
        "documents": public_documents_of(contest.pk),
        "edition_words": cards.edition_words(contest),
        "crumbs": _crumbs(contest),
    }
    return render(request, "competitions/competition_results.html", context)


@login_not_required
@require_safe
def decision(request, competition_id: UUID):
    """Hand out the file of the decision to hold the selection."""
    return _file(public_or_404(competition_id).decision_file)


@login_not_required
@require_safe
def extension_document(request, competition_id: UUID, extension_id: UUID):
    """Hand out the file of the act that extends the term."""
    extensions = public_or_404(competition_id).extensions.select_related("document_file")
    return _file(get_object_or_404(extensions, pk=extension_id).document_file)


def _file(stored_file):
    if stored_file is None or stored_file.scan_state not in (ScanState.CLEAN, ScanState.SKIPPED):
        raise Http404
    return respond(stored_file, as_attachment=False, public=True)


def _crumbs(contest=None) -> list[tuple[str, str]]:
    crumbs = [
        (_("Home"), reverse("site:home")),
        (_("Competitions"), reverse("competitions:list")),
    ]
    if contest is not None:
        crumbs.append((name_of(contest), reverse("competitions:competition", args=[contest.pk])))
    return crumbs
