"""Entries of the menu that the review brings."""

from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.enums import Office, Role
from cluster_selection.navigation import NavItem, register
from review.queries import applications_to_check, waiting_data_requests

_ORGANISER = (Role.REGISTRAR, Role.SCREENER, Role.HEAD)


def _to_check(acting_as, now) -> int:
    """Return how many applications wait for their check."""
    return applications_to_check().count() if acting_as.office == Office.ORGANISER else 0


def register_items() -> None:
    """Put the pages of the room into the menu."""
    register(
        NavItem(
            _("Registers"),
            "review:registers",
            roles=(*_ORGANISER, Role.AUDITOR),
            order=22,
            badge=_to_check,
            covers=("review",),
        ),
        NavItem(
            _("Expert conclusions"),
            "review:institute",
            roles=(Role.COORDINATOR, Role.EXPERT, Role.INSTITUTE_HEAD),
            order=22,
            covers=("review",),
        ),
        NavItem(
            _("Requests for data"),
            "review:own_requests",
            roles=(Role.REPRESENTATIVE, Role.EDITOR),
            order=26,
            badge=lambda acting_as, now: waiting_data_requests(acting_as),
            covers=("review:own_requests", "review:data_request"),
            tone="warn",
        ),
    )
