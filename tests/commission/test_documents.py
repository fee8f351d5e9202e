"""Golden text of the protocol and of the announcement of the results, in Kazakh and in Russian.

``UPDATE_GOLDEN=1 pytest tests/commission/test_documents.py`` writes the files anew; read the difference.
"""

import os
import re
from html import unescape
from pathlib import Path

import pytest

from cluster_selection.accounts.models import Organisation
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.documents.rendering import render_draft, render_html
from cluster_selection.journal.canonical import canonical_json
from commission.documents import protocol_payload, text_digest
from commission.enums import Outcome
from commission.services import meeting as meetings

GOLDEN = Path(__file__).parent / "golden"
CODE = "0000-0000-0000-0000"
_GONE = re.compile(r"<(head|style)\b.*?</\1>|<img[^>]*>", re.DOTALL)
_LINE = re.compile(r"</?(p|h1|h2|h3|tr|li|ul|ol|table|div|section|caption|br)\b[^>]*>")


def text_of(page: str) -> str:
    """Return what a page says: one line a block, cells parted by a bar."""
    page = re.sub(r"\s+", " ", _GONE.sub("", page))
    page = re.sub(r"</t[dh]>\s*<t[dh][^>]*>", " | ", page)
    page = re.sub(r"<[^>]+>", "", _LINE.sub("\n", page))
    lines = (re.sub(r"\s+", " ", unescape(line)).strip() for line in page.split("\n"))
    return "\n".join(line for line in lines if line) + "\n"


def assert_golden(name: str, page: str):
    """Compare a page with its golden text."""
    path, text = GOLDEN / f"{name}.txt", text_of(page)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def name_the_organiser():
    Organisation.objects.filter(kind="ORGANISER").update(
        name_kk="Индустриялық даму министрлігі", name_ru="Министерство индустриального развития"
    )


def held(decisions):
    """Return a draft protocol with every outcome, a recusal, and one member who left early."""
    applications = decisions.before_commission(3)
    name_the_organiser()
    meeting = decisions.meeting(applications[0].competition)
    rows = list(meeting.composition.members.all())
    left_at = meeting.starts_at.replace(minute=45)
    attendance = [(row, meeting.starts_at, None) for row in (*rows[:3], rows[5])]
    attendance += [(rows[3], meeting.starts_at, left_at)]
    recusals = [(rows[3], applications[0], "Кластер мүшесінің басшысы – жақын туысы")]
    decisions.recorded(meeting, attendance=attendance, recusals=recusals)
    meeting.refresh_from_db()
    for application in applications[:2]:
        decisions.assessed(application)
    outcomes = ((Outcome.WINNER, (3, 0, 0)), (Outcome.NOT_SELECTED, (2, 1, 1)), (Outcome.ADJOURNED, ()))
    items = [
        decisions.item(application, outcome, votes=votes)
        for application, (outcome, votes) in zip(applications, outcomes, strict=True)
    ]
    protocol = decisions.drafted(meeting, items)
    decisions.at("2026-06-30T11:00:00+05:00")
    return protocol


@pytest.mark.clause("20")
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_golden_text_of_the_protocol(decisions, language):
    signed = decisions.signed(held(decisions))

    page = render_html(
        "protocol", signed.document.payload, language, code=CODE, number=signed.number, draft=False
    )

    assert_golden(f"protocol.{language}", page)


@pytest.mark.clause("21")
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_golden_text_of_the_results(decisions, language):
    contest = decisions.decided(3, (Outcome.WINNER, Outcome.NOT_SELECTED, Outcome.WINNER))[0].competition
    name_the_organiser()
    decisions.published(contest, "2026-07-08T15:20:00+05:00")
    document = IssuedDocument.objects.get(kind="results")

    page = render_html("results", document.payload, language, code=CODE, number=document.number, draft=False)

    assert_golden(f"results.{language}", page)
    body = contest.publications.get(kind="RESULTS").texts.get(language=language).body
    assert_golden(f"publication.{language}", body.replace(document.code, CODE))


def test_a_draft_has_no_signature_and_no_force(decisions):
    protocol = held(decisions)
    payload = protocol_payload(protocol, now=None, signatory=None)

    page = render_html("protocol", payload, "en", code="", number="", draft=True)

    assert "signed in the portal" not in page
    assert "Draft: has no force." in page
    assert render_draft("protocol", payload, "kk").startswith(b"%PDF")


def test_the_digest_of_the_text_changes_with_everything_that_is_signed(decisions):
    protocol = held(decisions)
    before = text_digest(protocol)
    application = protocol.items.first().application
    meetings.save_assessment(
        application,
        values={"strengths": "басқа"},
        read_version=1,
        acting_as=decisions.secretary,
        now=decisions.now,
    )

    assert text_digest(protocol) == text_digest(protocol)
    assert text_digest(protocol) != before


def test_the_payload_is_plain_json(decisions):
    payload = protocol_payload(held(decisions), now=decisions.now, signatory=decisions.chair)

    assert canonical_json(payload)
