"""What was typed is not lost when the sign-in has expired: the text waits in the browser's own session.

A form sent without a sign-in is kept if the browser was signed in before (a signed cookie names the person),
and is offered again to the same person in the same browser after sign-in. Files and secrets are not kept.
"""

import re
import uuid

from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

SESSION_KEY = "kept"
FIELD = "kept_text"
COOKIE = "reader"
_SALT = "accounts.kept"
_SECRET = re.compile(r"pass|token|secret|otp|\bcode\b|^csrf", re.IGNORECASE)
_MOST = 5  # forms kept at once; the oldest goes first
_LONGEST = 2_000_000  # characters of one form
_COOKIE_SECONDS = 7 * 24 * 3600


class KeptTextMiddleware:
    """Keep the text of a form sent after the sign-in has expired, and forget it once it is accepted.

    Stands before ``LoginRequiredMiddleware``, after the session, the sign-in and the check of forms.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # A page that asked nothing about the reader stays the same for everybody, and costs no query.
        if request.session.accessed and request.user.is_authenticated:
            _forget_accepted(request, response)
            _remember_reader(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or not getattr(view, "login_required", True):
            return None
        if request.user.is_authenticated:
            return None
        key = keep(request)
        if key is None:
            return None
        try:
            back = reverse("accounts:kept", args=[key])
        except NoReverseMatch:
            return None
        return redirect_to_login(back)


def keep(request: HttpRequest) -> str | None:
    """Keep the text of a form in the session; return its key, None for a browser that was not signed in."""
    reader = _reader(request)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != FIELD and not _SECRET.search(name)
    ]
    if reader is None or not fields or sum(len(value) for _name, value in fields) > _LONGEST:
        return None
    key = str(uuid.uuid4())
    kept = dict(list(request.session.get(SESSION_KEY, {}).items())[1 - _MOST :])
    kept[key] = {
        "reader": reader,
        "path": request.get_full_path(),
        "fields": fields,
        "had_files": bool(request.FILES),
    }
    request.session[SESSION_KEY] = kept
    return key


def kept_text(request: HttpRequest, key: str) -> dict | None:
    """Return what was kept under a key for the person now signed in, else None."""
    found = request.session.get(SESSION_KEY, {}).get(key)
    if found is None or found["reader"] != str(request.user.pk):
        return None
    return found


def forget(request: HttpRequest, key: str) -> None:
    """Forget what was kept under a key."""
    kept = request.session.get(SESSION_KEY, {})
    if kept.pop(key, None) is not None:
        request.session[SESSION_KEY] = kept


def _forget_accepted(request: HttpRequest, response: HttpResponse) -> None:
    # A form that was accepted answers with a redirect; one that was refused shows its text again.
    if request.method == "POST" and request.POST.get(FIELD) and 300 <= response.status_code < 400:
        forget(request, request.POST[FIELD])


def _remember_reader(request: HttpRequest, response: HttpResponse) -> None:
    reader = str(request.user.pk)
    if _reader(request) != reader:
        response.set_signed_cookie(
            COOKIE,
            reader,
            salt=_SALT,
            max_age=_COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )


def _reader(request: HttpRequest) -> str | None:
    try:
        return request.get_signed_cookie(COOKIE, default=None, salt=_SALT, max_age=_COOKIE_SECONDS)
    except BadSignature:
        return None
