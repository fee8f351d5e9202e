"""The second factor of people in offices."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings

from cluster_selection.accounts.enums import Office


def has_second_factor(request) -> bool:
    """Say whether a code of the authenticator app (or a recovery code) was given in this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def is_second_factor_due(request) -> bool:
    """Say whether the person must give a second factor: members of offices and readers of the admin."""
    if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated or has_second_factor(request):
        return False
    return request.user.is_staff or any(
        membership.office != Office.APPLICANTS for membership in request.memberships
    )


def note_new_authenticator(sender, request, user, authenticator, **kwargs) -> None:
    """Count the code that connected the app as the second factor of this session.

    allauth offers no other hook at this point; without it the person would type a second code at once.
    """
    record_authentication(request, user, method="mfa", type=str(authenticator.type))
