"""Who may open a page: login is asked for by middleware, the role here."""

import functools
from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from cluster_selection.accounts.enums import OFFICE_OF, Office, Role


def requires(*roles: Role) -> Callable:
    """Let a view run only for a membership with one of the roles; without roles, for any membership.

    An anonymous reader goes to the sign-in page, everyone else gets 403.
    """
    allowed = frozenset(Role(role) for role in (roles or Role))

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.acting_as is None or Role(request.acting_as.role) not in allowed:
                raise PermissionDenied(_("This page is for another role. Choose the role in which you act."))
            return view(request, *args, **kwargs)

        guarded.required_roles = allowed
        return guarded

    return decorate


def requires_office(*offices: Office) -> Callable:
    """Let a view run only for a membership of one of the offices."""
    return requires(*(role for role, office in OFFICE_OF.items() if office in offices))
