"""What the review answers to the hall's questions."""

from applications.enums import State
from applications.models import Application
from cluster_selection.competitions import rooms

_STAGES = (  # the slowest application names the stage
    (State.REGISTERED, "SCREENING"),
    (State.ADMITTED, "SCREENING"),
    (State.FORWARDED, "AT_INSTITUTE"),
    (State.CONCLUSION_RECEIVED, "CONCLUSIONS_RECEIVED"),
    (State.REFERRED, "AT_COMMISSION"),
)


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


def register() -> None:
    """Answer the hall."""
    rooms.register("stage", _stages)
