"""When the acts of clauses 2(4) and 19–21 are possible. Guards read and never write.

A guard that judges a parameter, or what is written in a draft, has nothing to say while a page merely asks.
"""

from django.utils.translation import gettext_lazy as _

from applications.enums import State
from cluster_selection.accounts.enums import Role
from cluster_selection.clock import day_of
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.workflow.engine import Act
from cluster_selection.workflow.refusals import Refusal
from commission.attendance import taking_part
from commission.enums import Function, Outcome, ProtocolState
from commission.models import Assessment, Recusal
from commission.queries import decided_elsewhere, decided_item

ASSESSMENT_FIELDS = ("strengths", "weaknesses", "opportunities", "threats", "factors", "competitiveness")

PROTOCOL_SIGNED = Refusal(
    "signed",
    _("The protocol of this meeting is signed: its record no longer changes."),
    _("Hold another meeting and write a supplementary protocol."),
)
RECUSED = Refusal("recused", _("You are recused from this application."), status=403)


# The Commission and its meetings


def composition_is_whole(act: Act) -> Refusal | None:
    """Require members with a vote, one chair who can sign in the portal, and a quorum they can reach.

    Clause: 2(4)
    """
    if act.asking:
        return None
    members, composition = act.params["members"], act.params["composition"]
    chairs = [member for member in members if member.function == Function.CHAIR]
    if len(chairs) != 1:
        return Refusal("chair", _("The order names one chair."), _("Mark one person as the chair."))
    if chairs[0].membership is None or chairs[0].membership.role != Role.CHAIR:
        return Refusal(
            "chair_account",
            _("The chair signs the protocols in the portal, and this person has no such role."),
            _("Choose a person who holds the role of chair of the Commission."),
        )
    voting = sum(member.votes for member in members)
    if not 1 <= composition.quorum <= voting:
        return Refusal(
            "quorum",
            _("The quorum is %(quorum)d, and %(voting)d members have a vote.")
            % {"quorum": composition.quorum, "voting": voting},
            _("Check the order."),
        )
    if composition.order_on > day_of(act.now):
        return Refusal("future", _("The day of the order lies in the future."), _("Check the day."))
    return None


def composition_is_recorded(act: Act) -> Refusal | None:
    """A meeting is one of the Commission created for this competition.

    Clause: 2(4)
    """
    composition = act.params.get("composition") or act.contest.compositions.last()
    if composition is not None and composition.competition_id == act.contest.pk:
        return None
    return Refusal(
        "composition",
        _("The composition of the Commission is not recorded."),
        _("The head of the selection organiser records the order."),
    )


def meeting_is_not_signed(act: Act) -> Refusal | None:
    """Once its protocol is signed, the record of a meeting no longer changes.

    Clause: 20
    """
    meeting = act.params.get("meeting")
    if meeting is None or not meeting.protocols.exclude(state=ProtocolState.DRAFT).exists():
        return None
    return PROTOCOL_SIGNED


def record_is_of_this_meeting(act: Act) -> Refusal | None:
    """Attendance and recusals name people of the meeting's composition, and its own applications."""
    meeting = act.params.get("meeting")
    if meeting is None:
        return None
    members = set(meeting.composition.members.values_list("pk", flat=True))
    recusals = act.params.get("recusals", ())
    named = {member.pk for member, *_rest in (*act.params.get("attendance", ()), *recusals)}
    if named <= members and all(row[1].competition_id == act.contest.pk for row in recusals):
        return None
    return Refusal(
        "member", _("A person or an application of another Commission is named."), _("Check the record.")
    )


def intervals_are_within_the_meeting(act: Act) -> Refusal | None:
    """Presence lies within the meeting, does not overlap itself, and nothing lies in the future."""
    meeting = act.params.get("meeting")
    if meeting is None:
        return None
    ends_at = act.params.get("ends_at")
    if ends_at is not None and (ends_at <= meeting.starts_at or ends_at > act.now):
        return Refusal(
            "end",
            _("The end of the meeting lies after its beginning and not in the future."),
            _("Check the time."),
        )
    last: dict = {}
    for member, from_at, until_at in sorted(act.params.get("attendance", ()), key=lambda row: row[1]):
        before = last.get(member.pk, from_at)
        if before is None or from_at < before or (until_at is not None and until_at <= from_at):
            return Refusal(
                "overlap", _("%(name)s: the times overlap.") % {"name": member.name}, _("Check the times.")
            )
        if from_at > act.now or (ends_at is not None and (until_at or from_at) > ends_at):
            return Refusal(
                "outside",
                _("%(name)s: a time lies outside the meeting.") % {"name": member.name},
                _("Check the times."),
            )
        last[member.pk] = until_at
    return None


# The comprehensive assessment


def not_recused(act: Act) -> Refusal | None:
    """Who is recused from an application takes no part in its assessment.

    Clause: 19
    """
    user_id = act.acting_as.actor().user_id
    recused = Recusal.objects.filter(application=act.subject.pk, member__membership__user_id=user_id)
    return RECUSED if recused.exists() else None


def not_decided_yet(act: Act) -> Refusal | None:
    """The assessment stands as it was when a signed protocol decided on its basis.

    Clause: 19
    """
    if decided_item(act.subject) is None:
        return None
    return Refusal(
        "decided", _("A signed protocol decides this application: its assessment no longer changes.")
    )


# The protocol


def contest_is_undecided(act: Act) -> Refusal | None:
    """A protocol is written and signed while the selection is being held."""
    if act.contest.state == CompetitionState.ANNOUNCED:
        return None
    return Refusal("contest", _("The selection no longer awaits a decision of the Commission."))


def contest_is_before_publication(act: Act) -> Refusal | None:
    """A protocol is received before the results are published, and never in a selection that was ended."""
    if act.contest.state in (CompetitionState.ANNOUNCED, CompetitionState.PROTOCOL_RECEIVED):
        return None
    return Refusal("contest", _("The selection no longer awaits a decision of the Commission."))


def signed_by_the_chair(act: Act) -> Refusal | None:
    """The chair, or the deputy, whom the order names signs.

    Clause: 20
    """
    functions = (Function.CHAIR, Function.DEPUTY)
    named = act.subject.meeting.composition.members.filter(
        function__in=functions, membership__user_id=act.acting_as.actor().user_id
    )
    if named.exists():
        return None
    return Refusal(
        "not_the_chair",
        _("The order names another chair of this Commission."),
        _("The protocol is signed by the chair whom the order names."),
        status=403,
    )


def text_is_what_was_shown(act: Act) -> Refusal | None:
    """What is signed is what the signer was shown."""
    shown = act.params.get("shown")
    if not shown or shown == act.params["current"](act.subject):
        return None
    return Refusal(
        "changed",
        _("The text has changed since you opened it."),
        _("Read it again, then sign."),
    )


def every_item_has_its_outcome(act: Act) -> Refusal | None:
    """Require an outcome with grounds on at least one application.

    Clause: 19
    """
    if act.asking:
        return None
    items = list(act.subject.items.select_related("application"))
    if not items:
        return Refusal("items", _("The protocol decides no application."), _("Record at least one decision."))
    for item in items:
        if item.outcome != Outcome.ADJOURNED and not item.grounds.strip():
            return Refusal(
                "grounds",
                _("Application %(number)s: the grounds of the decision are missing.")
                % {"number": item.application.number},
                _("Each decision is grounded in the comprehensive assessment: write the grounds."),
            )
    return None


def applications_are_referred(act: Act) -> Refusal | None:
    """A protocol decides referred applications only, each once.

    Clause: 18
    """
    if act.asking:
        return None
    elsewhere = decided_elsewhere(act.subject)
    for item in act.subject.items.select_related("application"):
        if item.application.state != State.REFERRED or item.application.competition_id != act.contest.pk:
            return Refusal(
                "not_referred",
                _("Application %(number)s is not before the Commission.")
                % {"number": item.application.number},
                _("Take it off the protocol."),
            )
        if item.application_id in elsewhere:
            return Refusal(
                "decided",
                _("Application %(number)s is already decided by another protocol.")
                % {"number": item.application.number},
                _("Take it off the protocol."),
            )
    return None


def meeting_is_over(act: Act) -> Refusal | None:
    """A protocol is signed after its meeting, whose end is recorded."""
    ends_at = act.subject.meeting.ends_at
    if act.asking or (ends_at is not None and ends_at <= act.now):
        return None
    return Refusal(
        "meeting", _("The end of the meeting is not recorded."), _("Record it on the page of the meeting.")
    )


def quorum_was_present(act: Act) -> Refusal | None:
    """Require at each vote the quorum that the order names (not from the Rules), of members not recused."""
    if act.asking:
        return None
    meeting = act.subject.meeting
    for item, number in _votes(act):
        if item.voted_at is None or not meeting.starts_at <= item.voted_at <= (meeting.ends_at or act.now):
            return Refusal(
                "voted_at",
                _("Application %(number)s: the time of the vote does not lie within the meeting.")
                % {"number": item.application.number},
                _("Enter the time of the vote."),
            )
        if number < meeting.composition.quorum:
            return Refusal(
                "quorum",
                _("Application %(number)s: %(present)d members took part; the order requires %(quorum)d.")
                % {
                    "number": item.application.number,
                    "present": number,
                    "quorum": meeting.composition.quorum,
                },
                _("Correct the attendance, or adjourn the application to another meeting."),
            )
    return None


def votes_fit_attendance(act: Act) -> Refusal | None:
    """Refuse more votes than members with a vote were present and not recused, and no vote at all.

    Clause: 19
    """
    if act.asking:
        return None
    for item, number in _votes(act):
        votes = item.votes_for + item.votes_against + item.votes_abstained
        if votes > number:
            return Refusal(
                "votes",
                _("Application %(number)s: more votes than members present and not recused.")
                % {"number": item.application.number},
                _("Correct the votes or the attendance."),
            )
        if not votes:
            return Refusal(
                "no_votes",
                _("Application %(number)s: no vote is recorded.") % {"number": item.application.number},
                _("Enter the votes."),
            )
    return None


def _votes(act: Act):
    """Give each decided item with the number of members who could vote on it."""
    meeting = act.subject.meeting
    attendance = list(meeting.attendance.select_related("member"))
    recusals = list(meeting.recusals.all())
    for item in act.subject.items.exclude(outcome=Outcome.ADJOURNED).select_related("application"):
        yield item, len(taking_part(attendance, recusals, item.application_id, item.voted_at))


def assessments_are_written(act: Act) -> Refusal | None:
    """Each decision rests on a comprehensive assessment, complete in every part (Annex 4, note).

    Clause: 19
    """
    if act.asking:
        return None
    decided = act.subject.items.exclude(outcome=Outcome.ADJOURNED).select_related("application")
    written = {row.application_id: row for row in Assessment.objects.filter(competition=act.contest)}
    for item in decided:
        row = written.get(item.application_id)
        if row is None or not all(getattr(row, name).strip() for name in ASSESSMENT_FIELDS):
            return Refusal(
                "assessment",
                _("Application %(number)s: the comprehensive assessment is not complete.")
                % {"number": item.application.number},
                _("Write every part of it."),
                clause=act.contest.law.clause_of("assessment.write"),
            )
    return None


def received_after_signing(act: Act) -> Refusal | None:
    """A protocol cannot be received before it is signed.

    Clause: 21
    """
    if act.asking or act.occurred_at >= act.subject.signed_at:
        return None
    return Refusal(
        "before_signing", _("The protocol was not signed yet at that time."), _("Check the day and the time.")
    )


def signed_protocol_decides(act: Act) -> Refusal | None:
    """An application gets its outcome from a received protocol alone.

    Clause: 21
    """
    item = decided_item(act.subject, received_only=True)
    if item is not None and item.outcome == act.transition.target:
        return None
    return Refusal("outcome", _("No received protocol decides this application so."), "")
