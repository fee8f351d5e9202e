"""Guards every room needs: who acts. They read and never write."""

from django.utils.translation import gettext_lazy as _

from cluster_selection.clock import day_of
from cluster_selection.workflow.engine import Act, Guard
from cluster_selection.workflow.refusals import Refusal

NOT_YOUR_ACT = Refusal(
    "role",
    _("This act belongs to another office or another person."),
    _("Switch to the membership under which you may act, or ask the person responsible."),
    status=403,
)


def held_by(*roles: str) -> Guard:
    """Return a guard: the act is taken as an active membership in one of the roles."""
    allowed = frozenset(str(role) for role in roles)

    def guard(act: Act) -> Refusal | None:
        role = getattr(act.acting_as, "role", "")
        if role not in allowed:
            return NOT_YOUR_ACT
        if hasattr(act.acting_as, "is_active_on") and not act.acting_as.is_active_on(day_of(act.now)):
            return NOT_YOUR_ACT
        return None

    guard.roles = allowed
    guard.__name__ = "held_by_" + "_or_".join(sorted(allowed)).lower()
    return guard
