"""Requests for additional data: asking, reading, answering (Annex 3)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.queries import visible_application
from cluster_selection.accounts.access import requires
from cluster_selection.accounts.enums import Office, Role
from cluster_selection.clock import day_of
from cluster_selection.files.services import serve
from cluster_selection.languages import pick
from cluster_selection.workflow.engine import refusal_of
from review import queries, services, transitions
from review.forms import AnswerForm, DataRequestForm
from review.models import DataRequest
from review.views.common import attempt, crumbs_of, page_of

_READERS = (*transitions.ASK_FOR_DATA.may.roles, Role.AUDITOR, Role.REPRESENTATIVE, Role.EDITOR)


@requires(*transitions.ASK_FOR_DATA.may.roles)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the participant for additional data."""
    application = visible_application(request.acting_as, pk)
    form = DataRequestForm(
        request.POST or None, law=application.competition.law, today=day_of(request.received_at)
    )
    refusal, known = None, {"acting_as": request.acting_as, "now": request.received_at}
    if request.method == "POST" and form.is_valid():
        sent = []
        refusal = attempt(
            lambda: sent.append(services.ask_for_data(application, **form.cleaned_data, **known))
        )
        if refusal is None:
            messages.success(request, _("The request is sent to the participant."))
            return redirect("review:data_request", sent[0].pk)
    elif request.method == "GET":
        refusal = refusal_of(transitions.ASK_FOR_DATA, subject=application, **known)
    return page_of(
        request,
        "review/ask_for_data.html",
        application,
        refusal=refusal,
        form=form,
        **_frame(request, application),
    )


def _frame(request: HttpRequest, application) -> dict:
    if request.acting_as.office in (Office.ORGANISER, Office.AUDIT):
        return {}
    return {"crumbs": [], "cancel_url": reverse("review:institute")}


@requires(Role.REPRESENTATIVE, Role.EDITOR)
@require_safe
def own_requests(request: HttpRequest) -> HttpResponse:
    """List the requests addressed to the participant, the latest first."""
    rows = queries.own_data_requests(request.acting_as).order_by("-sent_at", "pk")[:200]
    return render(request, "review/own_requests.html", {"rows": rows})


@requires(*_READERS)
@require_http_methods(["GET", "POST"])
def data_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a request with its answer; the participant's representative answers here."""
    found = _visible(request, pk)
    law = found.application.competition.law
    posted = request.method == "POST"
    known = {"acting_as": request.acting_as, "now": request.received_at}
    form = AnswerForm(request.POST if posted else None, request.FILES if posted else None, **known)
    refusal = None
    if posted and form.is_valid():
        refusal = attempt(lambda: services.answer_data_request(found, **form.cleaned_data, **known))
        if refusal is None:
            messages.success(request, _("The answer is sent."))
            return redirect("review:data_request", found.pk)
    is_office = request.acting_as.office in (Office.ORGANISER, Office.AUDIT)
    context = {
        "request_row": found,
        "application": found.application,
        "items": [f"{item.number}. {pick(item.title)}" for item in law.annex3 if item.key in found.item_keys],
        "form": form,
        "refusal": refusal,
        "edition_key": law.key,
        "crumbs": crumbs_of(application=found.application) if is_office else [],
        "is_office": is_office,
        "may_answer": refusal_of(transitions.ANSWER_DATA_REQUEST, subject=found, **known) is None,
    }
    status = refusal.status if refusal and posted else 200
    return render(request, "review/data_request.html", context, status=status)


def _visible(request: HttpRequest, pk: UUID) -> DataRequest:
    if request.acting_as.office == Office.APPLICANTS:
        return get_object_or_404(queries.own_data_requests(request.acting_as), pk=pk)
    rows = DataRequest.objects.select_related("application__competition__edition", "application__participant")
    found = get_object_or_404(rows.select_related("file", "sent_by__user", "answered_by__user"), pk=pk)
    visible_application(request.acting_as, found.application_id)
    return found


@requires(*_READERS)
@require_safe
def answer_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand out the file of an answer; the access is recorded."""
    found = _visible(request, pk)
    if found.file is None:
        raise Http404
    return serve(found.file, request, as_attachment=False)
