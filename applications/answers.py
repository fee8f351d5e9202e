"""What the applications answer to the hall's questions."""

from django.contrib.auth import get_user_model
from django.db.models import Q

from applications.enums import AT_INSTITUTE_OR_LATER
from applications.queries import alive_applications, drafts, registered
from cluster_selection.accounts.enums import Role
from cluster_selection.clock import Clock
from cluster_selection.competitions import rooms

_WRITERS = (Role.REPRESENTATIVE, Role.EDITOR)


def _people_of(applications):
    """Return the people who today write for the participants of some applications, each once."""
    today = Clock.today()
    held = Q(memberships__until_on=None) | Q(memberships__until_on__gt=today)
    return (
        get_user_model()
        .objects.filter(
            held,
            is_active=True,
            memberships__role__in=_WRITERS,
            memberships__from_on__lte=today,
            memberships__organisation__in=applications.values("participant"),
        )
        .distinct()
    )


def _any_forwarded(contest) -> bool:
    return contest.applications.filter(state__in=AT_INSTITUTE_OR_LATER).exists()


def register() -> None:
    """Answer the hall."""
    rooms.register("alive", lambda contest: alive_applications(contest).count())
    rooms.register("draft_holders", lambda contest: _people_of(drafts(contest)))
    rooms.register("participants", lambda contest: _people_of(registered(contest)))
    rooms.register("any_forwarded", _any_forwarded)
