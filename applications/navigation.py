"""Entries of the main menu for participants."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.enums import Role
from cluster_selection.competitions import rooms
from cluster_selection.navigation import NavItem, register

register(
    NavItem(
        label=_("My applications"),
        url_name="applications:list",
        roles=(Role.REPRESENTATIVE, Role.EDITOR),
        order=10,
        covers=("applications",),
    ),
)

rooms.register("apply_url", lambda contest: reverse("applications:start", args=[contest.pk]))
