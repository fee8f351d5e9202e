"""The auditor's pages: trail, entry, verification, access log."""

import pytest

from cluster_selection.accounts.enums import Role
from cluster_selection.competitions import services
from cluster_selection.journal.models import AccessEntry, AuditEntry, ChainHead
from cluster_selection.journal.services import record_access
from cluster_selection.site import audit
from tests.hall.contests import queries
from tests.scenario import TITLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(scenario, sign_in):
    """Return the auditor in the browser."""
    return sign_in(scenario.auditor)


def test_trail_of_a_competition_shows_its_entries_latest_first(scenario, auditor):
    contest = scenario.announced()

    response = auditor.get(f"/ru/audit/streams/{contest.stream}/")

    assert [entry.action for entry, person in response.context["rows"]] == [
        "competition.announced",
        "competition.drafted",
    ]
    assert {person.name for entry, person in response.context["rows"]} == {scenario.head.user.full_name}
    assert contest.number in response.content.decode()


def test_streams_are_found_by_the_competition(scenario, auditor):
    first = scenario.announced()
    scenario.announced("2026-01-13T10:00:00+05:00", titles={**TITLES, "ru": "Другой отбор"})

    found = auditor.get("/ru/audit/", {"q": first.number}).context["rows"]
    by_words = auditor.get("/ru/audit/", {"q": "ДРУГОЙ"}).context["rows"]

    assert [head.stream for head, name in found] == [first.stream]
    assert [name for head, name in by_words] == ["№ 2026-2: Другой отбор"]


def test_entry_shows_what_its_digest_is_taken_of(scenario, auditor):
    contest = scenario.announced()

    response = auditor.get(f"/ru/audit/streams/{contest.stream}/2/")

    assert response.context["fits"] is True
    assert '"closing_on": "2026-03-20"' in response.context["content"]
    assert AuditEntry.objects.get(stream=contest.stream, seq=2).digest in response.content.decode()


def test_entry_and_stream_that_do_not_exist_are_not_found(scenario, auditor):
    contest = scenario.announced()

    assert auditor.get(f"/ru/audit/streams/{contest.stream}/99/").status_code == 404
    assert auditor.get("/ru/audit/streams/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/ru/audit/?q=x%00y", 200),
        ("/ru/audit/verification/?stream=x%00y", 200),
        ("/ru/audit/streams/x%00y/", 404),
        ("/ru/audit/streams/x%00y/?after=x", 200),
        ("/ru/audit/streams/x%00y/1/", 404),
    ],
)
def test_nul_in_an_address_is_nothing_to_find(auditor, address, status):
    assert auditor.get(address).status_code == status


def test_sound_trail_is_verified_on_demand(scenario, auditor):
    contest = scenario.announced()

    one = auditor.get("/ru/audit/verification/", {"stream": contest.stream})
    everything = auditor.get("/ru/audit/verification/")

    assert (one.context["report"].is_sound, one.context["report"].entries) == (True, 2)
    assert everything.context["report"].is_sound
    assert everything.context["report"].entries == AuditEntry.objects.count()


def test_head_that_names_another_entry_is_shown_as_a_fault(scenario, auditor):
    contest = scenario.announced()
    ChainHead.objects.filter(stream=contest.stream).update(digest="0" * 64)

    response = auditor.get("/ru/audit/verification/", {"stream": contest.stream})

    assert [fault.what for fault in response.context["report"].faults] == ["head"]
    assert "p-note--bad" in response.content.decode()


def test_reading_the_trail_writes_nothing(scenario, auditor):
    contest = scenario.announced()
    before = (AuditEntry.objects.count(), AccessEntry.objects.count())

    for page in (
        "",
        "access/",
        "verification/",
        f"streams/{contest.stream}/",
        f"streams/{contest.stream}/1/",
    ):
        assert auditor.get(f"/kk/audit/{page}").status_code == 200

    assert (AuditEntry.objects.count(), AccessEntry.objects.count()) == before


def test_access_log_is_narrowed_by_subject_and_kind(scenario, auditor):
    contest = scenario.announced()
    for what in ("view", "download"):
        record_access(what=what, subject=contest, acting_as=scenario.head, now=scenario.now)
    record_access(
        what="view", subject=("file", scenario.edition.pk), acting_as=scenario.registrar, now=scenario.now
    )

    everything = auditor.get("/ru/audit/access/").context["rows"]
    of_contest = auditor.get("/ru/audit/access/", {"subject": str(contest.pk), "what": "view"}).context[
        "rows"
    ]
    nonsense = auditor.get("/ru/audit/access/", {"subject": "nonsense"}).context["rows"]

    assert [user for entry, user in everything] == [
        scenario.registrar.user,
        scenario.head.user,
        scenario.head.user,
    ]
    assert [(entry.subject_id, entry.what) for entry, user in of_contest] == [(contest.pk, "view")]
    assert nonsense == []


@pytest.mark.parametrize("role", list(Role))
def test_audit_pages_open_for_auditor_and_security_administrator_only(scenario, sign_in, role):
    contest = scenario.announced()
    client = sign_in(scenario.people[role])

    statuses = {
        client.get(f"/ru/audit/{page}").status_code
        for page in (
            "",
            "access/",
            "verification/",
            f"streams/{contest.stream}/",
            f"streams/{contest.stream}/1/",
        )
    }

    assert statuses == ({200} if role in audit.READERS else {403})


def test_long_trail_is_paged_without_a_row_lost_or_repeated(scenario, auditor):
    contest = scenario.contest()
    for _serial in range(60):
        services.save_draft(contest, acting_as=scenario.head, now=scenario.now)

    first = auditor.get(f"/ru/audit/streams/{contest.stream}/").context["page"]
    second = auditor.get(f"/ru/audit/streams/{contest.stream}/", {"after": first.next}).context["page"]

    assert [entry.seq for entry in (*first.rows, *second.rows)] == list(range(61, 0, -1))


def test_trail_costs_the_same_for_one_entry_and_for_thirty(scenario, auditor):
    contest = scenario.contest()
    pages = (f"/ru/audit/streams/{contest.stream}/", "/ru/audit/", "/ru/audit/access/")
    record_access(what="view", subject=contest, acting_as=scenario.head, now=scenario.now)
    one = [queries(auditor, page) for page in pages]

    for serial in range(29):
        services.save_draft(contest, acting_as=scenario.head, now=scenario.now)
        scenario.contest(titles={**TITLES, "kk": f"Іріктеу {serial}"})
        record_access(what="view", subject=contest, acting_as=scenario.head, now=scenario.now)

    assert [queries(auditor, page) for page in pages] == one
