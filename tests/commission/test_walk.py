"""The whole decision through real pages: composition, meeting, protocol, receipt, publication."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.delivery.models import InboxMessage
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.documents.services import build
from cluster_selection.workflow.models import Publication
from commission.models import Assessment, Composition, Meeting, Protocol
from review.models import Batch
from tests.commission.factories import GROUNDS, MEETING_AT, RECEIVED_AT, SIGNED_AT

TEXTS = {
    "strengths": "тоғыз ұйым",
    "weaknesses": "логистика",
    "opportunities": "экспорт",
    "threats": "құрғақшылық",
    "factors": "шикізат",
    "competitiveness": "жоғары",
}


def posted_members(decisions, **changed) -> dict:
    rows = decisions.members()
    data = {"members-TOTAL_FORMS": len(rows), "members-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {
            f"members-{number}-membership": str(row.membership.pk),
            f"members-{number}-name": row.name,
            f"members-{number}-post": row.post,
            f"members-{number}-body": row.body,
            f"members-{number}-function": row.function,
        }
        if row.votes:
            data[f"members-{number}-votes"] = "on"
    return {**data, **changed}


ORDER = {"order_number": "41", "order_on": "09.01.2026", "quorum": "3", "majority": "жай көпшілік"}


def _items(applications, outcomes, time="10:30") -> dict:
    data = {}
    for application, outcome in zip(applications, outcomes, strict=True):
        prefix = f"item-{application.pk.hex}"
        data |= {
            f"{prefix}-outcome": outcome,
            f"{prefix}-voted_at": time,
            f"{prefix}-votes_for": "5",
            f"{prefix}-votes_against": "0",
            f"{prefix}-votes_abstained": "",
            f"{prefix}-grounds": GROUNDS,
        }
    return data


@pytest.mark.clause("19", "20", "21")
def test_the_whole_decision_through_its_pages(decisions, sign_in):
    applications = decisions.before_commission(composed=False)
    contest = applications[0].competition
    head, secretary, chair = (
        sign_in(person) for person in (decisions.head, decisions.secretary, decisions.chair)
    )
    base = f"/kk/commission/{contest.pk}/"

    page = head.get(f"{base}composition/new/")
    assert page.status_code == 200
    scan = SimpleUploadedFile("order.png", _png())
    page = head.post(f"{base}composition/new/", {**ORDER, **posted_members(decisions), "file": scan})
    assert page.status_code == 302, page.content.decode()
    composition = Composition.objects.get()
    assert composition.members.count() == 6
    assert secretary.get(f"{base}composition/{composition.pk}/order/").status_code == 200

    batch = Batch.objects.get()
    secretary.post(f"/kk/commission/referrals/{batch.pk}/acknowledge/")
    batch.refresh_from_db()
    assert batch.state == "ACKNOWLEDGED"

    for application in applications:
        page = secretary.post(
            f"/kk/commission/applications/{application.pk}/assessment/", {**TEXTS, "read_version": "0"}
        )
        assert page.status_code == 302
    assert Assessment.objects.count() == 2

    decisions.at(MEETING_AT)
    page = secretary.post(
        f"{base}meetings/new/", {"starts_at": "29.06.2026 10:00", "place": "Астана", "agenda": "1."}
    )
    assert page.status_code == 302, page.content.decode()
    meeting = Meeting.objects.get()
    decisions.at(SIGNED_AT)
    rows = list(meeting.composition.members.all())
    record = {f"present_{row.pk.hex}": "10:00–" for row in rows[:5]}
    page = secretary.post(
        f"/kk/commission/meetings/{meeting.pk}/record/",
        {**record, "ends_at": "29.06.2026 12:00", "recusals-TOTAL_FORMS": 0, "recusals-INITIAL_FORMS": 0},
    )
    assert page.status_code == 302, page.content.decode()
    page = secretary.post(f"/kk/commission/meetings/{meeting.pk}/protocol/")
    protocol = Protocol.objects.get()
    page = secretary.post(
        f"/kk/protocols/{protocol.pk}/items/", _items(applications, ("WINNER", "NOT_SELECTED"))
    )
    assert page.status_code == 302, page.content.decode()

    page = chair.get(f"/kk/protocols/{protocol.pk}/sign/")
    assert page.context["hindrances"] == []
    page = chair.post(f"/kk/protocols/{protocol.pk}/sign/", {"shown": page.context["digest"]})
    assert page.status_code == 302, page.content.decode()

    decisions.at(RECEIVED_AT)
    registrar = sign_in(decisions.registrar)
    page = registrar.get(f"/kk/protocols/{protocol.pk}/")
    assert GROUNDS not in page.content.decode()
    page = registrar.post(f"/kk/protocols/{protocol.pk}/receive/", {"when": "now"})
    assert page.status_code == 302, page.content.decode()
    assert GROUNDS in registrar.get(f"/kk/protocols/{protocol.pk}/").content.decode()

    page = head.get(f"{base}publication/")
    assert [language for language, _text in page.context["texts"]] == ["kk", "ru", "en"]
    page = head.post(f"{base}publication/", {"reason": ""})
    assert page.status_code == 302, page.content.decode()

    contest.refresh_from_db()
    assert contest.state == CompetitionState.PUBLISHED
    assert sorted(Application.objects.values_list("state", flat=True)) == ["NOT_SELECTED", "WINNER"]
    assert Publication.objects.filter(kind="RESULTS").count() == 1
    assert InboxMessage.objects.filter(message="commission.results").count() == 2


def test_issued_papers_are_built_and_handed_out(decisions, sign_in):
    contest = decisions.decided()[0].competition
    decisions.published(contest)
    protocol = Protocol.objects.get()
    results = contest.publications.get(kind="RESULTS").facts["document"]
    for document in (protocol.document, IssuedDocument.objects.get(code=results)):
        build(document, now=decisions.now)

    for person in (decisions.chair, decisions.head, decisions.registrar, decisions.auditor):
        page = sign_in(person).get(f"/kk/protocols/{protocol.pk}/kk.pdf")
        assert (page.status_code, page["Content-Type"]) == (200, "application/pdf"), person.role
    for language in ("kk", "ru", "en"):
        assert sign_in(decisions.representative).get(f"/verify/{results}/{language}.pdf").status_code == 200


def _png() -> bytes:
    import io

    from PIL import Image

    content = io.BytesIO()
    Image.new("L", (20, 20), 255).save(content, "PNG")
    return content.getvalue()
