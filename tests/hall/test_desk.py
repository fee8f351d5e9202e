"""The desk: running terms of an office from the ledger, by what is overdue, today, this week and later."""

import datetime as dt

import pytest

from cluster_selection.accounts.enums import Office, Role
from cluster_selection.competitions import rooms, services
from cluster_selection.competitions.models import PrintPublication
from cluster_selection.site import desk
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm
from tests.hall.contests import almaty, copies, queries
from tests.scenario import GROUND

pytestmark = pytest.mark.django_db


def groups(response) -> dict[str, list[str]]:
    """Return the terms of the page by the part of the desk in which they stand."""
    return {group.key: [row.clause for row in group.rows] for group in response.context["groups"]}


@pytest.fixture
def head(scenario, sign_in):
    """Return the head of the organiser in the browser."""
    return sign_in(scenario.head)


@pytest.mark.clause("13")
@pytest.mark.parametrize(
    ("instant", "part"),
    [
        ("2026-03-20T10:00", "later"),
        ("2026-03-26T10:00", "later"),
        ("2026-03-30T00:00", "today"),
        ("2026-03-30T23:59", "today"),
        ("2026-03-31T00:00", "late"),
    ],
)
def test_term_moves_through_the_parts_of_the_desk(scenario, head, instant, part):
    scenario.announced()  # forwarding is due on Monday 30 March
    scenario.at(almaty(instant))

    shown = groups(head.get("/ru/desk/"))

    assert "13" in shown[part]


def test_this_week_ends_on_sunday(scenario, head):
    scenario.announced()
    scenario.at("2026-05-25T10:00:00+05:00")  # Monday; referral is due on Monday 1 June

    assert groups(head.get("/ru/desk/")) == {"late": ["13"], "later": ["18"]}
    assert desk.end_of_week(dt.date(2026, 5, 25)) == dt.date(2026, 5, 31)


@pytest.mark.clause("16")
@pytest.mark.clause("17")
def test_institute_sees_its_own_terms_only(scenario, sign_in):
    scenario.announced()
    scenario.at("2026-05-19T10:00:00+05:00")

    response = sign_in(scenario.coordinator).get("/ru/desk/")

    assert groups(response) == {"today": ["16"], "later": ["17"]}


def test_left_is_said_in_the_unit_of_the_term(scenario, head, sign_in):
    scenario.announced()
    scenario.at("2026-03-26T10:00:00+05:00")
    organiser = [row for group in head.get("/en/desk/").context["groups"] for row in group.rows]
    institute = [
        row for group in sign_in(scenario.expert).get("/en/desk/").context["groups"] for row in group.rows
    ]

    assert next(row.left for row in organiser if row.clause == "13") == "2 working days left"
    assert next(row.left for row in institute if row.clause == "16") == "54 calendar days left"


def test_overdue_is_said_in_working_days(scenario, head):
    scenario.announced()
    scenario.at("2026-04-06T10:00:00+05:00")

    (late,) = (group for group in head.get("/en/desk/").context["groups"] if group.key == "late")

    assert [(row.left, row.tone) for row in late.rows] == [("overdue by 5 working days", "bad")]


def test_row_carries_the_count_day_by_day(scenario, head):
    scenario.announced()
    scenario.at("2026-03-26T10:00:00+05:00")

    page = head.get("/ru/desk/").content.decode()

    assert "p-ribbon__end" in page
    assert page.count("p-ribbon__base") == 2  # forwarding and referral: terms in working days


@pytest.mark.clause("5")
def test_unconfirmed_print_stands_on_its_planned_day(scenario, head):
    scenario.at("2026-01-12T10:00:00+05:00")
    planned = PrintPublication(medium="Газет", planned_on=dt.date(2026, 1, 14))
    services.announce(scenario.contest(prints=[planned]), acting_as=scenario.head, now=scenario.now)

    shown = groups(head.get("/ru/desk/"))

    assert shown["week"] == ["5"]


def test_term_beyond_the_calendar_stands_last_and_says_so(scenario, head):
    scenario.announced("2026-08-10T10:00:00+05:00", closing_on=dt.date(2026, 10, 23))

    response = head.get("/en/desk/")

    assert response.context["counts"].uncounted == 1
    assert groups(response)["later"][-1] == "18"
    assert "will be counted when the next year" in response.content.decode()


def test_ended_selection_leaves_the_desk(scenario, head):
    contest = scenario.announced()
    scenario.at("2026-03-26T10:00:00+05:00")
    services.declare_void(contest, ground=GROUND, acting_as=scenario.head, now=scenario.now)

    assert groups(head.get("/ru/desk/")) == {}


def test_rows_of_applications_are_named_by_their_room(scenario, head, monkeypatch):
    contest = scenario.announced()
    subject = contest.pk.__class__(int=7)
    RunningTerm.objects.create(
        competition=contest,
        subject_type="application",
        subject_id=subject,
        key="check",
        clause="12",
        kind="duty",
        office=Office.ORGANISER,
        basis_on=dt.date(2026, 1, 12),
        started_at=scenario.now,
        due_on=dt.date(2026, 1, 19),
        closes_at=almaty("2026-01-20T00:00"),
    )
    monkeypatch.setitem(
        rooms._answers, "subject_title", [lambda ids: dict.fromkeys(ids, f"{contest.number}/001")]
    )
    monkeypatch.setitem(
        rooms._answers, "act_url", [lambda term: "/ru/checks/7/" if term.key == "check" else None]
    )

    rows = [row for group in head.get("/ru/desk/").context["groups"] for row in group.rows]
    (check,) = (row for row in rows if row.clause == "12")

    assert (check.title, check.url) == ("2026-1/001", "/ru/checks/7/")


def test_desk_is_narrowed_to_a_selection_and_a_term(scenario, head):
    first = scenario.announced()
    scenario.announced("2026-01-13T10:00:00+05:00")

    response = head.get("/ru/desk/", {"competition": str(first.pk), "term": "refer"})

    rows = [row for group in response.context["groups"] for row in group.rows]
    assert [(row.title.split(":")[0], row.clause) for row in rows] == [("№ 2026-1", "18")]
    assert head.get("/ru/desk/", {"competition": "nonsense", "after": "!"}).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_desk_opens_for_its_offices_only(scenario, sign_in, role):
    response = sign_in(scenario.people[role]).get("/ru/desk/")

    office = scenario.people[role].office
    assert response.status_code == (200 if office in desk.OFFICES else 403)


def test_menu_counts_what_is_overdue_or_due_today(scenario):
    scenario.announced()

    waiting = {
        instant: desk.waiting(scenario.head, almaty(instant))
        for instant in ("2026-03-29T23:59", "2026-03-30T00:00", "2026-04-10T00:00", "2026-06-01T00:00")
    }

    assert list(waiting.values()) == [0, 1, 1, 2]
    assert desk.waiting(scenario.representative, scenario.now) == 0


def test_desk_costs_the_same_for_one_selection_and_for_thirty(scenario, head):
    contest = scenario.announced()
    scenario.at("2026-03-30T10:00:00+05:00")
    one = queries(head, "/ru/desk/")

    copies(contest, 29)

    assert RunningTerm.objects.filter(status=TermStatus.RUNNING).count() > 100
    assert queries(head, "/ru/desk/") == one
