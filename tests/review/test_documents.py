"""The statutory papers of the review: golden text of the notice of return, the conclusion, sound PDFs."""

import html
import re

import pytest

from applications.models import Application
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.documents.rendering import render_document, render_html
from review import services
from review.documents import clause_phrase, clause_text
from review.models import Check
from tests.factories import OrganisationFactory, member
from tests.review.factories import AFTER_CLOSING, REMARK

SECOND = "Нысаналы индикаторлар көрсетілмеген."


def text_of(document: IssuedDocument, language: str) -> str:
    """Return what a document says, without markup, one space between words."""
    page = render_html(
        document.kind, document.payload, language, code="", number=document.number, draft=False
    )
    body = page.split("<main>")[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture
def returned(room, contest):
    """Return the notice of an application of a named participant, returned for two defects before closing."""
    room.screener.user.full_name = "Сейтқали Асқар Болатұлы"
    room.screener.user.position = "бас сарапшы"
    room.screener.user.save()
    organisation = OrganisationFactory(
        name_kk="«Алатау ағаш» қауымдастығы", name_ru="Ассоциация «Алатау ағаш»", address="Алматы, Абай, 1"
    )
    applicant = member(organisation=organisation)
    application = room.filed(contest, acting_as=applicant).application
    room.at("2026-03-18T10:00:00+05:00")
    room.returned(application, defects={"consents.signed": REMARK, "information.5.1": SECOND})
    return Check.objects.get().document


@pytest.mark.clause("12")
def test_golden_text_of_the_return_notice_in_kazakh(room, returned):
    room.screener.organisation.refresh_from_db()

    assert text_of(returned, "kk") == (
        "«Алатау ағаш» қауымдастығы Алматы, Абай, 1 № 2026-1/N-001 2026 ж. 18 наурыз "
        "Өтінімді қайтару туралы хабарлама "
        "Іріктеуді ұйымдастырушы «Ақмола сүт кластері» кластерінің № 2026-1/001 өтінімін (1-нұсқа, "
        "тіркелген күні – "
        "2026 ж. 16 наурыз) Аумақтық кластерлерді конкурстық іріктеу қағидаларының (бұдан әрі – Қағидалар) "
        "талаптарына сәйкестігі тұрғысынан тексерді (12-тармақ). Аумақтық кластерлерді ағымдағы конкурстық "
        "іріктеуге (№ 2026-1) қатысуға арналған өтінім Қағидалардың мынадай талаптарына жауап бермейді және "
        "қайтарылады: "
        "7-тармақтың 1) тармақшасы : «осы Қағидаларға 2-қосымшаға сәйкес нысан бойынша аумақтық кластерлерді "
        "конкурстық іріктеуге қатысуға арналған келісімді» "
        "Тексерілгені: келісімдерге ұйымдардың уәкілетті адамдары қол қойған. "
        f"Анықталғаны: {REMARK} "
        "7-тармақтың 2) тармақшасы : «осы Қағидаларға 3-қосымшаға сәйкес аумақтық кластерлерді конкурстық "
        "іріктеуге қатысу үшін ұсынылатын мәліметтерді қамтиды» "
        "Тексерілгені: 3-қосымша, 5-тармақтың 1) тармақшасы: стратегиялық мақсаттар мен міндеттер, нысаналы "
        "индикаторлар көрсетілген. "
        f"Анықталғаны: {SECOND} "
        "Тексеру мерзімі – өтінім тіркелген сәттен бастап 5 жұмыс күнінен аспайды; мерзімнің соңғы күні – "
        "2026 ж. 26 наурыз. "
        "Өтінімдерді қабылдау 2026 ж. 20 наурыз сағат 24:00-ге дейін (Алматы уақыты) жалғасады. Осы "
        "уақытқа дейін "
        "өтінімді қайта беруге болады; оған жаңа нөмір беріледі. "
        "Бұл шешімге заңнамада белгіленген тәртіппен шағым жасауға болады. "
        f"бас сарапшы {room.screener.organisation.name_kk} порталда қол қойылды Сейтқали Асқар Болатұлы"
    )


@pytest.mark.clause("12")
def test_golden_text_of_the_return_notice_in_russian(room, returned):
    assert text_of(returned, "ru") == (
        "Ассоциация «Алатау ағаш» Алматы, Абай, 1 № 2026-1/N-001 18 марта 2026 г. "
        "Уведомление о возврате заявки "
        "Организатор отбора проверил заявку № 2026-1/001 кластера «Ақмола сүт кластері» (версия 1, "
        "зарегистрирована "
        "16 марта 2026 г.) на соответствие требованиям Правил конкурсного отбора территориальных кластеров "
        "(далее – Правила; пункт 12). Заявка на участие в текущем конкурсном отборе территориальных "
        "кластеров "
        "(№ 2026-1) не соответствует следующим требованиям Правил и возвращается: "
        "подпункт 1) пункта 7 : «согласие на участие в конкурсном отборе территориальных кластеров по форме "
        "согласно приложению 2 к настоящим Правилам» "
        "Что проверялось: согласия подписаны уполномоченными лицами организаций. "
        f"Установлено: {REMARK} "
        "подпункт 2) пункта 7 : «сведения, представляемые для участия в конкурсном отборе территориальных "
        "кластеров, согласно приложению 3 к настоящим Правилам» "
        "Что проверялось: приложение 3, пункт 5, подпункт 1): стратегические цели и задачи, указаны целевые "
        "индикаторы. "
        f"Установлено: {SECOND} "
        "Срок проверки – не более 5 рабочих дней с момента регистрации заявки; последний день срока – "
        "26 марта 2026 г. "
        "Прием заявок продолжается до 24:00 20 марта 2026 г. (время Алматы). До этого времени "
        "заявку можно подать "
        "заново; ей будет присвоен новый номер. "
        "Это решение можно обжаловать в порядке, установленном законодательством. "
        f"бас сарапшы {room.screener.organisation.name_ru} подписано на портале Сейтқали Асқар Болатұлы"
    )


@pytest.mark.clause("12")
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "kk",
            "Өтінімдерді қабылдау мерзімі аяқталды (соңғы күні – 2026 ж. 20 наурыз), сондықтан "
            "ағымдағы іріктеу "
            "шеңберінде өтінімді қайта беруге болмайды (11-тармақ).",
        ),
        (
            "ru",
            "Срок приема заявок истек 20 марта 2026 г., поэтому подать заявку заново в рамках "
            "текущего отбора "
            "нельзя (пункт 11).",
        ),
    ],
)
def test_return_after_closing_says_that_nothing_can_be_filed_anew(room, contest, language, sentence):
    application = room.filed(contest).application
    room.at(AFTER_CLOSING)

    room.returned(application, defects={"binding.original_and_copy": "Қағаз жинағы жоқ."})

    assert sentence in text_of(Check.objects.get().document, language)


@pytest.mark.clause("12")
@pytest.mark.parametrize(("language", "words"), [("kk", "себебі: сырқат"), ("ru", "причина: сырқат")])
def test_late_return_names_its_reason(room, contest, language, words):
    application = room.filed(contest).application
    room.at("2026-03-27T09:00:00+05:00")

    room.returned(application, acting_as=room.head, reason="сырқат")

    assert words in text_of(Check.objects.get().document, language)


@pytest.mark.clause("15")
def test_conclusion_speaks_of_every_criterion_and_is_advisory(room, contest):
    application = room.admitted(contest)
    room.forwarded(contest, application)

    document = room.concluded(application).document

    law = contest.law
    for language, advisory in (
        ("kk", "Қорытынды ұсынымдық сипатта болады (15-тармақ)."),
        ("ru", "Заключение носит рекомендательный характер (пункт 15)."),
    ):
        text = text_of(document, language)
        assert advisory in text
        for criterion in law.criteria:
            assert criterion.words[language] in text
        for part in law.judged:
            assert f"{part.key}: сәйкес келеді" in text


@pytest.mark.clause("13", "18")
def test_letters_and_notice_render_as_pdf_in_both_languages(room, contest, returned):
    good, late = room.admitted(contest), room.admitted(contest, acting_as=room.participant())
    room.forwarded(contest, good, late)
    room.concluded(good)
    room.at("2026-05-27T10:00:00+05:00")
    rows = Application.objects.filter(pk__in=[good.pk, late.pk])
    services.refer(contest, rows, acting_as=room.head, now=room.now, reason="берілмеді")

    kinds = ("return_notice", "forwarding_letter", "referral_letter", "expert_conclusion")
    documents = IssuedDocument.objects.filter(kind__in=kinds)

    assert sorted(document.kind for document in documents) == sorted(kinds)
    for document in documents:
        for language in ("kk", "ru"):
            content = render_document(
                document.kind, document.payload, language, document.code, document.number
            )
            assert content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("clause", "kk", "ru"),
    [
        ("12", "12-тармақ", "пункт 12"),
        ("7(1)", "7-тармақтың 1) тармақшасы", "подпункт 1) пункта 7"),
        ("annex3", "annex3", "annex3"),
    ],
)
def test_clause_is_named_in_each_language(clause, kk, ru):
    assert (clause_phrase(clause)["kk"], clause_phrase(clause)["ru"]) == (kk, ru)


def test_text_of_a_subclause_is_quoted_without_its_number(edition):
    law = edition.law

    assert clause_text(law, "8")["ru"].startswith("Заявка на участие")
    assert clause_text(law, "7(2)")["ru"] == (
        "сведения, представляемые для участия в конкурсном отборе территориальных кластеров, "
        "согласно приложению 3 к настоящим Правилам"
    )


def test_checklist_of_another_edition_is_followed_without_code(artificial_edition, contest, room):
    application = room.filed(contest).application
    contest.refresh_from_db()
    type(contest).objects.filter(pk=contest.pk).update(edition=artificial_edition)
    room.at("2026-03-17T10:00:00+05:00")

    check = services.open_the_check(
        Application.objects.get(pk=application.pk), acting_as=room.screener, now=room.now
    )

    assert [line.key for line in check.lines.all()] == [line.key for line in artificial_edition.law.checklist]
