"""What the competitions themselves answer to the desk."""

from django.urls import reverse

from cluster_selection.competitions import rooms

_PAGES = {"notice": "manage", "acceptance": "competition"}


def act_url(term) -> str | None:
    """Return where the organiser settles a term of the competition itself; None for other rooms' terms."""
    page = _PAGES.get(term.key)
    return reverse(f"competitions:{page}", args=[term.competition_id]) if page else None


def register() -> None:
    """Answer the hall."""
    rooms.register("act_url", act_url)
