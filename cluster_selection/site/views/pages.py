"""Small pages of the hall: the accessibility statement, and the choice of a language."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from cluster_selection.languages import active_language


@login_not_required
@require_safe
def accessibility(request):
    """Show the accessibility statement."""
    return render(request, "site/accessibility.html", {"mail": settings.DEFAULT_FROM_EMAIL})


@login_not_required
@require_safe
def language(request):
    """Remember the language of the address in a cookie and go back to the page without one."""
    response = HttpResponseRedirect(local_address(request, request.GET.get("next")))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        active_language(),
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.PRODUCTION,
    )
    return response


def local_address(request, url: str | None) -> str:
    """Return the address if it lies within the portal, else the home page."""
    if url and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return url
    return reverse("site:home")
