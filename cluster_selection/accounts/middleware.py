"""In which membership a person acts, and the second factor asked of offices."""

import functools

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cluster_selection.accounts.models import Membership
from cluster_selection.accounts.queries import active_memberships_of
from cluster_selection.accounts.second_factor import is_second_factor_due
from cluster_selection.clock import day_of

SESSION_KEY = "membership"

# What a person of an office may still open before the second factor: what leads to it, and the way out.
_WITHOUT_SECOND_FACTOR = frozenset({"account_logout", "account_inactive", "account_reauthenticate"})


class _ActingRequest:
    """Adds to a request what it costs a query to know, read at the first use."""

    @cached_property
    def memberships(self) -> list[Membership]:
        """The memberships the person holds on the day of the request; one query, none if anonymous."""
        if not self.user.is_authenticated:
            return []
        memberships = list(active_memberships_of(self.user, day=day_of(self.received_at)))
        for membership in memberships:
            membership.user = self.user
        return memberships

    @cached_property
    def acting_as(self) -> Membership | None:
        """The membership chosen in this session while it is held, else the first one, else none."""
        if not self.user.is_authenticated:
            return None
        chosen = self.session.get(SESSION_KEY)
        for membership in self.memberships:
            if str(membership.id) == chosen:
                return membership
        return self.memberships[0] if self.memberships else None


@functools.cache
def _acting(request_class: type) -> type:
    return type(request_class.__name__, (_ActingRequest, request_class), {})


class ActingAsMiddleware:
    """Give every request ``acting_as`` and ``memberships``, without a query before they are read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.__class__ = _acting(type(request))
        return self.get_response(request)


class SecondFactorMiddleware:
    """Lead people of offices to the authenticator app before any page that needs a login."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.url_name or ""
        if (
            not getattr(view, "login_required", True)
            or name in _WITHOUT_SECOND_FACTOR
            or name.startswith("mfa_")
        ):
            return None
        if not is_second_factor_due(request):
            return None
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return HttpResponseRedirect(
                reverse("mfa_reauthenticate", query={"next": request.get_full_path()})
            )
        messages.warning(
            request, _("Your role asks for a second factor: connect an authenticator app before you go on.")
        )
        return redirect("mfa_activate_totp")
