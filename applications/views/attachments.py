"""Attached documents."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from applications import services
from applications.forms import DocumentsForm
from applications.models import Application
from applications.queries import attachments_of
from applications.views.common import attempt, own, page, why_not_editable
from cluster_selection.files.services import FileRefused
from cluster_selection.workflow.refusals import TransitionRefused


@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List the documents and attach more; a file that is refused is named, the others are attached."""
    application = own(request, pk)
    form = DocumentsForm(
        request.POST or None,
        request.FILES or None,
        law=application.competition.law,
        language=application.language,
    )
    refusal = why_not_editable(request, application)
    if request.method == "POST" and form.is_valid():
        try:
            attached = _attach(request, application, form)
        except TransitionRefused as refused:
            refusal = refused.refusal
        else:
            if attached:
                words = ngettext(
                    "%(number)s document is attached.", "%(number)s documents are attached.", attached
                )
                messages.success(request, words % {"number": attached})
            if form.is_valid():
                return redirect("applications:documents", pk)
    numbers = {item.key: item.number for item in application.competition.law.annex3}
    rows = [(attachment, numbers.get(attachment.item_key, "")) for attachment in attachments_of(application)]
    return page(request, "applications/documents.html", application, form=form, rows=rows, refusal=refusal)


def _attach(request: HttpRequest, application: Application, form: DocumentsForm) -> int:
    answers = form.cleaned_data
    files = answers["files"]
    attached = 0
    for upload in files:
        title = (
            answers["title"] if len(files) == 1 else " ".join(filter(None, [answers["title"], upload.name]))
        )
        try:
            services.add_attachment(
                application,
                upload=upload,
                name=upload.name,
                title=title[:300],
                kind=answers["kind"],
                item_key=answers["item_key"],
                acting_as=request.acting_as,
                now=request.received_at,
            )
            attached += 1
        except FileRefused as refused:
            form.add_error("files", str(refused))
    return attached


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, pk: UUID, attachment_id: UUID) -> HttpResponse:
    """Take a document off after asking once more."""
    application = own(request, pk)
    attachment = get_object_or_404(attachments_of(application), pk=attachment_id)
    if request.method == "GET":
        refusal = why_not_editable(request, application)
    else:
        refusal = attempt(
            lambda: services.remove_attachment(
                attachment, acting_as=request.acting_as, now=request.received_at
            )
        )
        if refusal is None:
            messages.success(request, _("“%(title)s” is taken off.") % {"title": attachment.title})
            return redirect("applications:documents", pk)
    return page(
        request, "applications/document_remove.html", application, attachment=attachment, refusal=refusal
    )
