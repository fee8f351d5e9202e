"""The public check of a document by its code: no sign-in, one question to the database."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cluster_selection.documents import codes
from cluster_selection.documents.forms import CodeForm
from cluster_selection.documents.models import LANGUAGE_CHOICES
from cluster_selection.documents.queries import document_by_code
from cluster_selection.files.services import respond


@login_not_required
@require_safe
def verify_form(request):
    """Ask for the code; a code that can be one leads to its page."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("documents:verify", code=form.cleaned_data["code"])
    return render(request, "documents/verify_form.html", {"form": form})


@login_not_required
@require_safe
@cache_control(private=True, max_age=0, must_revalidate=True)
def verify(request, code):
    """Show the facts of a document; a code typed in another way leads to the address as it is printed."""
    written = codes.normalise(code)
    if written and written != code:
        return redirect("documents:verify", code=written)
    document = document_by_code(code)
    if document is None:
        form = CodeForm({"code": code})
        form.is_valid()
        mistyped = not written or not codes.is_sound(written)
        context = {"form": form, "mistyped": mistyped, "crumbs": _crumbs()}
        return render(request, "documents/verify_unknown.html", context, status=404)
    context = {"document": document, "crumbs": _crumbs(), **_facts(document)}
    return render(request, "documents/verify.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Check a document"), reverse("documents:verify_form"))]


def _facts(document) -> dict:
    have = {rendering.language: rendering for rendering in document.renderings.all()}
    names = dict(LANGUAGE_CHOICES)
    rows = [
        {"language": language, "name": names[language], "rendering": have.get(language)}
        for language in document.languages
    ]
    return {"rows": rows, "is_being_prepared": not all(row["rendering"] for row in rows)}


@login_not_required
@require_safe
def download(request, code, language):
    """Send the PDF of a document that anyone may read."""
    document = document_by_code(code)
    if document is None or not document.public:
        raise Http404
    for rendering in document.renderings.all():
        if rendering.language == language:
            return respond(rendering.file, as_attachment=False, public=True)
    raise Http404
