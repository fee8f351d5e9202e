"""What machines ask: is the process alive, may this node serve, where does the site begin."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cluster_selection.site.readiness import readiness


@login_not_required
@require_safe
def root(request):
    """Lead to the home page in the reader's language: the one chosen before, else the browser's, else kk."""
    response = HttpResponseRedirect(reverse("site:home"))
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """Answer that the process is alive; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request):
    """Answer whether this node may serve; alarms stand in the body and do not take it out of service."""
    result = readiness()
    return JsonResponse(result.as_json(), status=200 if result.is_ready else 503)


@login_not_required
@require_safe
def robots(request):
    """Tell search engines what to read: nothing of a training copy, the public pages of a real one."""
    lines = ["User-agent: *"]
    if settings.PRODUCTION:
        lines += [f"Disallow: /{code}/accounts/" for code, _ in settings.LANGUAGES]
    else:
        lines.append("Disallow: /")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@login_not_required
@require_safe
def favicon(request):
    """Lead to the icon of the site."""
    return HttpResponsePermanentRedirect(static("favicon.svg"))
