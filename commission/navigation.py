"""Entries of the main menu that belong to the Commission."""

from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.enums import Role
from cluster_selection.navigation import NavItem, register
from commission.queries import RECEIVERS, waiting_for

register(
    NavItem(
        _("Commission"),
        "commission:list",
        roles=(Role.SECRETARY, Role.MEMBER, Role.CHAIR),
        order=15,
        badge=waiting_for,
        covers=("commission",),
    ),
    NavItem(
        _("Commission and results"),
        "commission:list",
        roles=(*RECEIVERS, Role.AUDITOR),
        order=45,
        badge=waiting_for,
        covers=("commission",),
    ),
)
