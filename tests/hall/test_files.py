"""Files: what is accepted, what is refused and why, how content is kept, scanned and served."""

import datetime as dt
import hashlib
import io
import socket
import struct
import threading
import uuid
import zipfile
import zlib

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import IntegrityError, transaction
from django.utils import translation
from PIL import Image

from cluster_selection.accounts.enums import Role
from cluster_selection.delivery.models import Job
from cluster_selection.delivery.worker import drain
from cluster_selection.files import detection, scanning, services
from cluster_selection.files.enums import ScanState
from cluster_selection.files.models import StoredFile
from cluster_selection.files.names import safe_name
from cluster_selection.files.refusals import REASONS, FileRefused
from cluster_selection.files.storage import PrivateStorage, storage_folder
from cluster_selection.journal.actors import Actor
from cluster_selection.journal.models import AccessEntry
from tests.factories import member

NOW = dt.datetime(2026, 3, 16, 9, 5, 12, tzinfo=dt.UTC)
EVERY = ("pdf", "jpeg", "png", "docx", "xlsx", "cms")


def applicant():
    return Actor("membership", uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), "REPRESENTATIVE", "kk")


def saved(pdf, **options):
    content = io.BytesIO()
    pdf.save(content, **options)
    return content.getvalue()


def pdf_of(pages=1, prepare=None, **options):
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        if prepare:
            prepare(pdf)
        return saved(pdf, **options)


def pdf_with_script():
    def prepare(pdf):
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    return pdf_of(prepare=prepare)


def pdf_with_script_of_a_field():
    def prepare(pdf):
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="a",
            Rect=[0, 0, 9, 9],
            AA=pikepdf.Dictionary(K=action),
        )
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(field)])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.pages[0].Annots[0]])

    return pdf_of(prepare=prepare, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def pdf_that_launches():
    def prepare(pdf):
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")

    return pdf_of(prepare=prepare)


def pdf_with_attachment():
    def prepare(pdf):
        pdf.attachments["note.txt"] = b"note"

    return pdf_of(prepare=prepare)


def pdf_protected(user):
    return pdf_of(encryption=pikepdf.Encryption(user=user, owner="owner", R=6))


def pdf_cut_off():
    content = pdf_of(pages=40)
    return content[: len(content) // 2]


def picture(kind, size=(40, 30)):
    content = io.BytesIO()
    Image.new("RGB", size, "white").save(content, kind)
    return content.getvalue()


def pictures():
    """Two pictures in one JPEG file (MPO), as some telephones write."""
    content, one = io.BytesIO(), Image.new("RGB", (40, 30), "white")
    one.save(content, "MPO", save_all=True, append_images=[one])
    return content.getvalue()


def png_bomb():
    """A picture of 20,000 x 20,000 points: some hundred bytes."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def office(part, media_type, extra=None):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        types = f'<Types><Override PartName="/{part}" ContentType="application/vnd.{media_type}"/></Types>'
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(part, "<w>Үміт</w>")
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return content.getvalue()


def docx(extra=None):
    return office(
        "word/document.xml", "openxmlformats-officedocument.wordprocessingml.document.main+xml", extra
    )


def xlsx():
    return office("xl/workbook.xml", "openxmlformats-officedocument.spreadsheetml.sheet.main+xml")


def docx_with_a_flipped_byte():
    content = bytearray(docx())
    place = content.index(b"word/document.xml") + len("word/document.xml") + 2
    content[place] ^= 0xFF
    return bytes(content)


def plain_zip():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "a")
    return content.getvalue()


def signature(*, encoding=serialization.Encoding.DER, detached=True):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Әлия Ғабитова")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + dt.timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    builder = pkcs7.PKCS7SignatureBuilder().set_data(b"text").add_signer(certificate, key, hashes.SHA256())
    options = [pkcs7.PKCS7Options.Binary]
    if detached:
        options.append(pkcs7.PKCS7Options.DetachedSignature)
    return builder.sign(encoding, options)


GOOD = {
    "pdf": (lambda: pdf_of(), "өтінім.pdf", "pdf", "application/pdf"),
    "pdf from a scanner, in capitals": (lambda: pdf_of(3), "SCAN.PDF", "pdf", "application/pdf"),
    "jpeg": (lambda: picture("JPEG"), "фото.jpg", "jpeg", "image/jpeg"),
    "jpeg of several pictures": (pictures, "фото.jpg", "jpeg", "image/jpeg"),
    "png": (lambda: picture("PNG"), "мөр.png", "png", "image/png"),
    "docx": (docx, "жоспар.docx", "docx", detection.TYPE_OF_KIND["docx"]),
    "xlsx": (xlsx, "есеп.xlsx", "xlsx", detection.TYPE_OF_KIND["xlsx"]),
    "signature": (signature, "қол.p7s", "cms", "application/pkcs7-signature"),
    "signature in PEM": (
        lambda: signature(encoding=serialization.Encoding.PEM),
        "қол.cms",
        "cms",
        "application/pkcs7-signature",
    ),
}

BAD = {
    "empty": (lambda: b"", "бос.pdf", "empty"),
    "html named pdf": (lambda: b"<!doctype html><script>alert(1)</script>", "есеп.pdf", "unknown"),
    "svg named png": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "unknown"),
    "program named pdf": (lambda: b"MZ" + bytes(500), "a.pdf", "unknown"),
    "plain zip named docx": (plain_zip, "a.docx", "unknown"),
    "random bytes named docx": (lambda: hashlib.sha512(b"a").digest() * 40, "a.docx", "unknown"),
    "start of a zip, then rubbish": (lambda: b"PK\x03\x04" + bytes(500), "a.docx", "damaged"),
    "docx with a flipped byte": (docx_with_a_flipped_byte, "a.docx", "damaged"),
    "docx with macros": (lambda: docx({"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
    "docx that unpacks to too much": (
        lambda: docx({"word/x.xml": bytes(2_000_000)}),
        "a.docx",
        "unpacks_too_big",
    ),
    "old doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "old_office"),
    "pdf cut off": (pdf_cut_off, "a.pdf", "truncated"),
    "pdf of rubbish": (lambda: b"%PDF-1.7\n" + b"rubbish " * 99 + b"\n%%EOF", "a.pdf", "damaged"),
    "pdf with a password": (lambda: pdf_protected("user"), "a.pdf", "encrypted"),
    "pdf with restrictions": (lambda: pdf_protected(""), "a.pdf", "encrypted"),
    "pdf without pages": (lambda: pdf_of(pages=0), "a.pdf", "no_pages"),
    "pdf with a script": (pdf_with_script, "a.pdf", "active"),
    "pdf with a script of a field": (pdf_with_script_of_a_field, "a.pdf", "active"),
    "pdf that launches a program": (pdf_that_launches, "a.pdf", "active"),
    "pdf with a file inside": (pdf_with_attachment, "a.pdf", "attachments"),
    "pdf of countless objects": (lambda: pdf_of(pages=1_001), "a.pdf", "too_complex"),
    "picture of 400 million points": (png_bomb, "a.png", "too_many_pixels"),
    "png cut off": (lambda: picture("PNG", (300, 300))[:-20], "a.png", "damaged"),
    "jpeg cut off": (lambda: picture("JPEG", (900, 900))[:-400], "a.jpg", "truncated"),
    "jpeg of nothing": (lambda: b"\xff\xd8\xff" + bytes(30), "a.jpg", "damaged"),
    "signature with the document inside": (
        lambda: signature(detached=False),
        "a.p7s",
        "signature_with_content",
    ),
    "signature cut off": (lambda: signature()[:-30], "a.p7s", "damaged"),
}


@pytest.mark.parametrize("case", GOOD)
def test_good_file_is_stored_by_what_its_content_is(db, case):
    make, name, kind, content_type = GOOD[case]
    content, actor = make(), applicant()

    stored = services.store(content, name=name, acting_as=actor, now=NOW, allowed=EVERY)

    stored.refresh_from_db()
    assert (stored.kind, stored.content_type, stored.original_name) == (kind, content_type, name)
    assert (stored.sha256, stored.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (stored.stored_at, stored.stored_by, stored.scan_state) == (NOW, actor.id, ScanState.SKIPPED)
    assert services.read_content(stored) == content


@pytest.mark.parametrize("case", BAD)
def test_bad_file_is_refused_with_its_reason_and_nothing_is_stored(db, settings, monkeypatch, case):
    make, name, code = BAD[case]
    monkeypatch.setattr(detection, "MAX_UNPACKED_BYTES", 1_000_000)
    monkeypatch.setattr(detection, "MAX_PDF_OBJECTS", 1_000)

    with pytest.raises(FileRefused) as refused:
        services.store(make(), name=name, acting_as=applicant(), now=NOW, allowed=EVERY)

    assert refused.value.code == code
    assert name in str(refused.value.reason)
    assert not StoredFile.objects.exists()
    assert not storage_folder(settings.STORAGE_URL).exists()


def test_every_reason_has_a_case():
    assert {row[2] for row in BAD.values()} | {"too_big", "not_allowed"} == set(REASONS)


@pytest.mark.parametrize(("more", "accepted"), [(0, True), (-1, False)])
def test_file_of_the_limit_is_accepted_and_of_one_byte_more_refused(db, settings, more, accepted):
    content = pdf_of()
    settings.UPLOAD_MAX_BYTES = len(content) + more

    if accepted:
        services.store(content, name="a.pdf", acting_as=applicant(), now=NOW)
    else:
        with pytest.raises(FileRefused) as refused:
            services.store(content, name="a.pdf", acting_as=applicant(), now=NOW)
        assert refused.value.code == "too_big"

    assert StoredFile.objects.count() == int(accepted)


def test_kind_that_is_not_allowed_here_is_refused_naming_what_is(db):
    with pytest.raises(FileRefused) as refused, translation.override("en"):
        services.store(docx(), name="жоспар.docx", acting_as=applicant(), now=NOW, allowed=("pdf", "png"))

    with translation.override("en"):
        assert str(refused.value.reason) == (
            "The file “жоспар.docx” (Word document (.docx)) cannot be attached here. "
            "Attach one of these: PDF, PNG picture."
        )


def test_reasons_name_the_file_even_with_percent_signs_in_it(db):
    with pytest.raises(FileRefused) as refused:
        services.store(b"", name="100 %(name)s.pdf", acting_as=applicant(), now=NOW)

    assert "100 _(name)s.pdf" in str(refused.value.reason)


NAMES = [
    ("Өтінім № 14 — «Үміт» қоры, ЖШС ₸.pdf", "Өтінім № 14 — «Үміт» қоры, ЖШС ₸.pdf"),
    ("../../etc/passwd.pdf", "passwd.pdf"),
    ("C:\\құжат\\Әлия.pdf", "Әлия.pdf"),
    ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
    ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
    ("й\u0306.pdf".replace("й", "и"), "й.pdf"),
    ("скан.PDF", "скан.PDF"),
    ("жоспар.docx", "жоспар.docx.pdf"),
    ("жоспар", "жоспар.pdf"),
    ("", "file.pdf"),
    ("..", "file.pdf"),
    (".pdf", "pdf.pdf"),
    ("ұ" * 400 + ".pdf", "ұ" * 146 + ".pdf"),
]


@pytest.mark.parametrize(("name", "safe"), NAMES)
def test_name_is_made_safe_and_keeps_its_kazakh_letters(name, safe):
    assert safe_name(name, ("pdf",)) == safe


def test_large_upload_is_stored_from_its_temporary_file(db):
    content = pdf_of(50)
    with TemporaryUploadedFile("үлкен.pdf", "text/plain", len(content), None) as upload:
        upload.write(content)
        upload.seek(0)
        stored = services.store(upload, name=upload.name, acting_as=applicant(), now=NOW)

    assert (stored.sha256, stored.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_same_content_twice_is_two_rows_and_two_keys(db):
    content = pdf_of()
    first = services.store(content, name="a.pdf", acting_as=applicant(), now=NOW)
    second = services.store(content, name="a.pdf", acting_as=applicant(), now=NOW)

    assert first.sha256 == second.sha256
    assert first.storage_key != second.storage_key


def test_content_disappears_when_the_row_cannot_be_written(db, settings, monkeypatch):
    def broken(**fields):
        raise IntegrityError("broken")

    monkeypatch.setattr(StoredFile.objects, "create", broken)
    with pytest.raises(IntegrityError):
        services.store(pdf_of(), name="a.pdf", acting_as=applicant(), now=NOW)

    assert [path for path in storage_folder(settings.STORAGE_URL).rglob("*") if path.is_file()] == []


def test_changed_content_is_noticed_on_reading(db):
    stored = services.store(pdf_of(), name="a.pdf", acting_as=applicant(), now=NOW)
    path = default_storage.path(stored.storage_key)
    with open(path, "ab") as file:
        file.write(b"x")

    with pytest.raises(OSError, match="SHA-256"):
        services.read_content(stored)


# Storage


def test_storage_never_overwrites_and_is_closed_to_others(db, settings):
    storage = PrivateStorage()
    storage.save("ab/key", io.BytesIO(b"first"))

    with pytest.raises(FileExistsError):
        storage.save("ab/key", io.BytesIO(b"second"))

    assert storage.open("ab/key").read() == b"first"
    path = storage_folder(settings.STORAGE_URL) / "ab" / "key"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with pytest.raises(NotImplementedError):
        storage.url("ab/key")


@pytest.mark.parametrize("url", ["s3://bucket", "file://relative/path", "file:relative", "/var/files", ""])
def test_storage_address_that_is_not_supported_is_said_at_once(url):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL"):
        storage_folder(url)


# Constraints


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"sha256": "A" * 64}, "file_sha256_is_hexadecimal"),
        ({"size": 0}, "file_is_not_empty"),
        ({"scan_state": "MAYBE"}, "file_scan_state_is_known"),
    ],
)
def test_constraint_refuses_a_row_that_lies(db, change, constraint):
    fields = {"sha256": "a" * 64, "size": 1, "storage_key": "k", "stored_at": NOW, **change}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StoredFile.objects.create(**fields)


# Scanner


class Scanner:
    """A scanner that answers as clamd does, on a port of this machine."""

    def __init__(self, answer):
        self.answer, self.received = answer, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.server.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        link, _address = self.server.accept()
        with link, link.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack(">I", stream.read(4))[0]:
                self.received += stream.read(size)
            link.sendall(self.answer)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.server.close()
        self.thread.join(5)


@pytest.mark.parametrize(
    ("answer", "state"),
    [(b"stream: OK\0", ScanState.CLEAN), (b"stream: Eicar-Signature FOUND\0", ScanState.INFECTED)],
)
def test_worker_records_what_the_scanner_found(at, settings, answer, state):
    scanned_at = at("2026-03-16T14:06:00+05:00")
    content = pdf_of(30)
    with Scanner(answer) as scanner:
        settings.CLAMD_URL = scanner.url
        stored = services.store(content, name="a.pdf", acting_as=applicant(), now=NOW)
        before = stored.scan_state
        queued = list(Job.objects.values_list("kind", "payload"))
        drain()

    stored.refresh_from_db()
    assert (before, stored.scan_state, stored.scanned_at) == (ScanState.NOT_SCANNED, state, scanned_at)
    assert scanner.received == content
    assert queued == [("files.scan", {"file": str(stored.id)})]


def test_scanner_that_fails_leaves_the_file_not_scanned_and_the_job_to_be_repeated(db, settings):
    with Scanner(b"INSTREAM size limit exceeded. ERROR\0") as scanner:
        settings.CLAMD_URL = scanner.url
        stored = services.store(pdf_of(), name="a.pdf", acting_as=applicant(), now=NOW)
        with pytest.raises(scanning.ScannerUnavailable):
            services.record_scan(file_id=stored.id, now=NOW)

    with pytest.raises(scanning.ScannerUnavailable):  # the port is closed by now
        services.record_scan(file_id=stored.id, now=NOW)
    stored.refresh_from_db()
    assert stored.scan_state == ScanState.NOT_SCANNED


def test_without_a_scanner_there_is_no_job(db):
    services.store(pdf_of(), name="a.pdf", acting_as=applicant(), now=NOW)

    assert not Job.objects.exists()


# Serving


def requested(rf, person):
    request = rf.get("/kk/applications/file/")
    request.acting_as, request.received_at, request.user = person, NOW, person.user
    return request


def test_file_is_served_with_its_name_and_the_access_is_recorded(db, rf):
    person = member(Role.REPRESENTATIVE)
    stored = services.store(pdf_of(), name="Өтінім қосымшасы.pdf", acting_as=person, now=NOW)

    response = services.serve(stored, requested(rf, person))

    assert b"".join(response.streaming_content) == services.read_content(stored)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%D3%A8%D1%82%D1%96%D0%BD%D1%96%D0%BC%20"
        "%D2%9B%D0%BE%D1%81%D1%8B%D0%BC%D1%88%D0%B0%D1%81%D1%8B.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    entry = AccessEntry.objects.get()
    assert (entry.what, entry.subject_id, entry.membership_id) == ("download", stored.id, person.id)


@pytest.mark.parametrize(("make", "name", "shown"), [(pdf_of, "a.pdf", True), (docx, "a.docx", False)])
def test_only_types_a_browser_shows_safely_are_shown_in_it(db, rf, make, name, shown):
    person = member(Role.SCREENER)
    stored = services.store(make(), name=name, acting_as=person, now=NOW)

    response = services.serve(stored, requested(rf, person), as_attachment=False)
    response.file_to_stream.close()

    assert response["Content-Disposition"].split(";")[0] == ("inline" if shown else "attachment")


@pytest.mark.parametrize(
    ("state", "who", "allowed"),
    [
        ("INFECTED", "organiser", False),
        ("INFECTED", "uploader", False),
        ("NOT_SCANNED", "organiser", True),
        ("NOT_SCANNED", "uploader", True),
        ("NOT_SCANNED", "other applicant", False),
        ("CLEAN", "other applicant", True),
        ("SKIPPED", "other applicant", True),
    ],
)
def test_scan_state_decides_who_may_open_the_file(db, rf, state, who, allowed):
    uploader = member(Role.REPRESENTATIVE)
    person = {
        "uploader": uploader,
        "organiser": member(Role.SCREENER),
        "other applicant": member(Role.REPRESENTATIVE),
    }[who]
    stored = services.store(pdf_of(), name="a.pdf", acting_as=uploader, now=NOW)
    StoredFile.objects.update(scan_state=state)
    stored.refresh_from_db()

    if allowed:
        services.serve(stored, requested(rf, person)).file_to_stream.close()
    else:
        with pytest.raises(PermissionDenied):
            services.serve(stored, requested(rf, person))

    assert AccessEntry.objects.count() == int(allowed)


def test_name_in_the_form_field_is_used_and_its_declared_type_is_not(db):
    upload = SimpleUploadedFile("мөр.png", picture("PNG"), content_type="text/html")

    stored = services.store(upload, name=upload.name, acting_as=applicant(), now=NOW)

    assert (stored.original_name, stored.content_type) == ("мөр.png", "image/png")
