"""Entries of the main menu that belong to delivery."""

from django.utils.translation import gettext_lazy as _

from cluster_selection.delivery.queries import dead_jobs
from cluster_selection.navigation import NavItem, register

register(
    NavItem(
        label=_("Failed jobs"),
        url_name="delivery:dead_jobs",
        roles=("ADMINISTRATOR",),
        badge=lambda acting_as, now: dead_jobs().count(),
        order=85,
        tone="bad",
    ),
)
