"""What a file is: said by its first bytes and by opening it, never by its name."""

import base64
import binascii
import re
import zipfile
import zlib
from typing import BinaryIO

import pikepdf
from asn1crypto import cms
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

# Kind → media type, endings of the name (the first one is given to a file that has another), words.
KINDS = {
    "pdf": ("application/pdf", ("pdf",), _("PDF")),
    "jpeg": ("image/jpeg", ("jpg", "jpeg"), _("JPEG picture")),
    "png": ("image/png", ("png",), _("PNG picture")),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ("docx",),
        _("Word document (.docx)"),
    ),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ("xlsx",),
        _("Excel workbook (.xlsx)"),
    ),
    "cms": ("application/pkcs7-signature", ("p7s", "sig", "cms"), _("signature file (.p7s, .sig or .cms)")),
}
TYPE_OF_KIND = {kind: row[0] for kind, row in KINDS.items()}
KIND_OF_TYPE = {row[0]: kind for kind, row in KINDS.items()}

MAX_IMAGE_PIXELS = 100_000_000  # an A3 sheet at 600 dpi has 70 million
MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MAX_ZIP_MEMBERS = 10_000
MAX_SIGNATURE_BYTES = 1024 * 1024
MAX_PDF_OBJECTS = 300_000  # looking through them takes some six seconds

HEAD_BYTES = 1024
TAIL_BYTES = 4096

_OFFICE_PARTS = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
_ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Image.MAX_IMAGE_PIXELS = MAX_IMAGE_PIXELS


class Unfit(Exception):
    """The content is not what may be stored; ``code`` names one of the reasons of ``refusals``."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def detect(content: BinaryIO) -> str:
    """Return the kind of the content after opening it; raise ``Unfit``.

    ``content`` is seekable; its position afterwards is the start.
    """
    kind = _kind_by_signature(content)
    content.seek(0)
    try:
        _OPENERS[kind](content, kind)
    finally:
        content.seek(0)
    return kind


def _kind_by_signature(content: BinaryIO) -> str:
    content.seek(0)
    head = content.read(HEAD_BYTES)
    if head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    if head.startswith(_OLE):
        raise Unfit("old_office")
    if _looks_like_signature(head):
        return "cms"
    raise Unfit("unknown")


def _looks_like_signature(head: bytes) -> bool:
    if head[:1] == b"\x30" and b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" in head[:32]:  # id-signedData
        return True
    return bool(re.match(rb"-----BEGIN (CMS|PKCS7)-----|MI[A-Za-z0-9+/\r\n]{60}", head.lstrip()))


# PDF


def _open_pdf(content: BinaryIO, kind: str) -> None:
    content.seek(0, 2)
    content.seek(max(0, content.tell() - TAIL_BYTES))
    if b"%%EOF" not in content.read():
        raise Unfit("truncated")
    content.seek(0)
    try:
        with pikepdf.open(content) as pdf:
            if pdf.is_encrypted:
                raise Unfit("encrypted")
            if len(pdf.pages) == 0:
                raise Unfit("no_pages")
            if len(pdf.objects) > MAX_PDF_OBJECTS:
                raise Unfit("too_complex")
            for page in pdf.pages:
                page.mediabox  # noqa: B018  a page without a box cannot be bound
            for thing in pdf.objects:
                _refuse_active(thing)
            _refuse_active(pdf.trailer)
    except pikepdf.PasswordError:
        raise Unfit("encrypted")
    except Unfit:
        raise
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RuntimeError):
        raise Unfit("damaged")


def _refuse_active(thing) -> None:
    """Look through one object and what it holds directly; what it refers to is looked through by itself."""
    waiting = [thing]
    while waiting:
        value = waiting.pop()
        if isinstance(value, pikepdf.Array):
            waiting.extend(
                item for item in value if isinstance(item, pikepdf.Object) and not item.is_indirect
            )
        elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            names = value.keys()
            if "/S" in names and str(value["/S"]) in _ACTIVE_ACTIONS:
                raise Unfit("active")
            if "/JS" in names or "/JavaScript" in names or "/XFA" in names:
                raise Unfit("active")
            if "/EmbeddedFiles" in names or "/EF" in names:
                raise Unfit("attachments")
            waiting.extend(
                item
                for item in (value[name] for name in names)
                if isinstance(item, pikepdf.Object) and not item.is_indirect
            )


# Pictures


def _open_image(content: BinaryIO, kind: str) -> None:
    formats = {"jpeg": ["JPEG"], "png": ["PNG"]}[kind]  # Pillow's JPEG opens MPO as well
    try:
        with Image.open(content, formats=formats) as image:
            if image.width * image.height > MAX_IMAGE_PIXELS:
                raise Unfit("too_many_pixels")
            if kind == "jpeg":  # reads it through at an eighth of its size, which is cheap
                image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
                image.load()
            else:
                image.verify()
        if kind == "jpeg" and not _jpeg_is_whole(content):
            raise Unfit("truncated")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unfit("too_many_pixels")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Unfit("damaged")


def _jpeg_is_whole(content: BinaryIO) -> bool:
    """Say whether the end of the picture follows its last scan.

    Pillow's own check of this does not count: WeasyPrint switches it off for the whole process.
    """
    content.seek(0)
    data = content.read()
    return data.rfind(b"\xff\xd9") > data.rfind(b"\xff\xda")


# Office documents


def _office_kind(content: BinaryIO) -> str:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise Unfit("damaged")
    if "[Content_Types].xml" in names:
        for kind, (part, _type) in _OFFICE_PARTS.items():
            if part in names:
                return kind
    raise Unfit("unknown")


def _open_office(content: BinaryIO, kind: str) -> None:
    try:
        with zipfile.ZipFile(content) as archive:
            members = archive.infolist()
            if len(members) > MAX_ZIP_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED_BYTES:
                raise Unfit("unpacks_too_big")
            if any(m.flag_bits & 1 for m in members):
                raise Unfit("encrypted")
            if any(m.filename.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js")) for m in members):
                raise Unfit("macros")
            part, media_type = _OFFICE_PARTS[kind]
            with archive.open("[Content_Types].xml") as types:
                declared = types.read(1024 * 1024)
            if b"macroEnabled" in declared:
                raise Unfit("macros")
            if media_type not in declared:
                raise Unfit("damaged")
            with archive.open(part) as main:  # read to its end: the checksum is compared there
                while main.read(65536):
                    pass
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, KeyError, RuntimeError):
        raise Unfit("damaged")
    except zlib.error:
        raise Unfit("damaged")


# Signatures


def signature_der(data: bytes) -> bytes:
    """Return the DER or BER of a CMS given as DER, PEM or bare base64; raise ``ValueError``."""
    text = data.strip()
    if text[:1] == b"\x30":
        return data
    armoured = re.fullmatch(rb"-----BEGIN (CMS|PKCS7)-----(.+)-----END \1-----", text, re.DOTALL)
    try:
        return base64.b64decode(b"".join((armoured[2] if armoured else text).split()), validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None


def _open_signature(content: BinaryIO, kind: str) -> None:
    data = content.read(MAX_SIGNATURE_BYTES + 1)
    if len(data) > MAX_SIGNATURE_BYTES:
        raise Unfit("damaged")
    try:
        info = cms.ContentInfo.load(signature_der(data), strict=True)
        if info["content_type"].native != "signed_data":
            raise Unfit("unknown")
        signed = info["content"]
        signers = len(signed["signer_infos"])
        embedded = signed["encap_content_info"]["content"].native is not None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Unfit("damaged")
    if not signers:
        raise Unfit("damaged")
    if embedded:
        raise Unfit("signature_with_content")


_OPENERS = {
    "pdf": _open_pdf,
    "jpeg": _open_image,
    "png": _open_image,
    "docx": _open_office,
    "xlsx": _open_office,
    "cms": _open_signature,
}
