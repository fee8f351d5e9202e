"""Open data: read-only, public, bounded, and never a draft."""

import datetime as dt
import json

import pytest

from cluster_selection.competitions import services
from cluster_selection.competitions.enums import State
from cluster_selection.competitions.models import Competition
from cluster_selection.workflow.enums import PublicationKind
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.publication import Content, publish
from tests.hall.contests import almaty, copies, queries
from tests.scenario import GROUND, TITLES

pytestmark = pytest.mark.django_db

LIST = "/api/v1/competitions/"


def test_list_gives_the_public_facts_of_a_competition(scenario, client):
    contest = scenario.announced()

    (row,) = client.get(LIST).json()["results"]

    assert {
        name: row[name] for name in ("id", "number", "title", "state", "stage", "edition", "closing_on")
    } == {
        "id": str(contest.pk),
        "number": "2026-1",
        "title": TITLES,
        "state": "ANNOUNCED",
        "stage": "RECEPTION_OPEN",
        "edition": "order-1212-2020-10-22",
        "closing_on": "2026-03-20",
    }
    assert dt.datetime.fromisoformat(row["closes_at"]) == almaty("2026-03-21T00:00")
    assert dt.datetime.fromisoformat(row["announced_at"]) == contest.announced_at


@pytest.mark.clause("5")
def test_terms_are_the_ledger_with_clause_and_calendar(scenario, client):
    contest = scenario.announced()

    terms = {term["key"]: term for term in client.get(f"{LIST}{contest.pk}/").json()["terms"]}

    assert {key: (term["clause"], term["due_on"], term["status"]) for key, term in terms.items()} == {
        "notice": ("5", "2026-03-13", "DONE"),
        "acceptance": ("11", "2026-03-20", "RUNNING"),
        "forward": ("13", "2026-03-30", "RUNNING"),
        "analysis": ("16", "2026-05-19", "RUNNING"),
        "hand_over": ("17", "2026-05-26", "RUNNING"),
        "refer": ("18", "2026-06-01", "RUNNING"),
    }
    assert terms["analysis"]["calendar"] == "2026 v1"


def test_rows_of_single_applications_are_not_public(scenario, client):
    contest = scenario.announced()
    RunningTerm.objects.create(
        competition=contest,
        subject_type="application",
        subject_id=scenario.edition.pk,
        key="check",
        clause="12",
        kind="duty",
        office="ORGANISER",
        basis_on=dt.date(2026, 1, 12),
        started_at=scenario.now,
    )

    page = client.get(f"{LIST}{contest.pk}/").content.decode()

    assert '"check"' not in page


def test_draft_is_not_in_the_open_data(scenario, client):
    contest = scenario.contest()

    assert client.get(LIST).json() == {"results": [], "next": None}
    assert client.get(f"{LIST}{contest.pk}/").status_code == 404


@pytest.mark.clause("21")
def test_results_stand_in_the_answer_only_after_publication(scenario, client):
    contest = scenario.announced()
    texts = {language: Content(title=title, body="<p>1</p>") for language, title in TITLES.items()}
    publish(contest, PublicationKind.RESULTS, texts, acting_as=scenario.head, now=scenario.now)
    before = client.get(f"{LIST}{contest.pk}/").json()["results"]
    Competition.objects.filter(pk=contest.pk).update(
        state=State.PUBLISHED, published_at=scenario.now, published_by=scenario.head
    )

    after = client.get(f"{LIST}{contest.pk}/").json()["results"]

    assert before == []
    assert [(row["kind"], {text["language"] for text in row["texts"]}) for row in after] == [
        ("RESULTS", {"kk", "ru", "en"})
    ]


def test_pages_follow_each_other_without_a_row_lost_or_repeated(scenario, client):
    contest = scenario.announced()
    copies(contest, 6)

    seen, after = [], ""
    while after is not None:
        answer = client.get(LIST, {"limit": 3, "after": after}).json()
        seen += [row["id"] for row in answer["results"]]
        after = answer["next"]

    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize("limit", ["0", "101", "-1", "many"])
def test_page_is_bounded(client, limit):
    assert client.get(LIST, {"limit": limit}).status_code == 422


def test_damaged_cursor_gives_the_first_page(scenario, client):
    scenario.announced()

    assert len(client.get(LIST, {"after": "damaged"}).json()["results"]) == 1


def test_identifier_that_is_none_is_refused(client):
    assert client.get(f"{LIST}not-an-id/").status_code in (404, 422)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_open_data_is_read_only(scenario, client, method):
    contest = scenario.announced()

    for url in (LIST, f"{LIST}{contest.pk}/"):
        assert getattr(client, method)(url).status_code == 405


def test_document_of_the_interface_names_every_field(client):
    response = client.get("/api/v1/openapi.json")

    document = json.loads(response.content)
    assert response.status_code == 200
    assert set(document["paths"]) == {"/api/v1/competitions/", "/api/v1/competitions/{competition_id}/"}
    assert {"number", "stage", "terms"} <= set(document["components"]["schemas"]["Competition"]["properties"])


def test_void_competition_says_when_it_ended(scenario, client):
    contest = scenario.announced()
    scenario.at("2026-03-26T10:00:00+05:00")
    services.declare_void(contest, ground=GROUND, acting_as=scenario.head, now=scenario.now)

    row = client.get(f"{LIST}{contest.pk}/").json()

    assert (row["state"], row["stage"]) == ("VOID", "VOID")
    assert dt.datetime.fromisoformat(row["ended_at"]) == scenario.now


def test_open_data_costs_the_same_for_one_row_and_for_thirty(scenario, client):
    contest = scenario.announced()
    scenario.at("2026-03-26T10:00:00+05:00")
    one = queries(client, LIST)

    copies(contest, 29)

    assert queries(client, LIST) == one
