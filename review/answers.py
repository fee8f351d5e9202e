"""What the review answers to the hall's questions."""

from django.urls import reverse
from django.utils.translation import gettext as _

from applications.enums import State
from applications.models import Application
from cluster_selection.accounts.enums import Office
from cluster_selection.competitions import rooms
from review.queries import titles_of

_STAGES = (  # the slowest application names the stage
    (State.REGISTERED, "SCREENING"),
    (State.ADMITTED, "SCREENING"),
    (State.FORWARDED, "AT_INSTITUTE"),
    (State.CONCLUSION_RECEIVED, "CONCLUSIONS_RECEIVED"),
    (State.REFERRED, "AT_COMMISSION"),
)
# Key of the term → page on which its act is taken: of the application, the competition or the institute.
_PAGES = {"check": "review:check", "forward": "review:forwarding", "refer": "review:referral"}
_INSTITUTE = frozenset({"analysis", "hand_over"})


def _stages(contests) -> dict:
    """Return the stage of each competition that has an application under way, in one query."""
    states: dict = {}
    rows = Application.objects.filter(competition__in=[contest.pk for contest in contests]).order_by()
    for contest_id, state in rows.values_list("competition_id", "state").distinct():
        states.setdefault(contest_id, set()).add(state)
    return {
        contest_id: stage
        for contest_id, found in states.items()
        if (stage := next((stage for state, stage in _STAGES if state in found), ""))
    }


def _act_url(term) -> str | None:
    """Return the page on which the act that settles a term is taken."""
    if term.key in _INSTITUTE:
        return reverse("review:institute")
    name = _PAGES.get(term.key)
    return reverse(name, kwargs={"pk": term.subject_id}) if name else None


def _links(contest, acting_as) -> list[tuple[str, str]] | None:
    """Return the pages of a competition for an official of the organiser or the auditor."""
    if (
        acting_as is None
        or acting_as.office not in (Office.ORGANISER, Office.AUDIT)
        or contest.announced_at is None
    ):
        return None
    pages = (
        (_("Register of applications"), "review:register"),
        (_("Forwarding"), "review:forwarding"),
        (_("Referral to the Commission"), "review:referral"),
        (_("Letters and batches"), "review:batches"),
    )
    return [(words, reverse(name, kwargs={"pk": contest.pk})) for words, name in pages]


def register() -> None:
    """Answer the hall."""
    rooms.register("stage", _stages)
    rooms.register("act_url", _act_url)
    rooms.register("subject_title", titles_of)
    rooms.register("links", _links)
