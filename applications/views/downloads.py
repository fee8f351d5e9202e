"""What can be taken away: own files, issued papers, the draft. Every download is noted in the access log."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from applications.manifest import manifest_of
from applications.models import Application
from applications.page_queries import file_of, papers_of
from applications.queries import package_of
from applications.reading import read
from applications.views.common import own
from cluster_selection.competitions.cards import title_of
from cluster_selection.files.services import serve
from cluster_selection.journal.canonical import canonical_json
from cluster_selection.journal.services import record_access


@require_safe
def file(request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """Hand out a file of the own application: as it is now, or of one of its versions."""
    found = file_of(own(request, pk), file_id)
    if found is None:
        raise Http404
    return serve(found, request)


@require_safe
def paper(request: HttpRequest, pk: UUID, document_id: UUID, language: str) -> HttpResponse:
    """Hand out the PDF of a paper issued for the own application."""
    document = get_object_or_404(papers_of(own(request, pk)), pk=document_id)
    rendering = get_object_or_404(document.renderings.select_related("file"), language=language)
    return serve(rendering.file, request)


@require_safe
def download_json(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand out the application as it stands, as data."""
    application = own(request, pk)
    response = JsonResponse(manifest_of(application), json_dumps_params={"ensure_ascii": False, "indent": 2})
    return _taken(request, application, response, "application.json")


@require_safe
def download_html(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand out the application as it stands, as one readable page without the portal around it."""
    application = own(request, pk)
    contest = application.competition
    reading = read(manifest_of(application), contest.law, required_additional=contest.required_additional)
    context = {
        "application": application,
        "contest_title": title_of(contest),
        "reading": reading,
        "now": request.received_at,
    }
    content = render_to_string("applications/download.html", context, request=request)
    return _taken(request, application, HttpResponse(content), "application.html")


@require_safe
def package_data(request: HttpRequest, pk: UUID, package_id: UUID) -> HttpResponse:
    """Hand out the bytes of a package: their SHA-256 is the one shown, and they are what is signed."""
    application = own(request, pk)
    package = package_of(application, package_id)
    content = canonical_json(package.manifest)
    return _taken(
        request, application, HttpResponse(content, content_type="application/json"), "package.json"
    )


def pdf_response(request: HttpRequest, application: Application, content: bytes, name: str) -> HttpResponse:
    """Return a PDF made for the reader, and note the download."""
    return _taken(request, application, HttpResponse(content, content_type="application/pdf"), name)


def _taken(request: HttpRequest, application: Application, response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    record_access(request=request, what="download", subject=application, detail=name)
    return response
