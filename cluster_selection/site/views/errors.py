"""What went wrong, in the reader's language, and the way on.

400, 403 and 404 stand in the frame of the portal; 500 and 503 need neither the database nor a reader, and say
it in all three languages.
"""

import logging
import re
import sys

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

logger = logging.getLogger(__name__)

# Never shown back, whatever was typed there.
_SECRET = re.compile(r"pass|token|secret|otp|\bcode\b", re.IGNORECASE)
_LONGEST = 20_000  # characters of one answer shown back


def bad_request(request, exception=None) -> HttpResponse:
    """Say that the request cannot be understood (400)."""
    return _page(
        request,
        status=400,
        title=_("The request cannot be understood"),
        words=_("The address or the data sent are damaged. Go back and try again."),
    )


@requires_csrf_token
def permission_denied(request, exception=None) -> HttpResponse:
    """Say that the page is not for this reader (403), and why if the refusal says so."""
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return _page(
        request,
        status=403,
        title=_("You may not open this page"),
        words=reason
        or _(
            "Your role does not include this page or act. If you act in several roles, choose the other one."
        ),
    )


@requires_csrf_token
def page_not_found(request, exception=None) -> HttpResponse:
    """Say that there is no such page, or not for this reader (404)."""
    return _page(
        request,
        status=404,
        title=_("There is no such page"),
        words=_(
            "The address is wrong, the page was removed, or it belongs to another organisation. "
            "Begin at the home page."
        ),
    )


def server_error(request) -> HttpResponse:
    """Say that the fault is ours (500), or that the database is away for the moment (503)."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return _static("500.html", status=500)


def unavailable(request, exception=None) -> HttpResponse:
    """Say that the portal is away for the moment (503) and when to try again."""
    response = _static("503.html", status=503)
    response["Retry-After"] = "60"
    return response


@requires_csrf_token
def csrf_failure(request, reason: str = "") -> HttpResponse:
    """Say that the form was not accepted (403), and give back every text typed into it."""
    logger.warning("form refused: %s (%s)", reason, request.path)
    typed = [
        (name, text[:_LONGEST])
        for name, texts in request.POST.lists()
        for text in texts
        if text.strip() and not _SECRET.search(name)
    ]
    return render(request, "site/csrf_failure.html", {"typed": typed}, status=403)


def _page(request, *, status: int, title: str, words: str) -> HttpResponse:
    try:
        return render(
            request, "site/error.html", {"status": status, "title": title, "words": words}, status=status
        )
    except (OperationalError, InterfaceError):
        return unavailable(request)


def _static(template: str, *, status: int) -> HttpResponse:
    try:
        content = loader.render_to_string(template)
    except ValueError:  # the manifest of static files is missing: say it without a look
        content = f"<!doctype html><title>{status}</title><h1>{status}</h1>"
    return HttpResponse(content, status=status)
