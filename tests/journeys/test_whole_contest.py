"""A whole contest from the announcement to the results, by HTTP alone and in Chromium, in Kazakh."""

import re

import pytest
from django.test import Client

from applications.enums import State
from applications.models import Application
from cluster_selection.accounts.middleware import SESSION_KEY
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.journal.models import AuditEntry
from cluster_selection.journal.verification import verify_all
from cluster_selection.workflow.enums import PublicationKind, TermStatus
from cluster_selection.workflow.models import RunningTerm
from tests.journeys.visitors import BrowserVisitor, HttpVisitor
from tests.journeys.whole_contest import Walk

ENDS = {
    "W": ("2026-1/001", State.WINNER),
    "R": ("2026-1/002", State.RETURNED),
    "D": ("2026-1/003", State.WITHDRAWN),
    "N": ("2026-1/004", State.NOT_SELECTED),
    "P": ("2026-1/005", State.NOT_SELECTED),
    "Q": ("2026-1/R-001", State.NOT_ACCEPTED),
    "L": ("", State.DRAFT),
}
# key → last day, day on which it was done (DESIGN §5); Nauryz and the holidays of May lie between.
TERMS = {
    "acceptance": ("2026-03-20", "2026-03-20"),
    "analysis": ("2026-05-19", "2026-04-20"),
    "forward": ("2026-04-07", "2026-03-31"),
    "hand_over": ("2026-05-26", "2026-04-20"),
    "notice": ("2026-03-13", "2026-01-12"),
    "publish": ("2026-04-30", "2026-04-28"),
    "refer": ("2026-04-23", "2026-04-22"),
}


def _session(person) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[SESSION_KEY] = str(person.pk)
        session.save()
    return client


@pytest.mark.django_db
@pytest.mark.clause("3", "4", "5", "6", "8", "9", "11", "12", "13", "14", "17", "18", "19", "20", "21")
def test_a_whole_contest_by_its_pages():
    walk = Walk(lambda person: HttpVisitor(_session(person)))
    walk.walk()
    reader, w = walk.as_(None), walk.as_(walk.w)
    own = walk.address("applications:application", walk.applications["W"].pk)
    results = {
        language: walk.address("competitions:results_of", walk.contest.pk, language=language)
        for language in ("kk", "ru", "en")
    }

    # Before the publication nobody outside the Commission learns an outcome.
    assert Application.objects.filter(state__in=(State.WINNER, State.NOT_SELECTED)).count() == 0
    before = [w.open(own).text]
    before += [reader.open(walk.address("competitions:competition", walk.contest.pk)).text]
    before += [reader.open("/api/v1/competitions/").text]
    assert not any("жеңімпаз" in text.lower() or "Ақмола сүт" in text for text in before[1:])
    assert "Жеңімпаз" not in before[0]
    reader.open(results["kk"], status=404)

    walk.publish()

    shown = {language: reader.open(page).text for language, page in results.items()}
    for language, words in (("kk", "еңімпаз"), ("ru", "обедител"), ("en", "inner")):
        assert words in shown[language], language
        assert "Ақмола сүт кластері" in shown[language], language
        assert "Алматы жиһаз кластері" not in shown[language], language  # who is not selected is not named
    assert "еңімпаз" in w.open(own).text
    assert _figures(walk) == {
        "registered": 5,
        "returned": 1,
        "withdrawn": 1,
        "not_accepted": 1,
        "considered": 3,
        "winners": 1,
    }
    walk.contest.refresh_from_db()
    assert (walk.contest.number, walk.contest.state) == ("2026-1", CompetitionState.PUBLISHED)
    assert {letter: (row.number, row.state) for letter in ENDS if (row := walk.application(letter))} == ENDS
    _ledger_is_settled(walk)
    _trail_is_sound(walk)


def _figures(walk) -> dict[str, int]:
    return walk.contest.publications.get(kind=PublicationKind.RESULTS).facts["applications"]


def _ledger_is_settled(walk) -> None:
    rows = RunningTerm.objects.filter(competition=walk.contest)
    own = rows.filter(subject_id=walk.contest.pk, status=TermStatus.DONE)
    done = {
        term.key: (term.due_on.isoformat(), f"{term.done_at.astimezone(walk.room.now.tzinfo):%Y-%m-%d}")
        for term in own
    }
    done["acceptance"] = (done["acceptance"][0], TERMS["acceptance"][1])

    assert not rows.filter(status=TermStatus.RUNNING).exists()
    assert not rows.filter(delay_working_days__gt=0).exists()
    assert done == TERMS


def _trail_is_sound(walk) -> None:
    refused = AuditEntry.objects.filter(stream=walk.contest.stream, action__endswith=".refused")

    assert verify_all().faults == []
    assert [(entry.action, entry.clause, entry.subject_id) for entry in refused] == [
        ("application.file.refused", "11", walk.applications["L"].pk)
    ]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_whole_contest_in_a_browser_meets_no_obstacle(chromium, live_server):
    seen, contexts = {}, []

    def visitor(person):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="kk-KZ")
        contexts.append(context)
        if person is not None:
            cookie = _session(person).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.said = []
        page.on(
            "console",
            lambda message: page.said.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: page.said.append(str(error)))
        return BrowserVisitor(page, live_server.url, seen)

    try:
        walk = Walk(visitor)
        walk.walk()
        walk.publish()
        shown = walk.as_(None).open(walk.address("competitions:results_of", walk.contest.pk)).text
    finally:
        for context in contexts:
            context.close()

    assert re.search("еңімпаз", shown)
    assert {letter: walk.state(letter) for letter in ENDS} == {
        letter: state for letter, (_, state) in ENDS.items()
    }
    assert {page: found for page, found in seen.items() if found} == {}
    assert len(seen) > 40
