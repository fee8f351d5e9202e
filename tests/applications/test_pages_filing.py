"""The walk of the applicant through the pages: start, write, check, file, amend, withdraw; and being late."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import services
from applications.enums import ConsentState, State
from applications.models import Application
from applications.queries import ConsentLink
from applications.transitions import FILE
from cluster_selection.documents import services as documents
from cluster_selection.journal.canonical import digest
from cluster_selection.journal.models import AuditEntry
from tests.applications.factories import CLOSING, PDF
from tests.factories import synthetic_bin

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(room, sign_in):
    """Return the browser of the representative, reading English."""
    return sign_in(room.representative)


def at(name: str, application, *args) -> str:
    """Return the English address of a page of an application."""
    from django.utils.translation import override

    with override("en"):
        return reverse(f"applications:{name}", args=[application.pk, *args])


def upload(name: str = "scan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def package_made(browser, application):
    """Press "I have checked" and return the package."""
    answer = browser.post(at("check", application))
    assert answer.status_code == 302
    return application.packages.get(pk=answer.url.rstrip("/").rsplit("/", 1)[-1])


@pytest.mark.clause("6")
def test_a_representative_walks_from_the_start_to_the_receipt(room, contest, browser):
    started = browser.post(
        f"/en/applications/new/{contest.pk}/", {"cluster_name": "Ақмола сүт", "language": "kk"}
    )
    application = Application.objects.get()
    assert started.url == at("application", application)

    browser.post(
        at("annex1", application),
        {
            "cluster_name": "Ақмола сүт кластері",
            "applicant_name": "«Көкше сүт»",
            "regions": ["110000000"],
            "industries": ["A", "C"],
            "signer_position": "директор",
            "signer_name": "Ахметов Данияр",
            "contact_email": "",
            "contact_phone": "",
            "language": "kk",
            "version": "1",
        },
    )
    browser.post(
        at("add_member", application),
        {
            "kind": "PRODUCER",
            "name": "«Есіл сүт» ЖШС",
            "identity": "BIN",
            "identity_number": synthetic_bin(7),
            "region": "110000000",
            "specialisation": "",
            "contact_email": "",
            "language": "kk",
        },
    )
    member = application.members.get()
    browser.post(
        at("give", application, member.pk),
        {"signer_name": "Тілеуов Ержан", "signer_position": "директор", "file": upload()},
    )
    for item in contest.law.main_items:
        browser.post(at("item", application, item.key), {"text": f"{item.number} мәтін", "version": "0"})
    browser.post(
        at("documents", application),
        {"files": [upload("a.pdf"), upload("b.pdf")], "kind": "OTHER", "item_key": "", "title": ""},
    )
    browser.post(at("signed_form", application), {"file": upload("annex1.pdf")})
    package = package_made(browser, application)
    filed = browser.post(at("file", application), {"package": package.pk}, follow=True)

    application.refresh_from_db()
    version = application.versions.get()
    assert application.state == State.REGISTERED
    assert (version.gaps, version.sha256) == ([], package.sha256)
    assert filed.redirect_chain == [(at("receipt", application), 302)]
    shown = filed.content.decode()
    for expected in (
        application.number,
        version.sha256,
        "16 March 2026, Monday, 14:05:12",
        version.receipt.code,
    ):
        assert expected in shown
    assert [row.file.original_name for row in application.attachments.select_related("file")] == [
        "a.pdf",
        "b.pdf",
    ]


def test_the_same_press_twice_gives_one_version(room, contest, browser):
    application = room.draft(contest)
    package = package_made(browser, application)

    answers = [
        browser.post(at("file", application), {"package": package.pk}).status_code for _press in range(2)
    ]

    assert answers == [302, 302]
    assert application.versions.count() == 1


def test_opening_the_pages_writes_nothing_but_the_access_log(room, contest, browser):
    application = room.draft(contest)
    before = AuditEntry.objects.count()

    for name in ("application", "check", "consents", "members", "documents"):
        assert browser.get(at(name, application)).status_code == 200

    assert (AuditEntry.objects.count(), application.packages.count()) == (before, 0)


def test_gaps_are_filed_only_nevertheless(room, contest, browser):
    application = room.draft(contest, complete=False)
    package = package_made(browser, application)

    refused = browser.post(at("file", application), {"package": package.pk})
    application.refresh_from_db()
    assert (refused.status_code, application.state) == (409, State.DRAFT)

    filed = browser.post(at("file", application), {"package": package.pk, "nevertheless": "on"})
    application.refresh_from_db()
    assert (filed.status_code, application.state) == (302, State.REGISTERED)
    assert len(application.versions.get().gaps) > 5


def test_a_change_after_the_check_asks_for_another_check(room, contest, browser):
    application = room.draft(contest)
    package = package_made(browser, application)
    browser.post(at("item", application, "2"), {"text": "басқа мәтін", "version": "1"})

    refused = browser.post(at("file", application), {"package": package.pk})

    application.refresh_from_db()
    assert (refused.status_code, application.state) == (409, State.DRAFT)
    assert "The application was changed after you checked it." in refused.content.decode()


def test_the_bytes_of_the_package_have_the_hash_shown(room, contest, browser):
    application = room.draft(contest)
    package = package_made(browser, application)

    answer = browser.get(at("package_data", application, package.pk))

    assert digest(json.loads(answer.content)) == package.sha256


@pytest.mark.clause("11")
def test_filing_at_the_closing_instant_is_refused_and_the_draft_is_kept(room, contest, browser):
    application = room.draft(contest)
    package = package_made(browser, application)
    room.at(CLOSING)

    refused = browser.post(at("file", application), {"package": package.pk})

    application.refresh_from_db()
    assert (refused.status_code, application.state, application.number) == (409, State.DRAFT, "")
    assert application.versions.count() == 0
    shown = refused.content.decode()
    assert "The application is not filed" in shown
    assert "clause 11" in shown
    assert at("download_html", application) in shown
    assert AuditEntry.objects.filter(action=f"{FILE.act}.refused", subject_id=application.pk).count() == 1
    assert "2: тоғыз ұйым" in browser.get(at("download_html", application)).content.decode()
    assert browser.get(at("download_json", application)).json()["annex3"]["2"] == "2: тоғыз ұйым"
    assert "The application was not filed" in browser.get(at("application", application)).content.decode()


def test_filing_in_the_last_instant_is_accepted(room, contest, browser):
    application = room.draft(contest)
    package = package_made(browser, application)
    room.at("2026-03-20T23:59:59.999999+05:00")

    browser.post(at("file", application), {"package": package.pk})

    application.refresh_from_db()
    assert application.state == State.REGISTERED


@pytest.mark.clause("9")
def test_an_amendment_is_filed_with_its_written_notice(room, contest, browser):
    application = room.filed(contest).application
    browser.post(at("item", application, "2"), {"text": "жаңа мақсат", "version": "1"})
    assert "Changes are not filed" in browser.get(at("application", application)).content.decode()
    package = package_made(browser, application)

    empty = browser.post(at("amend", application), {"package": package.pk, "text": " "})
    assert (empty.status_code, application.versions.count()) == (200, 1)

    filed = browser.post(at("amend", application), {"package": package.pk, "text": "Мақсаттар нақтыланды."})
    assert filed.url == at("receipt", application)
    assert [version.number for version in application.versions.all()] == [1, 2]
    assert application.notices.get().text == "Мақсаттар нақтыланды."
    assert "жаңа мақсат" not in browser.get(at("version", application, 1)).content.decode()
    assert "жаңа мақсат" in browser.get(at("version", application, 2)).content.decode()


@pytest.mark.clause("9")
def test_a_withdrawal_asks_for_the_notice_and_offers_to_file_anew(room, contest, browser):
    application = room.filed(contest).application

    empty = browser.post(at("withdraw", application), {"text": ""})
    application.refresh_from_db()
    assert (empty.status_code, application.state) == (200, State.REGISTERED)

    browser.post(at("withdraw", application), {"text": "Өтінімді кері қайтарып аламыз."})
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN

    again = browser.post(
        f"/en/applications/new/{contest.pk}/?follows={application.pk}",
        {"cluster_name": application.cluster_name, "language": "kk"},
    )
    follower = Application.objects.get(follows=application)
    assert again.url == at("application", follower)
    assert follower.answers.count() == application.answers.count()


def test_a_withdrawal_after_closing_is_refused_and_a_statement_is_recorded(room, contest, browser):
    application = room.filed(contest).application
    room.at(CLOSING)

    refused = browser.post(at("withdraw", application), {"text": "Кеш хабарлама"})
    stated = browser.post(at("statement", application), {"text": "Кеш хабарлама"})

    application.refresh_from_db()
    assert (refused.status_code, stated.status_code, application.state) == (409, 302, State.REGISTERED)
    assert "Кеш хабарлама" in refused.content.decode()
    assert [notice.kind for notice in application.notices.all()] == ["STATEMENT"]


def test_a_stale_save_shows_both_texts_and_keeps_both(room, contest, browser, sign_in):
    application = room.draft(contest)
    editor = sign_in(room.editor)
    page = at("item", application, "2")
    editor.post(page, {"text": "редактордың мәтіні", "version": "1"})

    stale = browser.post(page, {"text": "өкілдің мәтіні", "version": "1"})

    assert stale.status_code == 409
    shown = stale.content.decode()
    assert "редактордың мәтіні" in shown
    assert "өкілдің мәтіні" in shown
    assert room.editor.user.full_name in shown
    assert application.answers.get(item_key="2").text == "редактордың мәтіні"
    browser.post(page, {"text": "өкілдің мәтіні", "version": "2"})
    assert application.answers.get(item_key="2").text == "өкілдің мәтіні"


def test_a_stale_save_of_annex_1_shows_both_values(room, contest, browser, sign_in):
    application = room.draft(contest)
    form = {
        "cluster_name": application.cluster_name,
        "regions": application.regions,
        "industries": application.industries,
        "language": "kk",
        "version": application.annex1_version,
    }
    sign_in(room.editor).post(at("annex1", application), {**form, "signer_name": "Редактордың аты"})

    stale = browser.post(at("annex1", application), {**form, "signer_name": "Өкілдің аты"})

    assert stale.status_code == 409
    shown = stale.content.decode()
    assert "Редактордың аты" in shown
    assert "Өкілдің аты" in shown
    assert room.editor.user.full_name in shown


def test_a_wrong_number_is_refused_beside_its_field_and_the_text_stays(room, contest, browser):
    application = room.draft(contest, complete=False)

    answer = browser.post(
        at("add_member", application),
        {
            "kind": "PRODUCER",
            "name": "«Целина логистик» ЖШС",
            "identity": "BIN",
            "identity_number": "150140999991",
            "language": "kk",
        },
    )

    assert (answer.status_code, application.members.count()) == (200, 0)
    assert answer.context["form"].errors["identity_number"] == [
        "The last digit does not fit the others: please check every digit."
    ]
    assert "«Целина логистик» ЖШС" in answer.content.decode()


def test_a_company_twice_is_refused_beside_the_form(room, contest, browser):
    application = room.draft(contest, complete=False)
    member = room.member(application)

    answer = browser.post(
        at("add_member", application),
        {
            "kind": "PRODUCER",
            "name": "Басқа атау",
            "identity": "BIN",
            "identity_number": member.identity_number,
            "language": "kk",
        },
    )

    assert (answer.status_code, application.members.count()) == (200, 1)
    assert "This company is already a member of the application." in answer.content.decode()


def test_a_refused_file_is_named_and_the_others_are_attached(room, contest, browser):
    application = room.draft(contest, complete=False)

    answer = browser.post(
        at("documents", application),
        {
            "files": [upload("good.pdf"), upload("bad.pdf", b"MZ")],
            "kind": "OTHER",
            "item_key": "",
            "title": "Хат",
        },
    )

    assert answer.status_code == 200
    assert [row.file.original_name for row in application.attachments.select_related("file")] == ["good.pdf"]
    assert "“bad.pdf”" in answer.context["form"].errors["files"][0]


def test_a_member_is_removed_only_after_asking_once_more(room, contest, browser):
    application = room.draft(contest)
    member = application.members.first()

    asked = browser.get(at("remove_member", application, member.pk))
    assert (asked.status_code, application.members.count()) == (200, 2)

    browser.post(at("remove_member", application, member.pk))
    assert application.members.count() == 1


def test_a_text_over_the_limit_is_kept_and_called_a_gap(room, contest, browser):
    application = room.draft(contest, complete=False)
    item = contest.law.item("2")
    text = "ә" * (item.max_characters + 1)

    answer = browser.post(at("item", application, "2"), {"text": text, "version": "0", "next": "1"})

    assert answer.url == at("item", application, "2")
    assert application.answers.get(item_key="2").text == text


def test_the_link_of_a_member_is_shown_once(room, contest, browser):
    application = room.draft(contest, complete=False)
    member = room.member(application)

    shown = browser.post(at("ask", application, member.pk), {"email": "a@example.kz"})

    (token,) = set(re.findall(r"http://testserver/kk/consents/([\w-]+)/", shown.content.decode()))
    assert shown["Cache-Control"] == "no-store"
    assert token not in browser.get(at("consents", application)).content.decode()
    member.consent.refresh_from_db()
    assert (member.consent.state, member.consent.sent_to) == (ConsentState.ASKED, "a@example.kz")


def test_after_closing_the_edit_of_a_filed_application_keeps_the_typed_text(room, contest, browser):
    application = room.filed(contest).application
    room.at(CLOSING)

    answer = browser.post(at("item", application, "2"), {"text": "кеш мәтін", "version": "1"})

    assert answer.status_code == 409
    assert "кеш мәтін" in answer.content.decode()
    assert application.answers.get(item_key="2").text == "2: тоғыз ұйым"


def test_a_draft_is_deleted_by_the_representative(room, contest, browser):
    application = room.draft(contest, complete=False)

    browser.post(at("delete", application))

    assert Application.objects.count() == 0


def test_a_draft_is_not_started_before_the_announcement_or_after_closing(room, contest, browser):
    room.at(CLOSING)

    refused = browser.post(
        f"/en/applications/new/{contest.pk}/", {"cluster_name": "Кеш кластер", "language": "kk"}
    )

    assert refused.status_code == 409
    assert "Кеш кластер" in refused.content.decode()
    assert Application.objects.count() == 0


def test_a_member_that_announced_gets_another_link(room, contest, browser):
    application = room.draft(contest, complete=False)
    member = room.member(application)
    asked = services.ask_consent(
        member.consent, email="a@example.kz", acting_as=room.representative, now=room.now
    )
    services.announce_consent(
        asked, signer_name="Тілеуов", signer_position="директор", acting_as=ConsentLink(asked), now=room.now
    )
    assert at("remind", application, member.pk) in browser.get(at("consents", application)).content.decode()

    answer = browser.post(at("remind", application, member.pk))

    assert (answer.status_code, "/kk/consents/" in answer.content.decode()) == (200, True)


def test_the_own_paper_is_handed_out_once_it_is_built(room, contest, browser):
    application = room.filed(contest).application
    receipt = application.latest_version.receipt
    page = at("paper", application, receipt.pk, "kk")
    assert browser.get(page).status_code == 404
    assert "being prepared" in browser.get(at("receipt", application)).content.decode()

    documents.build(receipt, now=room.now)

    assert b"".join(browser.get(page).streaming_content)[:5] == b"%PDF-"
    assert page in browser.get(at("receipt", application)).content.decode()
