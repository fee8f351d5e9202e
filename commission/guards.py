"""When the acts of clauses 19–21 are possible. Guards read and never write."""

from django.utils.translation import gettext_lazy as _

from applications.enums import State
from cluster_selection.workflow.engine import Act
from cluster_selection.workflow.refusals import Refusal
from commission.enums import Function, Outcome, ProtocolState
from commission.models import ProtocolItem


def every_item_has_its_outcome(act: Act) -> Refusal | None:
    """Require an outcome with grounds on at least one application.

    Clause: 19
    """
    if act.asking:
        return None
    items = list(act.subject.items.all())
    if not items:
        return Refusal("items", _("The protocol decides no application."), _("Record at least one decision."))
    if any(item.outcome != Outcome.ADJOURNED and not item.grounds.strip() for item in items):
        return Refusal(
            "grounds", _("Each decision is grounded in the comprehensive assessment."), _("Write the grounds.")
        )
    return None


def quorum_was_present(act: Act) -> Refusal | None:
    """Require the quorum that the order names (not from the Rules)."""
    if act.asking:
        return None
    meeting = act.subject.meeting
    present = meeting.attendance.filter(member__votes=True).values("member").distinct().count()
    if present >= meeting.composition.quorum:
        return None
    return Refusal(
        "quorum",
        _("%(present)d members with a vote were present; the order requires %(quorum)d.")
        % {"present": present, "quorum": meeting.composition.quorum},
        _("Record the attendance, or hold another meeting."),
    )


def votes_fit_attendance(act: Act) -> Refusal | None:
    """Refuse more votes on an application than members with a vote were present and not recused."""
    if act.asking:
        return None
    meeting = act.subject.meeting
    present = set(meeting.attendance.filter(member__votes=True).values_list("member_id", flat=True))
    for item in act.subject.items.select_related("application"):
        recused = set(meeting.recusals.filter(application=item.application).values_list("member_id", flat=True))
        votes = item.votes_for + item.votes_against + item.votes_abstained
        if votes > len(present - recused):
            return Refusal(
                "votes",
                _("Application %(number)s: more votes than members present and not recused.")
                % {"number": item.application.number},
                _("Correct the votes or the attendance."),
            )
    return None


def applications_are_referred(act: Act) -> Refusal | None:
    """A protocol decides referred applications only, each once.

    Clause: 18
    """
    if act.asking:
        return None
    for item in act.subject.items.select_related("application"):
        if item.application.state != State.REFERRED:
            return Refusal(
                "not_referred",
                _("Application %(number)s is not before the Commission.") % {"number": item.application.number},
                _("Take it off the protocol."),
            )
        if decided_item(item.application, excluding=act.subject.pk):
            return Refusal(
                "decided",
                _("Application %(number)s is already decided by another protocol.")
                % {"number": item.application.number},
                _("Take it off the protocol."),
            )
    return None


def decided_item(application, *, excluding=None, received_only: bool = False):
    """Return the protocol item that decides an application, or None."""
    states = (ProtocolState.RECEIVED,) if received_only else (ProtocolState.SIGNED, ProtocolState.RECEIVED)
    items = ProtocolItem.objects.filter(application=application, protocol__state__in=states).exclude(
        outcome=Outcome.ADJOURNED
    )
    if excluding:
        items = items.exclude(protocol_id=excluding)
    return items.order_by("protocol__signed_at").last()


def signed_protocol_decides(act: Act) -> Refusal | None:
    """An application gets its outcome from a received protocol alone.

    Clause: 21
    """
    item = decided_item(act.subject, received_only=True)
    if item is not None and item.outcome == act.transition.target:
        return None
    return Refusal("outcome", _("No received protocol decides this application so."), "")


CHAIR = Function.CHAIR
