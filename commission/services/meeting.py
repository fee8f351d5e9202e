"""A meeting: attendance, recusals, the comprehensive assessment (clause 19, note to Annex 4)."""

import datetime as dt
from collections.abc import Mapping

from cluster_selection.workflow.engine import perform
from commission import transitions
from commission.guards import ASSESSMENT_FIELDS
from commission.models import Assessment, Attendance, Meeting, Recusal
from commission.queries import applications_to_decide


def open_meeting(
    contest, *, composition, starts_at: dt.datetime, place: str, agenda: str, acting_as, now: dt.datetime
) -> Meeting:
    """Open the record of a meeting; earlier recusals stand while their application is undecided.

    Raises TransitionRefused.

    Clause: 19
    """
    made: dict[str, Meeting] = {}

    def write(subject):
        before = subject.meetings.last()
        meeting = made["meeting"] = Meeting.objects.create(
            competition=subject,
            composition=composition,
            number=before.number + 1 if before else 1,
            starts_at=starts_at,
            place=place,
            agenda=agenda,
            created_at=now,
            created_by=acting_as,
        )
        carried = _carry_recusals(before, meeting) if before else 0
        return {"meeting": meeting.pk, "number": meeting.number, "recusals": carried}

    perform(
        transitions.OPEN_MEETING,
        subject=contest,
        acting_as=acting_as,
        now=now,
        params={"composition": composition},
        before_audit=write,
    )
    return made["meeting"]


def _carry_recusals(before: Meeting, meeting: Meeting) -> int:
    undecided = set(applications_to_decide(meeting.competition).values_list("pk", flat=True))
    same = {_person(member): member for member in meeting.composition.members.all()}
    carried = [
        Recusal(
            meeting=meeting,
            member=same[_person(recusal.member)],
            application_id=recusal.application_id,
            ground=recusal.ground,
        )
        for recusal in before.recusals.select_related("member")
        if recusal.application_id in undecided and _person(recusal.member) in same
    ]
    return len(Recusal.objects.bulk_create(carried))


def _person(member):
    return member.membership_id or member.name


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

    ``attendance`` holds (member, from, until or None), ``recusals`` (member, application, ground); both
    replace what was written before. Raises TransitionRefused once the protocol of the meeting is signed.

    Clause: 19
    """
    made: dict[str, Meeting] = {}

    def write(subject):
        locked = made["meeting"] = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
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
        return {
            "meeting": locked.pk,
            "present": sorted({str(member.pk) for member, *_times in attendance}),
            "recused": sorted(f"{member.pk}:{application.pk}" for member, application, _ground in recusals),
            "ended": ends_at is not None,
        }

    perform(
        transitions.RECORD_MEETING,
        subject=meeting.competition,
        acting_as=acting_as,
        now=now,
        params={"meeting": meeting, "ends_at": ends_at, "attendance": attendance, "recusals": recusals},
        before_audit=write,
    )
    return made["meeting"]


class StaleSave(Exception):
    """Somebody saved the same assessment meanwhile; ``row`` is what stands in the database."""

    def __init__(self, row):
        super().__init__("stale save")
        self.row = row


def save_assessment(
    application, *, values: Mapping[str, str], read_version: int, acting_as, now: dt.datetime
) -> Assessment:
    """Write the comprehensive assessment of one application; raises StaleSave if it was saved meanwhile.

    ``values`` holds texts by the names of ``guards.ASSESSMENT_FIELDS``. ``read_version`` is the
    ``save_version`` the page was opened with, 0 while there is none; the same texts again are no conflict.
    Raises TransitionRefused.

    Clause: 19
    """
    written = {name: values.get(name, "") for name in ASSESSMENT_FIELDS}
    made: dict[str, Assessment] = {}

    def write(subject):
        row = Assessment.objects.select_for_update().filter(application=subject).first()
        if row is not None and all(getattr(row, name) == text for name, text in written.items()):
            made["row"] = row
            return {"version": row.save_version}
        if (row.save_version if row else 0) != read_version:
            raise StaleSave(row)
        row = row or Assessment(application=subject, competition=subject.competition, save_version=0)
        for name, text in written.items():
            setattr(row, name, text)
        row.save_version += 1
        row.updated_at, row.updated_by = now, acting_as
        row.save()
        made["row"] = row
        return {"version": row.save_version}

    perform(transitions.ASSESS, subject=application, acting_as=acting_as, now=now, before_audit=write)
    return made["row"]
