"""The inbox of the reader, and the jobs given up for the administrator."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cluster_selection.delivery import services
from cluster_selection.delivery.queries import dead_jobs, messages_of
from cluster_selection.languages import active_language, format_instant
from cluster_selection.paging import paginate

PAGE = 30  # rows


@require_safe
def inbox(request):
    """Show the reader's messages, the newest first."""
    page = paginate(
        messages_of(request.user).defer("body", "context"),
        order=("-created_at", "id"),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
        size=PAGE,
    )
    return render(request, "delivery/list.html", {"page": page})


@require_safe
def show_message(request, pk):
    """Show one message to its addressee and record the first time it is shown."""
    message = get_object_or_404(messages_of(request.user), pk=pk)
    if request.method == "GET":  # a HEAD shows nothing
        services.record_first_display(message, user=request.user, now=request.received_at, request=request)
    return render(
        request,
        "delivery/message.html",
        {
            "message": message,
            "address": message.address(active_language()),
            "crumbs": [(_("Inbox"), reverse("delivery:list"))],
            "facts": _facts(message),
        },
    )


@require_POST
def confirm_message(request, pk):
    """Record that the reader has read the message."""
    message = get_object_or_404(messages_of(request.user), pk=pk)
    services.confirm(message, request.user, request.received_at, request=request)
    messages.success(request, _("Your confirmation is recorded."))
    return redirect("delivery:message", pk=pk)


@require_safe
def failed_jobs(request):
    """Show the jobs that were given up, the latest first."""
    _require_administrator(request)
    page = paginate(
        dead_jobs().defer("payload"),
        order=("-dead_at", "id"),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
        size=PAGE,
    )
    return render(request, "delivery/dead_jobs.html", {"page": page})


@require_POST
def retry(request, pk):
    """Put a job that was given up back into the queue."""
    acting_as = _require_administrator(request)
    job = get_object_or_404(dead_jobs(), pk=pk)
    try:
        services.retry_job(job, acting_as=acting_as, now=request.received_at)
    except services.NotGivenUp as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The job is in the queue again."))
    return redirect("delivery:dead_jobs")


def _require_administrator(request):
    # The decorator of accounts stands a layer above this one.
    if request.acting_as is None or request.acting_as.role != "ADMINISTRATOR":
        raise PermissionDenied(_("This page is for the administrator. Choose the role in which you act."))
    return request.acting_as


def _facts(message) -> list[tuple[str, str]]:
    facts = [(_("Sent"), format_instant(message.created_at))]
    if message.mail_sent_at:
        facts.append((_("Mailed"), format_instant(message.mail_sent_at)))
    elif message.mail_error:
        facts.append((_("Mailed"), _("not yet: the mail server did not take it")))
    if message.first_displayed_at:
        facts.append((_("First shown to you"), format_instant(message.first_displayed_at)))
    if message.confirmed_at:
        facts.append((_("Confirmed by you"), format_instant(message.confirmed_at)))
    return facts
