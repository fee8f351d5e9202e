"""Who is in a batch and who is not, in words (clauses 13, 18)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from applications.enums import State
from applications.models import Application
from review.cards import TONES


@dataclass(frozen=True)
class Recipient:
    """An application that can be sent; ``is_chosen`` and ``with_paper`` are the ticks on the page."""

    application: Application
    has_paper: bool
    is_chosen: bool
    with_paper: bool


def recipients_of(
    applications: Iterable[Application], *, chosen: frozenset[str] | None, paper: frozenset[str] | None = None
) -> list[Recipient]:
    """Return what can be sent; on a fresh page (None) everything is ticked, and the paper that is there."""
    rows = []
    for application in applications:
        key = str(application.pk)
        has_paper = any(paper_set.is_complete for paper_set in application.paper_sets.all())
        rows.append(
            Recipient(
                application,
                has_paper,
                is_chosen=chosen is None or key in chosen,
                with_paper=has_paper if paper is None else key in paper,
            )
        )
    return rows


@dataclass(frozen=True)
class LeftOut:
    """An application of the register that is not in the batch, and why."""

    application: Application
    state: str
    tone: str
    why: str


_WHY = {
    State.REGISTERED: _("the check is not decided"),
    State.NOT_ACCEPTED: _("came late and is not considered"),
    State.RETURNED: _("does not meet the Rules"),
    State.WITHDRAWN: _("withdrawn by the participant"),
}
_SENT = _("forwarded already")


def left_out(applications: Iterable[Application]) -> list[LeftOut]:
    """Return the rest of the register with the reason: register and batches together leave nobody out."""
    return [
        LeftOut(
            application,
            str(State(application.state).label),
            TONES[State(application.state)],
            str(_WHY.get(State(application.state), _SENT)),
        )
        for application in applications
    ]
