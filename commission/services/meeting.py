"""A meeting: attendance, recusals, the comprehensive assessment (clause 19, note to Annex 4)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cluster_selection.journal import services as journal
from cluster_selection.workflow.models import lock_contest
from cluster_selection.workflow.refusals import Refusal, TransitionRefused
from commission.enums import ProtocolState
from commission.models import Assessment, Attendance, Meeting, Recusal

ASSESSMENT_FIELDS = ("strengths", "weaknesses", "opportunities", "threats", "factors", "competitiveness")
PROTOCOL_SIGNED = Refusal(
    "signed", _("The protocol of this meeting is signed: its record no longer changes."),
    _("Hold another meeting and write a supplementary protocol."),
)
RECUSED = Refusal("recused", _("You are recused from this application."), status=403)


@transaction.atomic
def open_meeting(
    contest, *, composition, starts_at: dt.datetime, place: str, agenda: str, acting_as, now: dt.datetime
) -> Meeting:
    """Open the record of a meeting.

    Clause: 19
    """
    contest = lock_contest(contest.pk)
    last = contest.meetings.last()
    meeting = Meeting.objects.create(
        competition=contest,
        composition=composition,
        number=last.number + 1 if last else 1,
        starts_at=starts_at,
        place=place,
        agenda=agenda,
        created_at=now,
        created_by=acting_as,
    )
    _record("meeting.opened", meeting, acting_as, now, {"number": meeting.number})
    return meeting


@transaction.atomic
def record_meeting(
    meeting: Meeting,
    *,
    ends_at: dt.datetime | None,
    attendance: list[tuple],
    recusals: list[tuple],
    acting_as,
    now: dt.datetime,
) -> Meeting:
    """Write who was present from when until when, and who was recused from which application and why.

    ``attendance`` holds (member, from, until or None), ``recusals`` (member, application, ground). Raises
    TransitionRefused once a protocol of the meeting is signed.

    Clause: 19
    """
    lock_contest(meeting.competition_id)
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if locked.protocols.exclude(state=ProtocolState.DRAFT).exists():
        raise TransitionRefused(PROTOCOL_SIGNED)
    locked.ends_at = ends_at
    locked.save(update_fields=["ends_at"])
    locked.attendance.all().delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=locked, member=member, from_at=from_at, until_at=until_at)
        for member, from_at, until_at in attendance
    )
    locked.recusals.all().delete()
    Recusal.objects.bulk_create(
        Recusal(meeting=locked, member=member, application=application, ground=ground)
        for member, application, ground in recusals
    )
    _record(
        "meeting.recorded", locked, acting_as, now, {"present": len(attendance), "recusals": len(recusals)}
    )
    return locked


class StaleSave(Exception):
    """Somebody saved the same assessment meanwhile; ``row`` is what stands in the database."""

    def __init__(self, row):
        super().__init__("stale save")
        self.row = row


@transaction.atomic
def save_assessment(
    application, *, values: dict[str, str], read_version: int, acting_as, now: dt.datetime
) -> Assessment:
    """Write the comprehensive assessment of one application; raises StaleSave if it was saved meanwhile.

    ``read_version`` is 0 while there is none.

    Clause: 19
    """
    locked = application.locked()
    row = Assessment.objects.select_for_update().filter(application=locked).first()
    if (row.save_version if row else 0) != read_version:
        raise StaleSave(row)
    row = row or Assessment(application=locked, competition=locked.competition, save_version=0)
    for name in ASSESSMENT_FIELDS:
        setattr(row, name, values.get(name, ""))
    row.save_version += 1
    row.updated_at, row.updated_by = now, acting_as
    row.save()
    return row


def _record(action: str, meeting: Meeting, acting_as, now, facts: dict) -> None:
    contest = meeting.competition
    journal.append(
        contest.stream,
        action=action,
        act="meeting.record",
        clause=contest.law.clause_of("meeting.record"),
        subject=("meeting", meeting.pk),
        actor=acting_as.actor(),
        occurred_at=now,
        recorded_at=now,
        facts=facts,
    )
