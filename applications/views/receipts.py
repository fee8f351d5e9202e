"""What is filed: the receipt, the versions, and one frozen version to read."""

from uuid import UUID

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from applications.completeness import Finding
from applications.enums import PaperSetState, State
from applications.models import Application, ApplicationVersion
from applications.page_queries import papers_of, terms_ahead
from applications.queries import notices_of, paper_set_state, versions_of
from applications.reading import read
from applications.views.common import crumbs_of, key_in_hand, own, page
from cluster_selection.accounts.enums import Office
from cluster_selection.competitions.timeline import count_url
from cluster_selection.documents.rendering import verify_url
from cluster_selection.languages import pick
from cluster_selection.workflow.models import RunningTerm


@require_safe
def receipt(request: HttpRequest, pk: UUID, number: int | None = None) -> HttpResponse:
    """Show the receipt of a version, by default of the one in force.

    Clause: 6, 8
    """
    application = own(request, pk)
    versions = versions_of(application)
    version = versions.filter(number=number).first() if number else versions.first()
    if version is None:
        raise Http404
    contest = application.competition
    law = contest.law
    latest = application.versions.order_by("-number").values_list("number", flat=True).first()
    papers = [_paper(application, document) for document in papers_of(application)]
    mine = [paper for paper in papers if str(paper["document"].subject_id) == str(version.pk)]
    return page(
        request,
        "applications/receipt.html",
        application,
        version=version,
        is_latest=version.number == latest,
        stands=application.state not in (State.WITHDRAWN, State.RETURNED),
        receipt=version.receipt,
        verify_url=verify_url(version.receipt.code),
        qr=segno.make(verify_url(version.receipt.code), error="m", micro=False).svg_data_uri(border=2),
        receipt_paper=next((paper for paper in mine if paper["document"].pk == version.receipt_id), None),
        papers=[paper for paper in mine if paper["document"].pk != version.receipt_id],
        gaps=[str(Finding.from_json(gap).words) for gap in version.gaps],
        officer=_officer(application),
        signer=version.manifest["annex1"],
        steps=_steps(application, now=request.received_at),
        closing_clause=law.term("acceptance").clause,
        crumbs=crumbs_of(application),
    )


def _officer(application: Application) -> str:
    if application.accepted_by is None:
        return ""
    user = application.accepted_by.user
    return ", ".join(part for part in (user.full_name, user.position) if part)


def _paper(application: Application, document) -> dict:
    files = [
        {
            "language": rendering.get_language_display(),
            "code": rendering.language,
            "size": rendering.file.size,
            "url": reverse("applications:paper", args=[application.pk, document.pk, rendering.language]),
        }
        for rendering in sorted(document.renderings.all(), key=lambda row: row.language)
    ]
    return {"document": document, "files": files}


def _steps(application: Application, *, now) -> list[dict]:
    """Return what happens next, by whom and until when, each with the way to its count."""
    contest = application.competition
    law = contest.law
    steps = []
    if now < contest.closes_at and application.state in (State.REGISTERED, State.ADMITTED):
        awaited = paper_set_state(application, now) == PaperSetState.AWAITED
        if awaited and not application.is_paper:
            steps.append(
                {
                    "due_on": contest.closing_on,
                    "who": _("You"),
                    "words": _(
                        "hand in the application on paper, one original and one copy, or post it, by the end "
                        "of this day."
                    ),
                    "clause": law.clause_of("application.receive_paper_set"),
                    "tag": PaperSetState.AWAITED.label,
                }
            )
        steps.append(
            {
                "due_on": contest.closing_on,
                "who": _("You"),
                "words": _("may amend the application or withdraw it until the end of this day."),
                "clause": law.clause_of("application.amend"),
            }
        )
    steps += [_step(term, law) for term in terms_ahead(application)]
    steps.sort(key=lambda step: (step["due_on"] is None, step["due_on"] or contest.closing_on))
    return steps


def _step(term: RunningTerm, law) -> dict:
    rule = law.term(term.key)
    return {
        "due_on": term.due_on,
        "who": str(Office[term.office].label).capitalize(),
        "words": pick(rule.names),
        "clause": term.clause,
        "count_url": count_url(rule, term.basis_on, edition_key=law.key, key_in_hand=key_in_hand())
        if term.due_on
        else "",
        "uncounted": term.due_on is None,
    }


@require_safe
def versions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List the versions filed, with their receipts and notices, and the notices of withdrawal."""
    application = own(request, pk)
    papers = {paper.pk: _paper(application, paper) for paper in papers_of(application)}
    rows = [
        {
            "version": version,
            "notice": getattr(version, "notice", None),
            "paper": papers.get(version.receipt_id),
        }
        for version in versions_of(application)
    ]
    notices = [(notice, papers.get(notice.document_id)) for notice in notices_of(application)]
    return page(request, "applications/versions.html", application, rows=rows, notices=notices)


@require_safe
def version(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Show a frozen version to read."""
    application = own(request, pk)
    shown: ApplicationVersion = get_object_or_404(versions_of(application), number=number)
    contest = application.competition
    return page(
        request,
        "applications/version.html",
        application,
        version=shown,
        reading=read(shown.manifest, contest.law, required_additional=contest.required_additional),
        gaps=[str(Finding.from_json(gap).words) for gap in shown.gaps],
        changes=False,
        crumbs=crumbs_of(
            application, (_("Versions filed"), reverse("applications:versions", args=[application.pk]))
        ),
    )
