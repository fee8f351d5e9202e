"""The working calendar: the shipped years, versions, the command, the page."""

import csv
import datetime as dt
from io import StringIO

import holidays
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from cluster_selection.journal.models import AuditEntry
from cluster_selection.workdays.calendar import EMPTY, BeyondHorizon, Calendar, days_between, differences
from cluster_selection.workdays.enums import CalendarStatus, DayKind
from cluster_selection.workdays.models import CalendarDay, CalendarVersion
from cluster_selection.workdays.months import months_of
from cluster_selection.workdays.queries import current_calendar
from cluster_selection.workdays.reading import SHIPPED, CalendarFileError, read_calendar, read_years

SHIPPED_CALENDAR = read_calendar()


# Releases before 0.102 still have 30 August 2026 as a holiday, and so the Monday after it off.
NOT_YET_IN_THE_PACKAGE = {dt.date(2026, 8, 31)}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def loaded(at):
    """The shipped calendar, signed on a day of spring 2026."""
    at("2026-03-16T14:05:12+05:00")
    call_command("load_calendar", stdout=StringIO())
    return current_calendar()


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def shipped_rows(*years):
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not years or int(row["date"][:4]) in years]


# The facts


@pytest.mark.parametrize("year", range(2016, 2027))
def test_every_day_agrees_with_the_holidays_package(year):
    package = holidays.country_holidays("KZ", years=range(2015, 2028))

    wrong = {
        date
        for date in days_between(dt.date(year, 1, 1), dt.date(year, 12, 31))
        if SHIPPED_CALENDAR.is_working_day(date) != package.is_working_day(date)
    }

    assert wrong - NOT_YET_IN_THE_PACKAGE == set()


@pytest.mark.parametrize(
    ("year", "total", "by_month"),
    [
        (2016, 245, "18 21 19 21 19 22 20 22 21 21 22 19"),
        (2017, 245, "20 20 19 20 20 22 20 22 20 22 22 18"),
        (2018, 246, "21 20 18 21 20 21 21 21 20 23 22 18"),
        (2019, 246, "20 20 17 22 20 20 22 21 21 23 21 19"),
        (2020, 246, "20 20 18 22 18 22 21 20 22 22 21 20"),
        (2021, 245, "18 20 19 22 18 22 20 21 22 21 22 20"),
        (2022, 246, "18 20 19 21 19 22 20 22 22 20 22 21"),
        (2023, 246, "20 20 19 20 20 21 20 22 21 21 22 20"),
        (2024, 249, "21 21 17 22 20 20 22 21 21 22 21 21"),
        (2025, 246, "20 20 17 22 19 20 22 21 21 22 20 22"),
        (2026, 247, "19 20 18 22 17 22 22 21 22 21 21 22"),
    ],
)
def test_working_days_of_the_year_and_of_its_months(year, total, by_month):
    months = [SHIPPED_CALENDAR.working_days_of(year, month) for month in range(1, 13)]

    assert (SHIPPED_CALENDAR.working_days_of(year), months) == (total, [int(n) for n in by_month.split()])


@pytest.mark.parametrize(
    ("date", "works"),
    [
        ("2017-09-01", False),  # first day of Kurban Ait 2017
        ("2019-08-12", True),  # Kurban Ait on Sunday 11 August is not moved
        ("2020-05-08", False),
        ("2020-05-11", True),  # the day off in lieu of Victory Day was itself transferred to 8 May
        ("2022-05-10", False),  # in lieu of Saturday 7 May: the first working day after 9 May
        ("2022-07-11", True),  # Kurban Ait on Saturday 9 July is not moved
        ("2022-12-01", True),  # the law of 29 September 2022
        ("2022-12-19", True),
        ("2024-01-08", True),  # Christmas on Sunday 7 January is not moved
        ("2024-06-17", True),  # Kurban Ait was kept on Sunday 16 June
        ("2024-12-17", True),
        ("2026-03-16", True),  # Constitution Day is 15 March only from 2027
        ("2026-08-31", True),  # 30 August is no holiday from 2026
        ("2020-01-05", True),  # the three worked Sundays
        ("2020-12-20", True),
        ("2025-01-05", True),
    ],
)
def test_days_on_which_published_calendars_disagree(date, works):
    assert SHIPPED_CALENDAR.is_working_day(day(date)) is works


def test_first_of_december_2024_is_a_plain_sunday():
    assert SHIPPED_CALENDAR.note(day("2024-12-01")) is None


def test_every_day_of_the_file_names_its_act_in_three_languages():
    for date, note in SHIPPED_CALENDAR.days.items():
        assert all(note.source_act[language] for language in ("kk", "ru", "en")), date
        assert note.sources, date
    acts = {note.source_act["kk"] for note in SHIPPED_CALENDAR.days.values()}
    assert not [act for act in acts if "resolution" in act or "Order" in act]


def test_rest_days_are_never_moved():
    rest_days = {date for date, note in SHIPPED_CALENDAR.days.items() if note.kind == DayKind.REST_DAY}

    assert not [
        date
        for date, note in SHIPPED_CALENDAR.days.items()
        if note.moved_from and note.moved_from in rest_days
    ]


@pytest.mark.parametrize("date", ["2015-12-31", "2027-01-01"])
def test_a_day_outside_the_calendar_is_an_error_not_a_guess(date):
    with pytest.raises(BeyondHorizon) as raised:
        SHIPPED_CALENDAR.is_working_day(day(date))

    assert raised.value.day == day(date)


def test_first_and_last_day_of_the_calendar_are_known():
    assert not SHIPPED_CALENDAR.is_working_day(day("2016-01-01"))
    assert SHIPPED_CALENDAR.is_working_day(day("2026-12-31"))


def test_an_empty_calendar_knows_nothing():
    with pytest.raises(BeyondHorizon, match="no working calendar is signed"):
        EMPTY.is_working_day(day("2026-03-16"))


def test_next_working_day_is_the_day_itself_if_it_works():
    assert SHIPPED_CALENDAR.next_working_day(day("2026-03-20")) == day("2026-03-20")
    assert SHIPPED_CALENDAR.next_working_day(day("2026-03-21")) == day("2026-03-26")


def test_differences_name_only_days_that_changed_sides():
    days = dict(SHIPPED_CALENDAR.days)
    del days[day("2026-07-06")]
    other = Calendar(days, day("2026-01-01"), day("2026-12-31"))

    assert differences(SHIPPED_CALENDAR, other) == (day("2026-07-06"),)
    assert differences(SHIPPED_CALENDAR, SHIPPED_CALENDAR) == ()
    assert differences(SHIPPED_CALENDAR, EMPTY) == ()


def test_months_hold_every_day_once_under_its_weekday():
    cells = [
        (cell.date, place)
        for month in months_of(SHIPPED_CALENDAR, 2026)
        for week in month.weeks
        for place, cell in enumerate(week)
        if cell.date
    ]

    assert [date for date, _ in cells] == list(days_between(day("2026-01-01"), day("2026-12-31")))
    assert all(date.weekday() == place for date, place in cells)


# The file


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"weekday": "Mon"}, "is a Thu, not 'Mon'"),
        ({"kind": "feast"}, "kind 'feast' is unknown"),
        ({"non_working": "0"}, "does not agree with the kind"),
        ({"name_ru": " "}, "a name is missing"),
        ({"date": "2026-02-30"}, "line 2"),
        ({"kind": "working_weekend", "non_working": "0"}, "cannot be of the kind"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_with_its_line(tmp_path, change, message):
    rows = shipped_rows(2026)
    path = write(tmp_path / "bad.csv", [rows[0] | change, *rows[1:]])

    with pytest.raises(CalendarFileError, match=message) as raised:
        read_years(path)

    assert str(raised.value).startswith("bad.csv: line 2: ")


def test_a_day_twice_a_missing_column_and_an_empty_file_are_refused(tmp_path):
    rows = shipped_rows(2026)
    (tmp_path / "empty.csv").write_text(SHIPPED.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    without_kind = [{key: row[key] for key in row if key != "kind"} for row in rows]

    with pytest.raises(CalendarFileError, match="stands in the file twice"):
        read_years(write(tmp_path / "twice.csv", [*rows, rows[3]]))
    with pytest.raises(CalendarFileError, match="missing columns: kind"):
        read_years(write(tmp_path / "short.csv", without_kind))
    with pytest.raises(CalendarFileError, match="no day stands in the file"):
        read_years(tmp_path / "empty.csv")
    with pytest.raises(CalendarFileError, match=r"nowhere\.csv"):
        read_years(tmp_path / "nowhere.csv")


def test_where_a_day_was_read_is_no_part_of_the_law(tmp_path):
    rows = [row | {"sources": "another list"} for row in shipped_rows(2026)]

    assert read_years(write(tmp_path / "c.csv", rows))[0].sha256 == read_years(SHIPPED)[-1].sha256


# Loading


def test_loading_signs_one_version_of_each_year_and_writes_it_to_the_audit(loaded):
    versions = CalendarVersion.objects.order_by("year")

    assert [(v.year, v.number) for v in versions] == [(year, 1) for year in range(2016, 2027)]
    assert {v.status for v in versions if v.year < 2026} == {CalendarStatus.ACTUAL}
    assert versions.last().status == CalendarStatus.STATUTORY
    assert CalendarDay.objects.count() == 249
    assert AuditEntry.objects.filter(action="calendar.signed").count() == 11


def test_calendar_of_the_database_is_the_calendar_of_the_file(loaded):
    assert loaded == SHIPPED_CALENDAR


def test_loading_twice_changes_nothing(loaded):
    out = StringIO()

    call_command("load_calendar", stdout=out)

    assert CalendarVersion.objects.count() == 11
    assert AuditEntry.objects.filter(action="calendar.signed").count() == 11
    assert out.getvalue().splitlines()[-1] == "2026 v1: unchanged"


def test_a_changed_year_gets_a_new_version_beside_the_old_one(loaded, tmp_path):
    rows = [row for row in shipped_rows(2026) if row["date"] != "2026-05-27"]
    moved = next(row for row in shipped_rows(2026) if row["date"] == "2026-05-27")
    path = write(tmp_path / "2026.csv", [*rows, moved | {"date": "2026-05-28", "weekday": "Thu"}])
    out = StringIO()

    call_command("load_calendar", path, "--act", "announcement of the Muftiate", stdout=out)

    assert out.getvalue().strip() == "2026 v2: signed, changed days: 2026-05-27, 2026-05-28"
    after = current_calendar()
    assert (after.versions[2025], after.versions[2026]) == (1, 2)
    assert after.is_working_day(day("2026-05-27"))
    assert not after.is_working_day(day("2026-05-28"))
    latest = CalendarVersion.objects.get(year=2026, number=2)
    assert (latest.status, latest.source_act) == (CalendarStatus.AMENDED, "announcement of the Muftiate")
    assert CalendarVersion.objects.get(year=2026, number=1).days.filter(date="2026-05-27").exists()


def test_a_year_of_the_file_may_be_loaded_alone(at, tmp_path):
    at("2026-03-16T14:05:12+05:00")

    call_command("load_calendar", SHIPPED, "--year", "2025", stdout=StringIO())

    calendar = current_calendar()
    assert (calendar.first, calendar.horizon, calendar.label) == (
        day("2025-01-01"),
        day("2025-12-31"),
        "2025 v1",
    )


def test_a_gap_between_years_is_refused_and_nothing_is_loaded(at, tmp_path):
    at("2026-03-16T14:05:12+05:00")

    with pytest.raises(CommandError, match="the calendar of 2025 is missing"):
        call_command("load_calendar", write(tmp_path / "gap.csv", shipped_rows(2024, 2026)))

    assert CalendarVersion.objects.count() == 0


def test_a_year_that_the_file_does_not_hold_is_refused(at):
    at("2026-03-16T14:05:12+05:00")

    with pytest.raises(CommandError, match="no day of 2027 stands in the file"):
        call_command("load_calendar", "--year", "2027")


def test_notes_beside_the_file_are_kept_with_the_year(loaded):
    assert CalendarVersion.objects.get(year=2026).note_kk
    assert CalendarVersion.objects.get(year=2025).note_kk == ""


def test_an_unsigned_version_counts_for_nothing(loaded):
    CalendarVersion.objects.create(year=2027, number=1, status=CalendarStatus.STATUTORY, sha256="0" * 64)

    assert current_calendar().horizon == day("2026-12-31")


def test_the_calendar_in_force_costs_one_query(loaded, django_assert_num_queries):
    with django_assert_num_queries(1):
        current_calendar()


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("calendar_version_plausible", {"year": 1800}),
        ("calendar_version_plausible", {"number": 0}),
        ("calendar_version_signed_whole", {"signed_by": "somebody"}),
        ("calendar_version_status_known", {"status": "GUESSED"}),
    ],
)
def test_a_version_that_cannot_be_true_is_refused_by_the_database(db, constraint, values):
    row = {"year": 2026, "number": 1, "status": CalendarStatus.STATUTORY, "sha256": "0" * 64} | values

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CalendarVersion.objects.create(**row)


def test_a_version_and_a_day_stand_once(db):
    row = {"year": 2026, "number": 1, "status": CalendarStatus.STATUTORY, "sha256": "0" * 64}
    version = CalendarVersion.objects.create(**row)
    date = {"version": version, "date": day("2026-03-23"), "name_kk": "а", "name_ru": "а", "name_en": "a"}
    CalendarDay.objects.create(kind=DayKind.HOLIDAY, non_working=True, **date)

    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarVersion.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(kind=DayKind.HOLIDAY, non_working=True, **date)
    with pytest.raises(IntegrityError, match="calendar_day_kind_agrees"), transaction.atomic():
        CalendarDay.objects.create(
            kind=DayKind.HOLIDAY, non_working=False, **date | {"date": day("2026-03-24")}
        )


# The page


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Еңбек министрінің"), ("ru", "Приказ Министра труда"), ("en", "Order of the Minister of Labour")],
)
def test_the_page_of_a_year_lists_moved_days_with_their_act(client, loaded, language, words):
    page = client.get(f"/{language}/calendar/2025/")

    assert page.status_code == 200
    assert [row["date"] for row in page.context["moved"]][:2] == [day("2025-01-03"), day("2025-01-05")]
    assert page.context["working_days"] == 246
    assert words in page.content.decode()
    assert "2025 v1" in page.content.decode()
    assert "xmlcalendar" not in page.context["moved"][0]["sources"]


def test_the_index_leads_to_the_current_year(client, loaded, at):
    assert client.get("/kk/calendar/").url == "/kk/calendar/2026/"

    at("2027-02-01T10:00:00+05:00")

    assert client.get("/kk/calendar/").url == "/kk/calendar/2026/"


@pytest.mark.parametrize("year", [1, 2015, 2027, 99999999999])
def test_a_year_that_is_not_signed_is_explained(client, loaded, year):
    page = client.get(f"/en/calendar/{year}/")

    assert page.status_code == 404
    assert "nothing is guessed" in page.content.decode()


def test_an_earlier_version_stays_readable_and_says_so(client, loaded, tmp_path):
    rows = [row for row in shipped_rows(2026) if row["date"] != "2026-05-27"]
    call_command("load_calendar", write(tmp_path / "2026.csv", rows), stdout=StringIO())

    old, new = client.get("/en/calendar/2026/?version=1"), client.get("/en/calendar/2026/")

    assert (old.context["working_days"], new.context["working_days"]) == (247, 248)
    assert "This is an earlier version" in old.content.decode()
    assert "This is an earlier version" not in new.content.decode()
    for wrong in ("9", "x", "9" * 5000, "-1"):
        assert client.get("/en/calendar/2026/", {"version": wrong}).status_code == 404


def test_the_page_is_addressed_by_name():
    with translation.override("ru"):
        assert reverse("workdays:calendar", kwargs={"year": 2026}) == "/ru/calendar/2026/"
