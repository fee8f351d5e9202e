"""What the applications answer to the hall's questions."""

from django.contrib.auth import get_user_model

from applications.enums import State
from applications.queries import alive_applications, drafts, registered
from cluster_selection.accounts.enums import Role
from cluster_selection.competitions import rooms

_WRITERS = (Role.REPRESENTATIVE, Role.EDITOR)


def _people_of(applications):
    return get_user_model().objects.filter(
        is_active=True,
        memberships__role__in=_WRITERS,
        memberships__until_on=None,
        memberships__organisation__applications__in=applications,
    ).distinct()


def _any_forwarded(contest) -> bool:
    later = (State.FORWARDED, State.CONCLUSION_RECEIVED, State.REFERRED, State.WINNER, State.NOT_SELECTED)
    return contest.applications.filter(state__in=later).exists()


def register() -> None:
    """Answer the hall."""
    rooms.register("alive", lambda contest: alive_applications(contest).count())
    rooms.register("draft_holders", lambda contest: _people_of(drafts(contest)))
    rooms.register("participants", lambda contest: _people_of(registered(contest)))
    rooms.register("any_forwarded", _any_forwarded)
