"""Annex 1: its data, its printed form, its signed form."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import services
from applications.documents import printable_annex1
from applications.forms import Annex1Form, SignedFormForm
from applications.manifest import ANNEX1_FIELDS
from applications.models import Application
from applications.page_queries import last_change_of
from applications.reading import annex1_lines
from applications.services import Stale
from applications.views.common import attempt, own, page, why_not_editable
from applications.views.downloads import pdf_response
from cluster_selection.files.services import FileRefused
from cluster_selection.workflow.refusals import TransitionRefused


@require_http_methods(["GET", "POST"])
def annex1(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write Annex 1; a newer text saved by another is shown beside the own one, nothing is lost."""
    application = own(request, pk)
    refusal = None
    if request.method == "POST":
        form = Annex1Form(request.POST, language=application.language)
        if form.is_valid():
            try:
                services.save_annex1(
                    application,
                    fields=form.values,
                    version=form.cleaned_data["version"],
                    acting_as=request.acting_as,
                    now=request.received_at,
                )
            except Stale as stale:
                return _conflict(request, stale.current, form)
            except TransitionRefused as refused:
                refusal = refused.refusal
            else:
                messages.success(request, _("Annex 1 is saved. Saved is not filed."))
                return redirect("applications:application", pk)
    else:
        form = Annex1Form(initial=_values(application), language=application.language)
        refusal = why_not_editable(request, application)
    return page(request, "applications/annex1.html", application, form=form, refusal=refusal)


def _values(application: Application) -> dict:
    values = {name: getattr(application, name) for name in ANNEX1_FIELDS}
    return {**values, "language": application.language, "version": application.annex1_version}


def _conflict(request: HttpRequest, current: Application, form: Annex1Form) -> HttpResponse:
    mine = annex1_lines(form.values, form.cleaned_data["language"])
    theirs = annex1_lines(_values(current), current.language)
    keep = Annex1Form(initial={**form.values, "version": current.annex1_version}, language=current.language)
    return page(
        request,
        "applications/annex1_conflict.html",
        current,
        status=409,
        rows=[(line, other) for line, other in zip(mine, theirs, strict=True) if line.value != other.value],
        change=last_change_of(current, part="annex1"),
        keep=keep,
    )


@require_http_methods(["GET", "POST"])
def signed_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Attach the signed form of Annex 1."""
    application = own(request, pk)
    form = SignedFormForm(request.POST or None, request.FILES or None)
    refusal = why_not_editable(request, application)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            services.attach_signed_form(
                application,
                upload=upload,
                name=upload.name,
                acting_as=request.acting_as,
                now=request.received_at,
            )
        except FileRefused as refused:
            form.add_error("file", str(refused))
        except TransitionRefused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("The signed form is attached."))
            return redirect("applications:application", pk)
    return page(request, "applications/signed_form.html", application, form=form, refusal=refusal)


@require_POST
def remove_signed_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the signed form off."""
    application = own(request, pk)
    refusal = attempt(
        lambda: services.remove_signed_form(application, acting_as=request.acting_as, now=request.received_at)
    )
    if refusal is None:
        messages.success(request, _("The signed form is taken off."))
        return redirect("applications:signed_form", pk)
    return page(request, "applications/signed_form.html", application, form=SignedFormForm(), refusal=refusal)


@require_safe
def print_annex1(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand out Annex 1 as a PDF to print and sign, in the language of the application if it is a form's."""
    application = own(request, pk)
    language = application.language if application.language in ("kk", "ru") else "kk"
    return pdf_response(
        request, application, printable_annex1(application, language), f"annex1-{language}.pdf"
    )
