"""How terms are counted: every worked example, both edges, the horizon, an independent oracle."""

import csv
import datetime as dt
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cluster_selection import editions
from cluster_selection.clock import ZONE, end_of
from cluster_selection.workdays.calendar import EMPTY, BeyondHorizon
from cluster_selection.workdays.reading import SHIPPED, read_calendar
from cluster_selection.workflow.terms import (
    AT_LEAST,
    AT_MOST,
    CALENDAR_DAYS,
    WORKING_DAYS,
    Why,
    count_term,
    days_left,
    earliest_closing_day,
    parse_day,
)

CALENDAR = read_calendar()
EDITION = Path(editions.__file__).parent / "order-1212-2020-10-22"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def working(start: str, amount: int, **policy) -> str:
    return count_term(
        CALENDAR, start=day(start), amount=amount, unit=WORKING_DAYS, **policy
    ).due_on.isoformat()


def sixty(start: str, bound: str = AT_MOST, **policy) -> str:
    count = count_term(CALENDAR, start=day(start), amount=60, unit=CALENDAR_DAYS, bound=bound, **policy)
    return count.due_on.isoformat()


@pytest.fixture
def loaded(at):
    """The shipped calendar, signed on a day of spring 2026."""
    at("2026-03-16T14:05:12+05:00")
    call_command("load_calendar", stdout=StringIO())


# The worked examples


@pytest.mark.clause("5")
@pytest.mark.parametrize(
    ("published", "too_early", "earliest", "proposed"),
    [
        ("2017-04-10", "2017-06-08", "2017-06-09", "2017-06-09"),
        ("2024-01-08", "2024-03-07", "2024-03-08", "2024-03-11"),
        ("2025-07-02", "2025-08-30", "2025-08-31", "2025-09-02"),
        ("2026-01-20", "2026-03-20", "2026-03-21", "2026-03-26"),
        ("2026-03-10", "2026-05-08", "2026-05-09", "2026-05-12"),
        ("2026-08-27", "2026-10-25", "2026-10-26", "2026-10-27"),
    ],
)
def test_notice_of_60_days_is_a_minimum_and_the_next_working_day_is_proposed(
    published, too_early, earliest, proposed
):
    closing = earliest_closing_day(CALENDAR, published=day(published), amount=60)

    assert (closing.earliest, closing.proposed) == (day(earliest), day(proposed))
    assert closing.earliest - dt.timedelta(days=1) == day(too_early)
    assert sixty(published, AT_LEAST) == earliest


@pytest.mark.clause("5")
def test_counting_the_day_of_publication_gives_the_closing_day_of_2017():
    closing = earliest_closing_day(CALENDAR, published=day("2017-04-10"), amount=60, count_event_day=True)

    assert closing.earliest == day("2017-06-08")


@pytest.mark.clause("12")
@pytest.mark.parametrize(
    ("registered", "due_on"),
    [
        ("2026-03-19", "2026-03-31"),
        ("2025-03-20", "2025-04-01"),
        ("2024-12-30", "2025-01-09"),
        ("2024-05-02", "2024-05-13"),
        ("2026-05-12", "2026-05-19"),
        ("2017-05-22", "2017-05-29"),
        ("2017-06-08", "2017-06-15"),
        ("2026-03-20", "2026-04-01"),
        ("2026-03-26", "2026-04-02"),
    ],
)
def test_check_ends_on_the_fifth_working_day_after_registration(registered, due_on):
    assert working(registered, 5) == due_on


@pytest.mark.clause("12")
def test_the_days_of_a_check_over_new_year_are_those_of_the_calendar():
    count = count_term(CALENDAR, start=day("2024-12-30"), amount=5, unit=WORKING_DAYS)

    counted = [entry.date.isoformat() for entry in count.trace if entry.counted]
    assert counted == ["2024-12-31", "2025-01-05", "2025-01-06", "2025-01-08", "2025-01-09"]
    assert count.calendar == "2024 v1, 2025 v1"


@pytest.mark.clause("12")
def test_the_days_of_a_check_in_may_2024_take_the_worked_saturday():
    count = count_term(CALENDAR, start=day("2024-05-02"), amount=5, unit=WORKING_DAYS)

    counted = [entry.date.isoformat() for entry in count.trace if entry.counted]
    assert counted == ["2024-05-03", "2024-05-04", "2024-05-06", "2024-05-10", "2024-05-13"]


@pytest.mark.clause("12")
def test_counting_the_day_of_registration_ends_a_check_one_day_earlier():
    assert working("2026-03-19", 5, count_event_day=True) == "2026-03-30"


@pytest.mark.clause("12")
def test_what_is_received_on_a_day_off_is_registered_on_the_next_working_day():
    assert CALENDAR.next_working_day(day("2026-05-09")) == day("2026-05-12")


@pytest.mark.clause("13")
@pytest.mark.parametrize(
    ("base", "due_on"),
    [
        ("2017-06-15", "2017-06-20"),
        ("2017-05-29", "2017-06-01"),
        ("2026-04-02", "2026-04-07"),
    ],
)
def test_forwarding_ends_on_the_third_working_day_after_the_check_term(base, due_on):
    assert working(base, 3) == due_on


@pytest.mark.clause("16")
@pytest.mark.parametrize(
    ("closing_day", "due_on"),
    [
        ("2017-06-08", "2017-08-07"),
        ("2021-05-04", "2021-07-03"),
        ("2023-05-02", "2023-07-01"),
        ("2020-01-22", "2020-03-26"),
        ("2024-04-17", "2024-06-17"),
        ("2026-07-01", "2026-08-31"),
        ("2019-11-04", "2020-01-05"),
    ],
)
def test_analysis_ends_on_the_sixtieth_day_or_the_next_working_day(closing_day, due_on):
    assert sixty(closing_day) == due_on


@pytest.mark.clause("16")
def test_without_rolling_the_analysis_ends_on_the_sixtieth_day_itself():
    assert sixty("2020-01-22", roll=False) == "2020-03-22"


@pytest.mark.clause("17")
@pytest.mark.parametrize(
    ("analysis_ends", "due_on"),
    [("2017-08-07", "2017-08-14"), ("2025-05-06", "2025-05-15"), ("2024-07-02", "2024-07-10")],
)
def test_hand_over_ends_on_the_fifth_working_day_after_the_analysis_term(analysis_ends, due_on):
    assert working(analysis_ends, 5) == due_on


@pytest.mark.clause("18")
@pytest.mark.parametrize(("received", "due_on"), [("2017-08-14", "2017-08-17"), ("2026-05-26", "2026-06-01")])
def test_referral_ends_on_the_third_working_day_after_the_last_conclusion(received, due_on):
    assert working(received, 3) == due_on


@pytest.mark.clause("21")
@pytest.mark.parametrize(
    ("received", "due_on"),
    [("2017-08-31", "2017-09-06"), ("2026-07-03", "2026-07-09"), ("2024-08-29", "2024-09-04")],
)
def test_publication_ends_on_the_third_working_day_after_receipt_of_the_protocol(received, due_on):
    assert working(received, 3) == due_on


CHAINS = {
    "2017": {
        "closing": "2017-06-08",
        "registrations": ["2017-05-22", "2017-06-08"],
        "checks": ["2017-05-29", "2017-06-15"],
        "forward": "2017-06-20",
        "analysis": "2017-08-07",
        "hand_over": "2017-08-14",
        "refer": "2017-08-17",
        "protocol": "2017-08-31",
        "publish": "2017-09-06",
    },
    "2024": {
        "closing": "2024-05-03",
        "registrations": ["2024-05-03"],
        "checks": ["2024-05-14"],
        "forward": "2024-05-17",
        "analysis": "2024-07-02",
        "hand_over": "2024-07-10",
        "refer": "2024-07-15",
        "protocol": "2024-08-29",
        "publish": "2024-09-04",
    },
    "2025": {
        "closing": "2025-03-07",
        "registrations": ["2025-02-17", "2025-03-11"],
        "checks": ["2025-02-24", "2025-03-18"],
        "forward": "2025-03-26",
        "analysis": "2025-05-06",
        "hand_over": "2025-05-15",
        "refer": "2025-05-20",
        "protocol": "2025-06-05",
        "publish": "2025-06-11",
    },
    "2026": {
        "closing": "2026-03-20",
        "registrations": ["2026-03-20", "2026-03-26"],
        "checks": ["2026-04-01", "2026-04-02"],
        "forward": "2026-04-07",
        "analysis": "2026-05-19",
        "hand_over": "2026-05-26",
        "refer": "2026-06-01",
        "protocol": "2026-07-03",
        "publish": "2026-07-09",
    },
}


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
def test_the_whole_chain_of_a_contest(chain):
    checks = [working(registered, 5) for registered in chain["registrations"]]
    analysis = sixty(chain["closing"])
    hand_over = working(analysis, 5)

    assert checks == chain["checks"]
    assert working(max(chain["closing"], *checks), 3) == chain["forward"]
    assert analysis == chain["analysis"]
    assert hand_over == chain["hand_over"]
    assert working(hand_over, 3) == chain["refer"]
    assert working(chain["protocol"], 3) == chain["publish"]


@pytest.mark.parametrize("sent", ["2025-03-07", "2026-03-20"])
def test_what_was_sent_after_hours_is_registered_as_the_chains_say(sent):
    registered = CALENDAR.next_working_day(day(sent) + dt.timedelta(days=1))

    assert registered.isoformat() == {"2025-03-07": "2025-03-11", "2026-03-20": "2026-03-26"}[sent]


def test_a_chain_that_leaves_the_calendar_stops():
    analysis = sixty("2026-10-23")
    hand_over = working(analysis, 5)

    assert hand_over == "2026-12-29"
    with pytest.raises(BeyondHorizon, match="calendar of 2027 not approved"):
        working(hand_over, 3)


# The trace


def test_the_trace_has_a_row_for_every_day_from_the_event_to_the_last():
    count = count_term(CALENDAR, start=day("2026-03-19"), amount=5, unit=WORKING_DAYS)

    assert [(entry.date.day, entry.counted, entry.number, str(entry.why)) for entry in count.trace] == [
        (19, False, None, "event_day"),
        (20, True, 1, "working_day"),
        (21, False, None, "holiday"),
        (22, False, None, "holiday"),
        (23, False, None, "holiday"),
        (24, False, None, "holiday_moved"),
        (25, False, None, "holiday_moved"),
        (26, True, 2, "working_day"),
        (27, True, 3, "working_day"),
        (28, False, None, "weekend"),
        (29, False, None, "weekend"),
        (30, True, 4, "working_day"),
        (31, True, 5, "working_day"),
    ]
    assert count.skipped == 7
    assert count.trace[5].note.moved_from == day("2026-03-21")


def test_days_passed_by_a_rolled_term_are_shown_and_not_counted():
    count = count_term(CALENDAR, start=day("2026-03-10"), amount=60, unit=CALENDAR_DAYS)

    tail = [(e.date.isoformat(), e.counted, e.number, e.rolled, e.words()) for e in count.trace[-4:]]
    law = 'Law No. 267 of 13 December 2001 "On Holidays in the Republic of Kazakhstan"'
    assert tail == [
        ("2026-05-09", True, 60, False, f"calendar day; holiday: Victory Day ({law})"),
        ("2026-05-10", False, None, True, "rolled: weekend (Labour Code, art. 84)"),
        ("2026-05-11", False, None, True, f"rolled: day off in lieu of 2026-05-09 ({law}, art. 5)"),
        ("2026-05-12", False, None, True, "rolled to the next working day"),
    ]
    assert (count.was_rolled, count.due_is_working_day) == (True, True)


def test_a_minimum_is_not_rolled_and_says_that_its_last_day_does_not_work():
    count = count_term(CALENDAR, start=day("2026-03-10"), amount=60, unit=CALENDAR_DAYS, bound=AT_LEAST)

    assert (count.due_on, count.was_rolled, count.due_is_working_day) == (day("2026-05-09"), False, False)


def test_a_counted_event_day_stands_first_in_the_trace_with_its_own_reason():
    on_a_working_day = count_term(
        CALENDAR, start=day("2026-03-19"), amount=1, unit=WORKING_DAYS, count_event_day=True
    )
    on_a_holiday = count_term(
        CALENDAR, start=day("2026-03-21"), amount=1, unit=WORKING_DAYS, count_event_day=True
    )
    one_day = count_term(
        CALENDAR, start=day("2026-03-19"), amount=1, unit=CALENDAR_DAYS, count_event_day=True
    )

    assert [entry.why for entry in on_a_working_day.trace] == [Why.WORKING_DAY]
    assert (on_a_holiday.trace[0].why, on_a_holiday.due_on) == (Why.HOLIDAY, day("2026-03-26"))
    assert (one_day.due_on, one_day.trace[0].number) == (day("2026-03-19"), 1)


def test_the_weeks_of_a_count_begin_on_monday_and_mark_every_day():
    count = count_term(CALENDAR, start=day("2026-03-19"), amount=5, unit=WORKING_DAYS)

    marks = [" ".join(cell.mark for cell in week) for week in count.weeks]
    assert marks == [
        "out out out base day skip skip",
        "skip skip skip day day skip skip",
        "day end out out out out out",
    ]
    assert count.weeks[0][0].date == day("2026-03-16")


def test_json_of_a_count():
    data = count_term(CALENDAR, start=day("2026-03-27"), amount=2, unit=WORKING_DAYS).as_json()

    assert data == {
        "due_on": "2026-03-31",
        "closes_at": "2026-04-01T00:00:00+05:00",
        "trace": [
            {"date": "2026-03-27", "counted": False, "why": "day of the event, not counted"},
            {"date": "2026-03-28", "counted": False, "why": "weekend (Labour Code, art. 84)"},
            {"date": "2026-03-29", "counted": False, "why": "weekend (Labour Code, art. 84)"},
            {"date": "2026-03-30", "counted": True, "why": "working day"},
            {"date": "2026-03-31", "counted": True, "why": "working day"},
        ],
        "calendar": "2026 v1",
    }


# The zone


def test_end_of_the_day_on_which_the_clocks_went_back():
    count = count_term(CALENDAR, start=day("2024-02-28"), amount=1, unit=WORKING_DAYS)

    assert count.due_on == day("2024-02-29")
    assert count.closes_at == dt.datetime(2024, 2, 29, 19, tzinfo=dt.UTC)
    assert count.as_json()["closes_at"] == "2024-03-01T00:00:00+05:00"


@pytest.mark.parametrize("fold", [0, 1])
def test_both_hours_before_midnight_of_29_february_2024_are_in_time(fold):
    last = dt.datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=ZONE, fold=fold)

    assert last.astimezone(dt.UTC).hour == 17 + fold
    assert last.astimezone(dt.UTC) < end_of(day("2024-02-29"))


@pytest.mark.parametrize(
    ("start", "closes_at", "written"),
    [
        ("2024-02-27", "2024-02-28T18:00:00+00:00", "2024-02-29T00:00:00+06:00"),
        ("2024-02-29", "2024-03-01T19:00:00+00:00", "2024-03-02T00:00:00+05:00"),
        ("2017-06-07", "2017-06-08T18:00:00+00:00", "2017-06-09T00:00:00+06:00"),
    ],
)
def test_the_offset_is_that_of_the_day(start, closes_at, written):
    count = count_term(CALENDAR, start=day(start), amount=1, unit=WORKING_DAYS)

    assert count.closes_at == dt.datetime.fromisoformat(closes_at)
    assert count.as_json()["closes_at"] == written


# Bounds and the horizon


def test_a_term_may_end_on_the_last_known_day_and_not_one_day_later():
    assert working("2026-12-30", 1) == "2026-12-31"
    with pytest.raises(BeyondHorizon):
        working("2026-12-30", 2)


@pytest.mark.parametrize("bound", [AT_MOST, AT_LEAST])
def test_sixty_days_may_end_on_the_last_known_day_and_not_one_day_later(bound):
    assert sixty("2026-11-01", bound) == "2026-12-31"
    with pytest.raises(BeyondHorizon) as raised:
        sixty("2026-11-02", bound)

    assert (raised.value.day, raised.value.horizon) == (day("2027-01-01"), day("2026-12-31"))


@pytest.mark.parametrize("start", ["2015-12-31", "2027-01-01", "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("unit", [WORKING_DAYS, CALENDAR_DAYS])
@pytest.mark.parametrize("count_event_day", [True, False])
def test_a_start_outside_the_calendar_is_refused(start, unit, count_event_day):
    with pytest.raises(BeyondHorizon):
        count_term(CALENDAR, start=day(start), amount=1, unit=unit, count_event_day=count_event_day)


@pytest.mark.parametrize("unit", [WORKING_DAYS, CALENDAR_DAYS])
def test_an_absurdly_long_term_runs_beyond_the_horizon(unit):
    with pytest.raises(BeyondHorizon):
        count_term(CALENDAR, start=day("2026-03-19"), amount=10**9, unit=unit)


def test_a_term_that_would_roll_beyond_the_horizon_is_not_guessed():
    short = read_calendar()
    short = type(short)(short.days, short.first, day("2026-05-10"), versions=short.versions)

    with pytest.raises(BeyondHorizon):
        count_term(short, start=day("2026-03-10"), amount=60, unit=CALENDAR_DAYS)


def test_nothing_is_counted_without_a_calendar():
    with pytest.raises(BeyondHorizon, match="no working calendar is signed"):
        count_term(EMPTY, start=day("2026-03-19"), amount=5, unit=WORKING_DAYS)


def test_a_day_before_the_calendar_says_so():
    with pytest.raises(BeyondHorizon, match="begins on 2016-01-01"):
        working("2015-12-30", 5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": -5},
        {"amount": 2.5},
        {"amount": True},
        {"unit": "weeks"},
        {"bound": "about"},
    ],
)
def test_a_term_that_is_none_is_refused(wrong):
    question = {"start": day("2026-03-19"), "amount": 5, "unit": WORKING_DAYS} | wrong

    with pytest.raises(ValueError, match="must be"):
        count_term(CALENDAR, **question)


# Days left


@pytest.mark.parametrize(
    ("today", "unit", "left"),
    [
        ("2026-03-19", WORKING_DAYS, 5),
        ("2026-03-30", WORKING_DAYS, 1),
        ("2026-03-31", WORKING_DAYS, 0),
        ("2026-04-01", WORKING_DAYS, -1),
        ("2026-04-05", WORKING_DAYS, -3),
        ("2026-03-19", CALENDAR_DAYS, 12),
        ("2026-04-01", CALENDAR_DAYS, -1),
        ("2027-01-05", WORKING_DAYS, None),
        ("2027-01-05", CALENDAR_DAYS, -280),
    ],
)
def test_days_left_until_the_last_day(today, unit, left):
    assert days_left(CALENDAR, day(today), day("2026-03-31"), unit) == left


# An independent oracle


def _oracle_days():
    """Read the file again, by other code: the set of working days, by walking every day of eleven years."""
    off, on = set(), set()
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            (off if row["non_working"] == "1" else on).add(row["date"])
    result, current = set(), dt.datetime(2016, 1, 1, tzinfo=dt.UTC)
    while current.year < 2027:
        name = current.strftime("%Y-%m-%d")
        if name in on or (name not in off and current.strftime("%a") not in ("Sat", "Sun")):
            result.add(name)
        current += dt.timedelta(hours=24)
    return result


ORACLE = _oracle_days()


def _oracle(start, amount, unit, bound, count_event_day):
    """Return the last day by taking one day after another, or ``None`` beyond the file."""
    current = start if count_event_day else start + dt.timedelta(days=1)
    taken = 0
    while True:
        if current.year > 2026:
            return None
        if unit == CALENDAR_DAYS or current.isoformat() in ORACLE:
            taken += 1
        if taken >= amount:
            break
        current += dt.timedelta(days=1)
    while unit == CALENDAR_DAYS and bound == AT_MOST and current.isoformat() not in ORACLE:
        current += dt.timedelta(days=1)
        if current.year > 2026:
            return None
    return current


@settings(max_examples=400, deadline=None)
@given(
    start=st.dates(day("2016-01-01"), day("2026-12-31")),
    amount=st.integers(1, 130),
    unit=st.sampled_from([WORKING_DAYS, CALENDAR_DAYS]),
    bound=st.sampled_from([AT_MOST, AT_LEAST]),
    count_event_day=st.booleans(),
)
def test_counting_agrees_with_a_slow_count_day_by_day(start, amount, unit, bound, count_event_day):
    expected = _oracle(start, amount, unit, bound, count_event_day)
    question = {
        "start": start,
        "amount": amount,
        "unit": unit,
        "bound": bound,
        "count_event_day": count_event_day,
    }

    if expected is None:
        with pytest.raises(BeyondHorizon):
            count_term(CALENDAR, **question)
        return
    count = count_term(CALENDAR, **question)

    assert count.due_on == expected
    assert [entry.date for entry in count.trace] == [
        start + dt.timedelta(days=step) for step in range((expected - start).days + 1)
    ]
    assert [entry.number for entry in count.trace if entry.counted] == list(range(1, amount + 1))
    assert all(entry.number is None for entry in count.trace if not entry.counted)
    assert count.closes_at == end_of(expected)


@settings(max_examples=200, deadline=None)
@given(
    start=st.dates(day("2016-01-01"), day("2026-06-30")), amount=st.integers(1, 90), later=st.integers(0, 30)
)
def test_a_later_event_never_gives_an_earlier_last_day(start, amount, later):
    for unit in (WORKING_DAYS, CALENDAR_DAYS):
        first = count_term(CALENDAR, start=start, amount=amount, unit=unit).due_on
        second = count_term(CALENDAR, start=start + dt.timedelta(days=later), amount=amount, unit=unit).due_on
        longer = count_term(CALENDAR, start=start, amount=amount + 1, unit=unit).due_on

        assert first <= second
        assert first <= longer
        assert CALENDAR.is_working_day(first)


@given(start=st.dates(day("2016-01-01"), day("2026-08-01")), amount=st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_days_left_and_count_are_inverse(start, amount):
    due_on = count_term(CALENDAR, start=start, amount=amount, unit=WORKING_DAYS).due_on
    assume(due_on.year < 2027)

    assert days_left(CALENDAR, start, due_on) == amount


# The command line


def run(*arguments) -> str:
    out = StringIO()
    call_command("count_term", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_one_json_object(loaded):
    data = json.loads(run("--from", "2026-03-19", "--working-days", "5", "--json"))

    assert list(data) == ["due_on", "closes_at", "trace", "calendar"]
    assert (data["due_on"], data["closes_at"]) == ("2026-03-31", "2026-04-01T00:00:00+05:00")
    assert data["calendar"] == "2026 v1"
    assert {tuple(row) for row in data["trace"]} == {("date", "counted", "why")}
    assert sum(row["counted"] for row in data["trace"]) == 5


@pytest.mark.parametrize(
    ("arguments", "due_on"),
    [
        (("--calendar-days", "60", "--bound", "at_most"), "2026-05-12"),
        (("--calendar-days", "60", "--bound", "at_least"), "2026-05-09"),
        (("--calendar-days", "60"), "2026-05-12"),
        (("--working-days", "1"), "2026-03-11"),
        (("--working-days", "1", "--count-event-day"), "2026-03-10"),
    ],
)
def test_the_command_counts_both_units_and_bounds(loaded, arguments, due_on):
    assert json.loads(run("--from", "2026-03-10", *arguments, "--json"))["due_on"] == due_on


def test_the_command_shows_every_day_to_a_person(loaded):
    lines = run("--from", "19.03.2026", "--working-days", "5").splitlines()

    assert len(lines) == 14
    assert lines[1] == "2026-03-20 Fri    1  working day"
    assert lines[-1] == "due on 2026-03-31, over at 2026-04-01T00:00:00+05:00 (calendar 2026 v1)"


def test_the_command_fails_beyond_the_horizon(loaded):
    with pytest.raises(CommandError, match="calendar of 2027 not approved") as raised:
        run("--from", "2026-12-29", "--working-days", "3", "--json")

    assert raised.value.returncode == 3


def test_the_command_fails_without_a_calendar(db):
    with pytest.raises(CommandError, match="no working calendar is signed") as raised:
        run("--from", "2026-03-19", "--working-days", "5")

    assert raised.value.returncode == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", "2026-02-30", "--working-days", "5"), "not a day of the calendar"),
        (("--from", "tomorrow", "--working-days", "5"), "is not a day"),
        (("--from", "2026-03-19", "--working-days", "0"), "1 or more"),
        (("--from", "2026-03-19", "--calendar-days", "-1"), "1 or more"),
        (("--from", "2026-03-19", "--working-days", "many"), "invalid int value"),
        (("--from", "2026-03-19"), "is required"),
        (("--working-days", "5"), "required"),
        (("--from", "2026-03-19", "--working-days", "5", "--calendar-days", "5"), "not allowed"),
        (("--from", "2026-03-19", "--working-days", "5", "--bound", "about"), "invalid choice"),
    ],
)
def test_the_command_says_what_is_wrong_with_its_input(loaded, arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2026-03-19", "2026-03-19"), ("19.03.2026", "2026-03-19"), (" 9.3.2026 ", "2026-03-09")],
)
def test_days_are_typed_in_two_ways(text, expected):
    assert parse_day(text) == day(expected)


@pytest.mark.parametrize(
    "text", ["", "20260319", "2026-W12-4", "19/03/2026", "19.03.26", "31.04.2026", "٢٠٢٦-٠٣-١٩"]
)
def test_anything_else_is_no_day(text):
    with pytest.raises(ValueError, match="is not a day"):
        parse_day(text)


# The page


@pytest.fixture
def edition(loaded):
    """The edition in hand beside the calendar, as the portal has it."""
    call_command("load_edition", EDITION, stdout=StringIO())


ASK = {"from": "19.03.2026", "amount": "5", "unit": "working_days", "bound": "at_most"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "2026 ж. 31 наурыз"), ("ru", "31 марта 2026 г."), ("en", "31 March 2026")],
)
def test_the_page_shows_the_last_day_in_the_readers_language(client, loaded, language, words):
    page = client.get(f"/{language}/terms/", ASK)

    assert page.status_code == 200
    assert page.context["count"].due_on == day("2026-03-31")
    assert words in page.content.decode()
    assert page.content.decode().count('<tr class="is-') + page.content.decode().count('<tr class="">') >= 13


def test_the_page_opens_with_a_form_only(client, loaded):
    page = client.get("/kk/terms/")

    assert page.status_code == 200
    assert "count" not in page.context
    assert not page.context["form"].is_bound


def test_the_address_of_a_result_repeats_it(client, loaded):
    address = client.get("/en/terms/", ASK).context["address"]

    assert address == "/en/terms/?from=2026-03-19&amount=5&unit=working_days&bound=at_most"
    assert client.get(address).context["count"].due_on == day("2026-03-31")


def test_the_page_shows_the_other_reading(client, loaded):
    readings = client.get("/en/terms/", ASK).context["readings"]

    assert [(used, count.due_on) for used, count in readings] == [
        (True, day("2026-03-31")),
        (False, day("2026-03-30")),
    ]


def test_a_minimum_on_a_day_off_proposes_the_next_working_day(client, loaded):
    page = client.get(
        "/en/terms/", {"from": "10.03.2026", "amount": "60", "unit": "calendar_days", "bound": "at_least"}
    )

    assert (page.context["count"].due_on, page.context["proposed"]) == (day("2026-05-09"), day("2026-05-12"))
    assert "12 May 2026" in page.content.decode()


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("31.12.2026", "the calendar of 2027 is signed"),
        ("31.12.9999", "the calendar of 2027 is signed"),
        ("01.01.0001", "The working calendar begins on"),
        ("31.12.2015", "The working calendar begins on"),
    ],
)
def test_beyond_the_horizon_the_page_explains(client, loaded, start, words):
    page = client.get("/en/terms/", ASK | {"from": start})

    assert page.status_code == 200
    assert words in page.content.decode()
    assert "count" not in page.context


def test_without_a_calendar_the_page_explains(client, at):
    at("2026-03-16T14:05:12+05:00")

    page = client.get("/en/terms/", ASK)

    assert (page.status_code, "No working calendar is signed yet" in page.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "0"}, "A term has at least 1 day."),
        ({"amount": "-3"}, "A term has at least 1 day."),
        ({"amount": str(10**9)}, "The calculator counts up to 365 days."),
        ({"amount": "9" * 5000}, "Type a whole number of days."),
        ({"amount": "five"}, "Type a whole number of days."),
        ({"amount": ""}, "Type how many days, or choose a term."),
        ({"from": "31.02.2026"}, "Type the day as 19.03.2026."),
        ({"from": "soon"}, "Type the day as 19.03.2026."),
        ({"unit": "weeks"}, "weeks"),
        ({"term": "no-such-term"}, "no-such-term"),
    ],
)
def test_absurd_questions_get_a_clear_error(client, loaded, wrong, words):
    page = client.get("/en/terms/", ASK | wrong)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert "count" not in page.context


def test_unit_and_bound_may_be_left_out_of_the_address(client, loaded):
    page = client.get("/en/terms/?from=2026-03-19&amount=5")

    assert page.context["count"].due_on == day("2026-03-31")


def test_the_page_answers_as_json(client, loaded):
    answer = client.get("/en/terms/", ASK | {"format": "json"})

    assert answer.json() == json.loads(run("--from", "2026-03-19", "--working-days", "5", "--json"))
    assert client.get("/en/terms/", ASK | {"format": "json", "amount": "0"}).status_code == 400
    assert client.get("/en/terms/", ASK | {"format": "json", "from": "31.12.2026"}).status_code == 422


def test_the_page_is_read_only(client, loaded):
    assert client.post("/en/terms/", ASK).status_code == 405


@pytest.mark.parametrize(
    ("term", "start", "due_on", "bound"),
    [
        ("notice", "10.03.2026", "2026-05-09", "at_least"),
        ("check", "19.03.2026", "2026-03-31", "at_most"),
        ("forward", "02.04.2026", "2026-04-07", "at_most"),
        ("analysis", "20.03.2026", "2026-05-19", "at_most"),
        ("hand_over", "19.05.2026", "2026-05-26", "at_most"),
        ("refer", "26.05.2026", "2026-06-01", "at_most"),
        ("publish", "03.07.2026", "2026-07-09", "at_most"),
    ],
)
def test_a_term_of_the_rules_is_counted_by_its_key(client, edition, term, start, due_on, bound):
    page = client.get("/kk/terms/", {"from": start, "term": term})

    count = page.context["count"]
    assert (count.due_on, count.bound, count.count_event_day) == (day(due_on), bound, False)
    assert page.context["clause"].number == page.context["rule"].clause
    assert page.context["address"].endswith(f"?from={count.start.isoformat()}&term={term}")


def test_a_term_whose_day_is_set_by_an_act_is_not_offered(client, edition):
    form = client.get("/en/terms/").context["form"]

    assert "acceptance" not in dict(form.fields["term"].choices)
    assert "check" in dict(form.fields["term"].choices)
