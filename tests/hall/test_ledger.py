"""A term beyond the calendar's horizon runs without a last day, and is counted when the year is signed."""

import datetime as dt

import pytest

from cluster_selection.journal.models import AuditEntry
from cluster_selection.workdays.reading import SHIPPED
from cluster_selection.workdays.services import load_calendar
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm
from tests.applications.factories import Room

pytestmark = pytest.mark.django_db

CLOSING = dt.date(2026, 10, 23)


@pytest.fixture
def room():
    return Room(now="2026-08-03T10:00:00+05:00")


@pytest.fixture
def calendar_of_2027(tmp_path):
    """An invented calendar of 2027: the shipped one, and the holidays of the law in that year."""
    lines = SHIPPED.read_text().splitlines()
    invented = [line for line in lines[1:] if line.startswith("2026-01-0")]
    weekdays = {"2027-01-01": "Fri", "2027-01-02": "Sat", "2027-01-07": "Thu"}
    for line in invented:
        day, _weekday, rest = line.split(",", 2)
        day = day.replace("2026", "2027")
        lines.append(f"{day},{weekdays[day]},{rest}")
    path = tmp_path / "calendar.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def running(contest, key):
    return RunningTerm.objects.get(competition=contest, key=key, status=TermStatus.RUNNING)


@pytest.mark.clause("18")
def test_term_beyond_the_horizon_runs_without_a_day_and_refuses_no_act(room):
    contest = room.announced("2026-08-05T10:00:00+05:00", closing_on=CLOSING)

    assert running(contest, "hand_over").due_on == dt.date(2026, 12, 29)
    assert (running(contest, "refer").due_on, running(contest, "refer").closes_at) == (None, None)


@pytest.mark.clause("18")
def test_signing_the_next_year_counts_what_waited(room, calendar_of_2027):
    contest = room.announced("2026-08-05T10:00:00+05:00", closing_on=CLOSING)
    waiting = running(contest, "refer")

    load_calendar(calendar_of_2027, now=room.now, signed_by="test", years=[2027])

    waiting.refresh_from_db()
    counted = running(contest, "refer")
    assert (waiting.status, waiting.superseded_by) == (TermStatus.SUPERSEDED, counted)
    # 29 December; 30, 31, [1–3 January off], 4 January
    assert counted.due_on == dt.date(2027, 1, 4)
    assert AuditEntry.objects.filter(stream=contest.stream, action="terms.counted").count() == 1


def test_signing_again_counts_nothing_anew(room, calendar_of_2027):
    contest = room.announced("2026-08-05T10:00:00+05:00", closing_on=CLOSING)
    load_calendar(calendar_of_2027, now=room.now, signed_by="test", years=[2027])
    before = RunningTerm.objects.filter(competition=contest).count()

    load_calendar(calendar_of_2027, now=room.now, signed_by="test", years=[2027])

    assert RunningTerm.objects.filter(competition=contest).count() == before


@pytest.mark.clause("12")
def test_late_filing_day_beyond_the_calendar_is_registered_when_the_year_is_signed(room, calendar_of_2027):
    contest = room.announced("2026-08-05T10:00:00+05:00", closing_on=dt.date(2026, 12, 31))
    application = room.filed(contest, "2026-12-31T20:00:00+05:00").application
    assert application.registered_on is None

    load_calendar(calendar_of_2027, now=room.now, signed_by="test", years=[2027])

    application.refresh_from_db()
    check = RunningTerm.objects.get(subject_id=application.pk, key="check", status=TermStatus.RUNNING)
    assert (application.registered_on, check.due_on) == (dt.date(2027, 1, 4), dt.date(2027, 1, 12))
