"""Documents: issued inside the act, built by the worker, checked by anyone by their code."""

import copy
import datetime as dt
import hashlib
import io
import shutil
import subprocess
import uuid
from pathlib import Path

import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from weasyprint.urls import URLFetcherResponse

from cluster_selection.delivery.models import Job
from cluster_selection.delivery.worker import drain
from cluster_selection.documents import codes, drawing, registry, rendering, services
from cluster_selection.documents.enums import DocumentStatus
from cluster_selection.documents.jobs import build_document
from cluster_selection.documents.models import IssuedDocument, Rendering
from cluster_selection.documents.queries import document_by_code, documents_of
from cluster_selection.documents.registry import DocumentKind, UnknownKind
from cluster_selection.files.models import StoredFile
from cluster_selection.files.services import read_content
from cluster_selection.journal.actors import PORTAL
from cluster_selection.journal.canonical import digest

NOW = dt.datetime(2026, 3, 16, 9, 5, 12, tzinfo=dt.UTC)  # 14:05:12 in Almaty
LETTERS = "Ә ә Ғ ғ Қ қ Ң ң Ө ө Ұ ұ Ү ү Һ һ І і Ё ё № « » — ₸"
KIND = DocumentKind(
    key="trial",
    title={"kk": "Комиссия отырысының хаттамасы", "ru": "Протокол заседания Комиссии", "en": "Protocol"},
)
STEALING = DocumentKind(key="trial_stealing", languages=("kk",), title={"kk": "Сынақ"})
SUBJECT = ("protocol", uuid.uuid4())
CODE = "7870-PCED-A1WR-Y07F"


@pytest.fixture(autouse=True)
def _kinds(settings, monkeypatch):
    monkeypatch.setattr(registry, "_KINDS", dict(registry._KINDS))
    registry.register(KIND)
    registry.register(STEALING)
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates
    settings.SITE_URL = "https://portal.example.kz"


def payload(**changes):
    return {
        "language": "kk",
        "text": f"{LETTERS} Байқау комиссиясының отырысында өтінімдер қаралды.",
        "caption": "Қаржыландыру",
        "rows": [[f"Өскемен {number}", "12 500 000 ₸"] for number in range(1, 61)],
        "signatures": [{"name": "Ә. Ғұмаров", "position": "Төраға", "organisation": "", "how": ""}],
        **changes,
    }


def issued(**changes):
    fields = {
        "payload": payload(),
        "subject": SUBJECT,
        "competition_id": uuid.uuid4(),
        "number": "ХТ-2026/014",
        "acting_as": PORTAL,
        "now": NOW,
        **changes,
    }
    with transaction.atomic():
        return services.issue("trial", **fields)


def text_of(content):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    done = subprocess.run(
        ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"], input=content, capture_output=True, check=True
    )
    return done.stdout.decode()


# Issue and build


def test_issue_keeps_what_is_said_takes_a_code_and_asks_for_the_build(db):
    said = payload()
    document = issued(payload=said, public=True)

    said["text"] = "changed afterwards"
    document.refresh_from_db()
    assert document.payload == payload()
    assert document.payload_sha256 == digest(payload())
    assert codes.is_sound(document.code)
    assert (document.number, document.issued_at, document.status) == ("ХТ-2026/014", NOW, "ISSUED")
    assert (document.subject_type, document.subject_id, document.public) == (*SUBJECT, True)
    assert list(Job.objects.values_list("kind", "payload")) == [
        ("documents.build", {"document": str(document.id)})
    ]
    assert not Rendering.objects.exists()


def test_document_of_a_refused_act_is_not_issued(db):
    with transaction.atomic():
        issued()
        transaction.set_rollback(True)

    assert (IssuedDocument.objects.count(), Job.objects.count()) == (0, 0)


def test_unknown_kind_is_refused(db):
    with pytest.raises(UnknownKind):
        services.issue(
            "nothing", payload={}, subject=SUBJECT, competition_id=None, number="", acting_as=PORTAL, now=NOW
        )


def test_worker_builds_each_language_once_and_the_stored_bytes_are_the_evidence(at):
    built_at = at("2026-03-16T14:06:00+05:00")
    document = issued()

    done = drain()
    build_document({"document": str(document.id)})  # as after a worker that died before it noted the job

    renderings = {row.language: row for row in document.renderings.select_related("file")}
    assert (done, set(renderings)) == (1, {"kk", "ru"})
    assert StoredFile.objects.count() == 2
    for language, row in renderings.items():
        content = read_content(row.file)
        assert row.sha256 == hashlib.sha256(content).hexdigest()
        assert row.built_at == built_at
        assert row.file.original_name == f"trial-ХТ-2026-014-{language}.pdf"
        assert content == rendering.render_document(
            "trial", document.payload, language, document.code, document.number
        )


def test_second_worker_that_builds_at_the_same_time_leaves_the_first_bytes(db, monkeypatch):
    document = issued()
    render = services.render_document

    def overtaken(kind, said, language, *rest):
        if not document.renderings.filter(language=language).exists():
            services._keep_rendering(document, language, render(kind, said, language, *rest), NOW)
        return render(kind, said, language, *rest)

    monkeypatch.setattr(services, "render_document", overtaken)
    rows = services.build(document, now=NOW + dt.timedelta(minutes=1))

    assert [row.built_at for row in rows] == [NOW, NOW]
    assert StoredFile.objects.count() == Rendering.objects.count() == 2


def test_documents_of_a_subject_come_newest_first_at_a_constant_cost(db, django_assert_num_queries):
    earlier, later = issued(), issued(now=NOW + dt.timedelta(days=1))
    issued(subject=("protocol", uuid.uuid4()))
    for document in (earlier, later):
        services.build(document, now=NOW)

    with django_assert_num_queries(3):
        found = [(row, [each.file.size for each in row.renderings.all()]) for row in documents_of(SUBJECT)]

    assert [row for row, _sizes in found] == [later, earlier]
    assert list(documents_of(SUBJECT, "other")) == []


def test_revoked_document_stays_revoked_since_the_first_time(db):
    document = issued()

    services.revoke(document, now=NOW)
    again = services.revoke(document, now=NOW + dt.timedelta(days=1))

    assert (again.status, again.revoked_at) == (DocumentStatus.REVOKED, NOW)


# The sheet


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_pdf_is_tagged_titled_in_its_language_and_carries_its_fonts(language):
    content = rendering.render_document("trial", payload(), language, CODE, "ХТ-2026/014")

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == language
        assert str(pdf.docinfo["/Title"]) == f"{KIND.title[language]} № ХТ-2026/014"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        fonts = [
            thing
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
        ]
        assert len(fonts) == 2
        assert all("Golos" in str(font.FontName) and "/FontFile2" in font for font in fonts)
        figures = [
            thing
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
        ]
        assert all(str(figure.Alt) for figure in figures)
        assert "/CreationDate" not in pdf.docinfo


def test_every_page_carries_title_number_code_and_its_place():
    pages = text_of(rendering.render_document("trial", payload(), "kk", CODE, "ХТ-2026/014")).split("\f")[:-1]

    assert len(pages) == 3
    for place, page in enumerate(pages, start=1):
        flat = " ".join(page.split())
        assert "Комиссия отырысының хаттамасы № ХТ-2026/014" in flat
        assert CODE in flat
        assert f"{place}/3" in flat.replace(" ", "")
        assert f"https://portal.example.kz/verify/{CODE}/" in flat


def test_every_kazakh_letter_and_the_tenge_sign_reach_the_pdf():
    text = text_of(rendering.render_document("trial", payload(), "kk", CODE, "1"))

    assert LETTERS in " ".join(text.split())
    assert "12 500 000 ₸" in text


def test_same_arguments_give_the_same_bytes_and_another_code_gives_others():
    first = rendering.render_document("trial", payload(), "kk", CODE, "1")

    assert rendering.render_document("trial", payload(), "kk", CODE, "1") == first
    assert rendering.render_document("trial", payload(), "kk", codes.new_code(), "1") != first


@pytest.mark.parametrize(
    "notice",
    [
        "Күшін жойған редакция: оқу байқауы.",
        {"kk": "Күшін жойған редакция: оқу байқауы.", "ru": "Учебный отбор."},
    ],
)
def test_notice_of_the_edition_is_on_every_page(notice):
    said = payload(edition={"notice": notice}, illustrative=True)

    pages = text_of(rendering.render_document("trial", said, "kk", CODE, "1")).split("\f")[:-1]

    assert ["Күшін жойған редакция: оқу байқауы." in page for page in pages] == [True] * 3


def test_invented_data_is_marked_as_such():
    marked = rendering.render_html(
        "trial", payload(illustrative=True), "en", code=CODE, number="1", draft=False
    )
    plain = rendering.render_html("trial", payload(), "en", code=CODE, number="1", draft=False)

    assert "Illustrative data: not a real document." in marked
    assert "Illustrative data" not in plain


def test_preview_is_marked_as_a_draft_on_every_page_and_leaves_no_trace(db):
    content = services.preview("trial", payload(issued_on=dt.date(2026, 3, 16)), "en")

    pages = text_of(content).split("\f")[:-1]
    assert ["Draft: has no force." in page for page in pages] == [True] * len(pages)
    assert not any("/verify/" in page for page in pages)
    assert (IssuedDocument.objects.count(), StoredFile.objects.count(), Job.objects.count()) == (0, 0, 0)


def test_markup_typed_by_a_person_is_printed_and_not_obeyed():
    page = rendering.render_html(
        "trial", payload(text="<b>&</b>"), "kk", code=CODE, number="<i>1</i>", draft=False
    )

    assert "&lt;b&gt;&amp;&lt;/b&gt;" in page
    assert "<i>1</i>" not in page


# What the worker fetches


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "http://127.0.0.1/",
        "https://example.kz/a.png",
        "ftp://example.kz/a",
        "bundle:../cluster_selection/settings.py",
        "bundle:documents/../../manage.py",
        "bundle:documents/%2e%2e/%2e%2e/manage.py",
        "bundle:/etc/passwd",
        "bundle:vendor/bootstrap.min.css",
        "document.css",
    ],
)
def test_fetcher_refuses_everything_outside_the_bundle(url):
    with pytest.raises(ValueError):
        drawing.BundledFetcher().fetch(url)


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("bundle:fonts/GolosText-400.ttf", b"\x00\x01\x00\x00"),
        ("bundle:documents/document.css", b"/*"),
        ("data:text/plain;base64,05g=", "Ә".encode()),
    ],
)
def test_fetcher_gives_what_is_bundled(url, start):
    answer = drawing.BundledFetcher().fetch(url)

    assert isinstance(answer, URLFetcherResponse)
    assert answer.read().startswith(start)


def test_document_that_asks_for_files_of_the_machine_does_not_get_them():
    content = rendering.render_document("trial_stealing", payload(), "kk", CODE, "1")

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert "/Names" not in pdf.Root or "/EmbeddedFiles" not in pdf.Root.Names
        assert len(pdf.attachments) == 0
    assert b"root:" not in content


def test_missing_font_fails_the_build_instead_of_drawing_other_letters(monkeypatch):
    monkeypatch.setattr(drawing.finders, "find", lambda path: None)

    with pytest.raises(rendering.RenderingFailed, match=r"static/documents/document.css"):
        rendering.render_document("trial", payload(), "kk", CODE, "1")


# Codes


@given(st.randoms(use_true_random=False))
def test_code_with_one_wrong_sign_or_two_exchanged_is_not_sound(random):
    code = codes.new_code()
    signs = list(code.replace("-", ""))
    place = random.randrange(16)
    wrong = signs.copy()
    wrong[place] = random.choice([sign for sign in codes.ALPHABET if sign != signs[place]])
    first, second = random.sample(range(16), 2)
    exchanged = signs.copy()
    exchanged[first], exchanged[second] = signs[second], signs[first]

    assert codes.is_sound(code)
    assert not codes.is_sound("".join(wrong))
    assert codes.is_sound("".join(exchanged)) == (signs[first] == signs[second])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7870-PCED-A1WR-Y07F", CODE),
        ("7870pceda1wry07f", CODE),
        (" 7870 – PCED — A1WR_Y07F. ", CODE),
        ("787O-PCED-AIWR-YO7F", CODE),
        ("787o-pced-alwr-yo7f", CODE),
        ("7870-РСЕD-А1WR-У07F", CODE),  # Р, С, Е, А, У are Cyrillic
        ("7870-PCED-A1WR-Y07", ""),
        ("7870-PCED-A1WR-Y07FF", ""),
        ("7870-PCED-A1WR-Y07U", ""),
        ("7870-PCED-A1WR-Y07Қ", ""),
        ("", ""),
    ],
)
def test_code_is_read_as_people_type_it(typed, code):
    assert codes.normalise(typed) == code


def test_code_has_75_random_bits():
    assert len(codes.ALPHABET) == 32
    assert len({codes.new_code() for _time in range(1000)}) == 1000


# The pages


@pytest.fixture
def reader(client):
    client.cookies["django_language"] = "en"
    return client


def test_document_not_yet_built_is_shown_as_being_prepared(db, reader):
    document = issued()

    page = reader.get(reverse("documents:verify", args=[document.code])).content.decode()

    assert "The file is being prepared." in page
    assert "ХТ-2026/014" in page


def test_private_document_shows_its_facts_and_no_content(db, reader):
    document = issued()
    services.build(document, now=NOW)

    page = reader.get(reverse("documents:verify", args=[document.code])).content.decode()

    assert "Protocol № ХТ-2026/014" in page
    assert "16 March 2026, 14:05:12" in page
    assert all(row.sha256 in page for row in document.renderings.all())
    assert "being prepared" not in page
    assert "Өскемен" not in page
    assert ".pdf" not in page
    assert reader.get(reverse("documents:download", args=[document.code, "kk"])).status_code == 404


def test_public_document_is_downloaded_without_sign_in(db, reader):
    document = issued(public=True)
    services.build(document, now=NOW)
    url = reverse("documents:download", args=[document.code, "ru"])

    page = reader.get(reverse("documents:verify", args=[document.code])).content.decode()
    answer = reader.get(url)

    assert url in page
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == document.renderings.get(language="ru").sha256
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert reader.get(reverse("documents:download", args=[document.code, "en"])).status_code == 404


def test_revoked_document_says_since_when_it_has_no_force(db, reader):
    document = issued()
    services.revoke(document, now=NOW)

    page = reader.get(reverse("documents:verify", args=[document.code])).content.decode()

    assert "This document is revoked." in page
    assert "It has had no force since 16 March 2026, 14:05:12" in page


def test_code_typed_another_way_leads_to_the_printed_address(db, reader):
    document = issued()
    printed = reverse("documents:verify", args=[document.code])
    typed = document.code.replace("-", "").lower()

    from_form = reader.get(reverse("documents:verify_form"), {"code": f" {typed} "})
    from_address = reader.get(reverse("documents:verify", args=[typed]))

    assert (from_form.status_code, from_form["Location"]) == (302, printed)
    assert (from_address.status_code, from_address["Location"]) == (302, printed)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (CODE, "The portal has not issued a document with this code."),
        ("7870-PCED-A1WR-Y07G", "The code is typed with a mistake."),
        ("nothing", "The code is typed with a mistake."),
    ],
)
def test_unknown_code_says_whether_it_is_mistyped(db, reader, code, words):
    answer = reader.get(reverse("documents:verify", args=[code]))

    assert answer.status_code == 404
    assert words in answer.content.decode()


def test_form_without_a_code_says_what_to_enter(db, reader):
    empty = reader.get(reverse("documents:verify_form"), {"code": ""})
    first = reader.get(reverse("documents:verify_form"))

    assert "Enter the verification code." in empty.content.decode()
    assert "Enter the verification code." not in first.content.decode()


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [("ru", "en", "ru"), (None, "en-GB,en;q=0.8", "en"), (None, "de", "kk"), (None, None, "kk")],
)
def test_page_is_in_the_readers_language(db, client, cookie, accepted, language):
    if cookie:
        client.cookies["django_language"] = cookie

    headers = {"accept-language": accepted} if accepted else {}
    answer = client.get(reverse("documents:verify_form"), headers=headers)

    assert f'<html lang="{language}">' in answer.content.decode()


def test_check_asks_the_database_a_constant_number_of_questions(db, django_assert_max_num_queries):
    document = issued()
    services.build(document, now=NOW)

    with django_assert_max_num_queries(3):
        found = document_by_code(document.code.lower())
        assert [row.file.size > 0 for row in found.renderings.all()] == [True, True]


def test_pages_change_nothing(db, reader):
    issued()
    with_post = reader.post(reverse("documents:verify_form"), {"code": CODE})

    assert with_post.status_code in (403, 405)


# Registry and constraints


def test_kind_registered_twice_is_one_and_another_under_its_key_is_refused():
    assert registry.register(DocumentKind(key="trial", title=dict(KIND.title))) == KIND

    with pytest.raises(ValueError, match="already registered"):
        registry.register(DocumentKind(key="trial", title={"kk": "Басқа"}))


@pytest.mark.parametrize("fields", [{"title": {}}, {"title": {"kk": "а"}, "languages": ("de",)}])
def test_kind_without_title_or_in_an_unknown_language_is_refused(fields):
    with pytest.raises(ValueError):
        DocumentKind(key="other", **fields)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"code": "7870-PCED-A1WR-Y07U"}, "document_code_is_four_groups"),
        ({"code": "7870PCEDA1WRY07F"}, "document_code_is_four_groups"),
        ({"status": "REVOKED"}, "document_revoked_has_its_instant"),
        ({"revoked_at": NOW}, "document_revoked_has_its_instant"),
    ],
)
def test_constraint_refuses_a_document_that_lies(db, change, constraint):
    document = issued()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        IssuedDocument.objects.filter(id=document.id).update(**change)


def test_constraint_refuses_a_second_rendering_and_an_unknown_language(db):
    document = issued()
    row = services.build(document, now=NOW)[0]
    values = {"document": document, "file": row.file, "sha256": row.sha256, "built_at": NOW}
    second = "rendering_once_per_language" if connection.vendor == "postgresql" else "UNIQUE constraint"

    with pytest.raises(IntegrityError, match=second), transaction.atomic():
        Rendering.objects.create(language="kk", **values)
    with pytest.raises(IntegrityError, match="rendering_language_is_known"), transaction.atomic():
        Rendering.objects.create(language="de", **values)
