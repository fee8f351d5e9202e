"""Who is told what of a competition; ``delivery`` queues, sends and records."""

import datetime as dt

from cluster_selection.competitions import rooms
from cluster_selection.delivery.services import notify
from cluster_selection.languages import in_three


def tell_draft_holders(contest, message: str, *, now: dt.datetime, context: dict | None = None) -> None:
    """Tell everyone who holds a draft or an application of the competition."""
    users = {user.pk: user for user in rooms.ask("draft_holders", contest, default=())}
    users |= {user.pk: user for user in rooms.ask("participants", contest, default=())}
    notify(
        users.values(),
        message,
        {"number": contest.number, "title": in_three(contest, "title"), **(context or {})},
        competition_id=contest.pk,
        url=f"/competitions/{contest.pk}/",
        legal=True,
        now=now,
    )
