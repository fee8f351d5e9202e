"""Entries of the main menu that belong to competitions."""

from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.enums import Role
from cluster_selection.navigation import PUBLIC, NavItem, register

register(
    NavItem(
        _("Selections"),
        "competitions:organiser",
        roles=(Role.HEAD, Role.REGISTRAR, Role.SCREENER, Role.AUDITOR),
        order=15,
    ),
    NavItem(_("Archive"), "competitions:archive", roles=(PUBLIC,), order=40),
)
