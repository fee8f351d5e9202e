"""Entries of the main menu that belong to people and organisations."""

from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.enums import Role
from cluster_selection.navigation import NavItem, register

register(
    NavItem(
        label=_("My organisation"),
        url_name="accounts:organisations",
        roles=(Role.REPRESENTATIVE, Role.EDITOR),
        order=80,
        covers=("accounts",),
    ),
    NavItem(
        label=_("People and roles"),
        url_name="accounts:organisations",
        roles=(
            Role.HEAD,
            Role.INSTITUTE_HEAD,
            Role.SECRETARY,
            Role.CHAIR,
            Role.AUDITOR,
            Role.ADMINISTRATOR,
            Role.SECURITY_ADMINISTRATOR,
        ),
        order=90,
        covers=("accounts",),
    ),
)
