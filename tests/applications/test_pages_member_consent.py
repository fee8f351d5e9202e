"""The page a member opens from its personal link, without an account."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from applications import services
from applications.enums import ConsentState
from tests.applications.factories import CLOSING, PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(room, contest):
    """Return a consent asked for by link."""
    member = room.member(room.draft(contest, complete=False))
    return services.ask_consent(
        member.consent, email="a@example.kz", acting_as=room.representative, now=room.now
    )


@pytest.fixture
def visitor():
    """Return a browser without cookies that checks forms as in production."""
    return Client(enforce_csrf_checks=True)


def link(asked, act: str = "", language: str = "ru") -> str:
    return f"/{language}/consents/{asked.token}/{act}"


@pytest.mark.clause("7(1)")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("kk", "аумақтық кластерлерді конкурстық іріктеуге қатысу өтініміне қосуға келісімін береді"),
        (
            "ru",
            "дает согласие на включение в заявку на участие в конкурсном отборе территориальных кластеров",
        ),
        (
            "en",
            "consents to being included in the application for participation in the competitive selection",
        ),
    ],
)
def test_the_page_shows_the_words_of_annex_2_with_the_own_name(asked, visitor, language, words):
    page = visitor.get(link(asked, language=language))

    assert page.status_code == 200
    shown = page.content.decode()
    assert words in shown
    assert f'<strong lang="kk">{asked.member.name}</strong>' in shown
    assert "___" not in shown


def test_the_member_announces_and_gives_by_the_signed_form(asked, visitor):
    announced = visitor.post(
        link(asked, "announce/"), {"signer_name": "Тілеуов Ержан", "signer_position": "директор"}
    )
    asked.refresh_from_db()
    assert (announced.status_code, asked.state) == (302, ConsentState.ANNOUNCED)

    given = visitor.post(
        link(asked, "give/"),
        {
            "give-signer_name": "Тілеуов Ержан",
            "give-signer_position": "директор",
            "give-file": SimpleUploadedFile("consent.pdf", PDF),
        },
    )
    asked.refresh_from_db()
    assert (given.status_code, asked.state, asked.file.original_name) == (
        302,
        ConsentState.GIVEN,
        "consent.pdf",
    )
    assert visitor.get(link(asked)).status_code == 200


def test_an_empty_form_is_refused_beside_its_fields_and_the_text_stays(asked, visitor):
    answer = visitor.post(link(asked, "announce/"), {"signer_name": "Тілеуов Ержан", "signer_position": ""})

    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (200, ConsentState.ASKED)
    assert "Тілеуов Ержан" in answer.content.decode()
    assert "data-summary" in answer.content.decode()


def test_the_member_declines_with_a_reason(asked, visitor):
    visitor.post(link(asked, "decline/"), {"decline-reason": "Қатыспаймыз"})

    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (ConsentState.DECLINED, "Қатыспаймыз")


def test_the_member_revokes_what_it_announced(asked, visitor):
    visitor.post(link(asked, "announce/"), {"signer_name": "Тілеуов Ержан", "signer_position": "директор"})

    visitor.post(link(asked, "revoke/"), {"revoke-reason": "Ойымыз өзгерді"})

    asked.refresh_from_db()
    assert asked.state == ConsentState.REVOKED


def test_an_unknown_link_says_so_and_changes_nothing(asked, visitor):
    page = visitor.get("/ru/consents/unknown-token/")
    act = visitor.post("/ru/consents/unknown-token/announce/", {"signer_name": "А", "signer_position": "Б"})
    paper = visitor.get("/ru/consents/unknown-token/annex-2-ru.pdf")

    assert (page.status_code, act.status_code, paper.status_code) == (410, 410, 410)


def test_a_link_replaced_by_another_no_longer_works(room, asked, visitor):
    services.remind_consent(asked, acting_as=room.representative, now=room.now)

    assert visitor.get(link(asked)).status_code == 410


def test_after_closing_the_page_opens_and_every_act_is_refused(room, asked, visitor):
    room.at(CLOSING)

    page = visitor.get(link(asked, language="en"))
    act = visitor.post(
        link(asked, "announce/", language="en"),
        {"signer_name": "Тілеуов Ержан", "signer_position": "директор"},
    )

    asked.refresh_from_db()
    assert (page.status_code, act.status_code, asked.state) == (200, 409, ConsentState.ASKED)
    assert "The term for accepting applications has ended." in page.content.decode()
    assert '<form class="p-form"' not in page.content.decode()


def test_a_refused_file_is_named(asked, visitor):
    answer = visitor.post(
        link(asked, "give/", language="en"),
        {
            "give-signer_name": "Тілеуов Ержан",
            "give-signer_position": "директор",
            "give-file": SimpleUploadedFile("virus.exe", b"MZ"),
        },
    )

    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (200, ConsentState.ASKED)
    assert "virus.exe" in answer.content.decode()


def test_the_form_to_print_is_handed_out(asked, visitor):
    answer = visitor.get(link(asked, "annex-2-kk.pdf"))

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")


def test_a_token_never_reaches_the_logs(asked, visitor, caplog):
    visitor.get(link(asked))
    visitor.post(link(asked, "announce/"), {})
    visitor.get("/ru/consents/unknown-token/")

    assert asked.token not in caplog.text
