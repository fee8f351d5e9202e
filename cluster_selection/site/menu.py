"""Entries of the main menu that the hall itself brings; every room adds its own in the same way."""

from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.enums import ROLES_OF, Office, Role
from cluster_selection.navigation import FOOTER, PUBLIC, NavItem, register
from cluster_selection.site import audit, desk

APPLICANTS = ROLES_OF[Office.APPLICANTS]
EVERYBODY = (PUBLIC, *Role.values)
KEEPERS = (*ROLES_OF[Office.ORGANISER], Role.AUDITOR)  # their page of the competitions is another

register(
    NavItem(_("Home"), "site:home", roles=(PUBLIC,), order=5),
    NavItem(
        _("Desk"),
        "site:desk",
        roles=[role for office in desk.OFFICES for role in ROLES_OF[office]],
        badge=desk.waiting,
        order=10,
        tone="bad",
    ),
    NavItem(_("Audit trail"), "site:audit", roles=audit.READERS, order=10),
    NavItem(_("Access log"), "site:audit_access", roles=audit.READERS, order=12),
    NavItem(
        _("Competitions"),
        ("competitions:list", "competitions:index"),
        roles=[role for role in EVERYBODY if role not in KEEPERS],
        order=20,
    ),
    NavItem(_("Results"), "competitions:results", roles=(PUBLIC,), order=30),
    NavItem(
        _("Rules"),
        ("editions:list", "editions:index"),
        roles=(PUBLIC, *APPLICANTS),
        order=60,
        covers=("editions",),
    ),
    NavItem(_("Terms"), "workflow:terms", roles=EVERYBODY, order=62, covers=("workflow",)),
    NavItem(
        _("Working calendar"),
        ("workdays:index", "workdays:calendar"),
        roles=EVERYBODY,
        order=64,
        covers=("workdays",),
    ),
    NavItem(
        _("Verify a document"), "documents:verify_form", roles=(PUBLIC,), order=66, covers=("documents",)
    ),
    NavItem(_("Accessibility"), "site:accessibility", roles=(FOOTER,), order=90),
)
