"""The statutory documents: their words in Kazakh and Russian, and that they can be drawn."""

import datetime as dt
import re

import pytest
from django.utils.html import strip_tags

from applications import documents, services
from cluster_selection.delivery.worker import drain
from cluster_selection.documents.models import IssuedDocument, Rendering
from cluster_selection.documents.rendering import render_html
from cluster_selection.workflow.models import RunningTerm
from tests.applications.factories import PAPER_FIELDS

pytestmark = pytest.mark.django_db


def words(kind: str, payload: dict, language: str, number: str = "", code: str = "") -> str:
    """Return the text of a document without markup, spaces folded."""
    page = render_html(kind, payload, language, code=code, number=number, draft=False)
    body = page[page.index("<main>") :]
    return " ".join(strip_tags(re.sub(r"<(p|li|tr|td|th|h\d|br|div)\b", r" <\1", body)).split())


@pytest.mark.clause("6")
@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "kk",
            (
                "Аумақтық кластерлерді конкурстық іріктеу қағидаларына 1-қосымша",
                "Индустриялық қызметті мемлекеттік қолдау саласындағы уәкілетті орган",
                "(компания, өңір, сала атауы) аумақтық кластерлерді конкурстық іріктеуге қатысу үшін "
                "құжаттар пакетімен қоса осы өтінімді жібереді.",
                "(өтінімді берген адамның лауазымы)",
                "(тегі, аты, әкесінің аты (жеке куәлігінде көрсетілген жағдайда))",
                "(өтінімді қабылдаған адамның тегі, аты, әкесінің аты)",
                "Қолы: ____________, № 2026-1/001, қабылдау күні 2026 ж. 16 наурыз",
            ),
        ),
        (
            "ru",
            (
                "Приложение 1 к Правилам конкурсного отбора территориальных кластеров",
                "Уполномоченный орган в области государственной поддержки индустриальной деятельности",
                "(наименование компании, региона, отрасли) направляет настоящую заявку с пакетом "
                "документов для участия в конкурсном отборе территориальных кластеров.",
                "(должность лица, подавшего заявку)",
                "(фамилия, имя, отчество (при его наличии в документе, удостоверяющем личность))",
                "(фамилия, имя, отчество лица, принявшего заявку)",
                "Подпись: ____________, № 2026-1/001, дата приема 16 марта 2026 г.",
            ),
        ),
    ],
)
def test_annex1_has_the_words_of_its_form(room, contest, language, sentences):
    version = room.filed(contest)
    payload = documents.annex1_payload(version.application, version.manifest, version=version)

    text = words("annex1", payload, language, version.application.number)

    for sentence in sentences:
        assert sentence in text
    assert "Ахметов Данияр Серікұлы" in text


@pytest.mark.clause("7(1)")
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "kk",
            "Осы арқылы «Есіл сүт 50» ЖШС (компания атауы) аумақтық кластерлерді конкурстық іріктеуге қатысу "
            "өтініміне қосуға келісімін береді және алдағы конкурстық іріктеу шеңберінде бірлескен жұмысқа, "
            "сондай-ақ кластерді одан әрі дамыту бойынша іс-шараларға қатысуға мүдделілік танытады.",
        ),
        (
            "ru",
            "Настоящим «Есіл сүт 50» ЖШС (наименование компании) дает согласие на включение в заявку на "
            "участие в конкурсном отборе территориальных кластеров и выражает заинтересованность в "
            "совместной работе в рамках предстоящего конкурсного отбора, а также в участии в мероприятиях по "
            "дальнейшему развитию кластера.",
        ),
    ],
)
def test_annex2_has_the_words_of_its_form(room, contest, language, sentence):
    consent = room.member(room.draft(contest, complete=False)).consent

    assert sentence in words("annex2", documents.annex2_payload(consent), language)


def test_what_a_member_signs_does_not_depend_on_who_signs_or_on_filing(room, contest):
    version = room.filed(contest)
    given = version.application.consents.select_related("member", "application").first()
    before = documents.annex2_digest(given)

    given.signer_name, given.application.number = "Басқа адам", ""

    assert documents.annex2_digest(given) == before


@pytest.mark.clause("7(2)")
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_annex3_has_every_item_in_the_wording_of_the_edition(room, contest, language):
    version = room.filed(contest)
    payload = documents.annex3_payload(version.application, version.manifest, version=version)

    text = words("annex3", payload, language, version.application.number)

    for item in contest.law.main_items:
        assert " ".join(item.words[language].split()) in text
        assert f"{item.number}: тоғыз ұйым" in text
    assert [section["number"] for section in payload["main"]] == ["1", "2", "3", "4", "5"]


@pytest.mark.clause("11")
def test_the_refusal_of_late_papers_quotes_the_clause(room, contest):
    room.at("2026-03-26T10:00:00+05:00")
    application = services.refuse_late(
        contest,
        participant=room.representative.organisation,
        delivery=room.by_post(dt.date(2026, 3, 21)),
        fields=PAPER_FIELDS,
        acting_as=room.registrar,
        now=room.now,
    )
    document = IssuedDocument.objects.get(kind="refusal_late")

    text = words("refusal_late", document.payload, "ru", document.number)

    assert document.number == application.number
    assert contest.law.clause("11", "ru").text.strip() in text
    assert "21 марта 2026 г." in text


def test_every_page_of_an_edition_not_in_force_says_so(room, contest):
    version = room.filed(contest)

    for language in ("kk", "ru"):
        page = render_html(
            "receipt", version.receipt.payload, language, code=version.receipt.code, number="1", draft=False
        )
        assert version.receipt.payload["edition"]["notice"][language] in page
        assert "d-header__mark" in page


@pytest.mark.clause("6")
def test_the_receipt_names_what_was_received_when_and_by_whom(room, contest):
    application = room.draft(contest)
    room.member(application, name="«Целина логистик» ЖШС")
    version = services.file_application(
        room.package(application), acting_as=room.representative, now=room.now, nevertheless=True
    )

    for language, instant, day in (
        ("kk", "2026 ж. 16 наурыз, 14:05:12", "2026 ж. 16 наурыз"),
        ("ru", "16 марта 2026 г., 14:05:12", "16 марта 2026 г."),
    ):
        text = words("receipt", version.receipt.payload, language, version.receipt.number)
        assert instant in text
        assert day in text
        assert version.sha256 in text
        assert room.registrar.user.full_name in text
        assert "«Целина логистик» ЖШС" in text


def test_every_document_of_an_application_is_built_in_both_languages(room, contest):
    application = room.filed(contest).application
    services.amend_application(
        room.amended_package(application), notice_text="Өзгеріс.", acting_as=room.representative, now=room.now
    )
    application.refresh_from_db()
    services.withdraw_application(application, text="Қайтару.", acting_as=room.representative, now=room.now)

    drain()

    issued = IssuedDocument.objects.filter(competition_id=contest.pk)
    kinds = sorted(issued.values_list("kind", flat=True))
    assert kinds == sorted(
        [
            "receipt",
            "annex1",
            "annex3",
            "receipt",
            "annex1",
            "annex3",
            "amendment_notice",
            "withdrawal_notice",
        ]
    )
    assert Rendering.objects.filter(document__in=issued).count() == 2 * len(kinds)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_forms_to_print_and_sign_are_no_issued_documents(room, contest, language):
    application = room.draft(contest)
    issued = IssuedDocument.objects.count()

    annex1 = documents.printable_annex1(application, language)
    annex2 = documents.printable_annex2(application.consents.first(), language)

    assert annex1.startswith(b"%PDF")
    assert annex2.startswith(b"%PDF")
    assert IssuedDocument.objects.count() == issued
    assert not RunningTerm.objects.filter(key="check").exists()
