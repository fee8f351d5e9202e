"""Withdrawing before closing, and the statement after it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications import services
from applications.forms import NoticeForm
from applications.transitions import STATE_LATE_WITHDRAWAL, WITHDRAW
from applications.views.common import closing_day, page, represented
from cluster_selection.workflow.engine import Transition, refusal_of
from cluster_selection.workflow.refusals import TransitionRefused


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdraw the application by a written notice.

    Clause: 9
    """
    return _notice(
        request,
        pk,
        WITHDRAW,
        services.withdraw_application,
        template="applications/withdraw.html",
        done=_("The application is withdrawn. The organiser is notified in writing."),
    )


@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a statement of withdrawal made after closing; the application stays where it is."""
    return _notice(
        request,
        pk,
        STATE_LATE_WITHDRAWAL,
        services.state_late_withdrawal,
        template="applications/statement.html",
        done=_("The statement is recorded. The application stays under consideration."),
    )


def _notice(
    request: HttpRequest, pk: UUID, transition: Transition, service: Callable, *, template: str, done: str
) -> HttpResponse:
    application = represented(request, pk)
    form = NoticeForm(request.POST or None, language=application.language)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            service(
                application,
                text=form.cleaned_data["text"],
                acting_as=request.acting_as,
                now=request.received_at,
            )
        except TransitionRefused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, done)
            return redirect("applications:application", pk)
    elif request.method == "GET":
        refusal = refusal_of(
            transition, subject=application, acting_as=request.acting_as, now=request.received_at
        )
    return page(
        request,
        template,
        application,
        form=form,
        refusal=refusal,
        term=closing_day(application.competition, now=request.received_at),
        can_be_filed_anew=application.competition.is_open(request.received_at),
    )
