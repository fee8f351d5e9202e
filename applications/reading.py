"""A manifest made readable: for "check your answers", frozen versions and the download of a draft. Pure.

The words of the law are in the reader's language, the applicant's own text stays in the language it was
written in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from applications.enums import AttachmentKind, ConsentState, NoticeKind
from cluster_selection.accounts.classifiers import industry_name, region_name
from cluster_selection.accounts.enums import IdentityKind, OrganisationKind
from cluster_selection.editions.law import Item, Law
from cluster_selection.languages import pick

LANGUAGE_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


@dataclass(frozen=True)
class Line:
    """One named value of Annex 1; ``own`` marks the applicant's own text, which has its language."""

    name: str
    value: str
    own: bool = False


@dataclass(frozen=True)
class Answer:
    """The answer to one item of Annex 3."""

    item: Item
    text: str
    required: bool

    @property
    def title(self) -> str:
        """Return number and short name of the item."""
        return f"{self.item.number}. {pick(self.item.title)}"

    @property
    def words(self) -> str:
        """Return the wording of the annex."""
        return pick(self.item.words)


@dataclass(frozen=True)
class MemberLine:
    """A member with the state of its consent; ``file`` is the entry of the signed form or None."""

    name: str
    kind: str
    number: str
    region: str
    specialisation: str
    consent: str
    tone: str
    signer: str
    file: Mapping[str, Any] | None


@dataclass(frozen=True)
class DocumentLine:
    """An attached document."""

    title: str
    kind: str
    item: str
    file: Mapping[str, Any]


@dataclass(frozen=True)
class NoticeLine:
    """A notice that came on paper and is part of the version."""

    kind: str
    text: str
    file: Mapping[str, Any] | None


@dataclass(frozen=True)
class Reading:
    """Everything of a manifest, in the order of the Rules."""

    language: str
    participant: Sequence[Line]
    annex1: Sequence[Line]
    signed_form: Mapping[str, Any] | None
    members: Sequence[MemberLine]
    answers: Sequence[Answer]
    additional: Sequence[Answer]
    documents: Sequence[DocumentLine]
    notices: Sequence[NoticeLine]


TONES = {
    ConsentState.NOT_ASKED: "off",
    ConsentState.ASKED: "run",
    ConsentState.ANNOUNCED: "wait",
    ConsentState.GIVEN: "ok",
    ConsentState.DECLINED: "bad",
    ConsentState.REVOKED: "bad",
}


def read(manifest: Mapping[str, Any], law: Law, *, required_additional: Sequence[str] = ()) -> Reading:
    """Return the manifest in words; additional items neither required nor answered are left out."""
    texts = manifest["annex3"]
    additional = [
        Answer(item, texts.get(item.key, ""), item.key in required_additional)
        for item in law.additional_items
        if item.key in required_additional or texts.get(item.key)
    ]
    return Reading(
        language=manifest["language"],
        participant=_participant(manifest["participant"]),
        annex1=annex1_lines(manifest["annex1"], manifest["language"]),
        signed_form=manifest["annex1"]["signed_form"],
        members=[_member(member, law) for member in manifest["members"]],
        answers=[Answer(item, texts.get(item.key, ""), True) for item in law.main_items],
        additional=additional,
        documents=[_document(entry, law) for entry in manifest["attachments"]],
        notices=[
            NoticeLine(str(NoticeKind(notice["kind"]).label), notice["text"], notice["file"])
            for notice in manifest["notices"]
        ],
    )


def file_entries(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the entries of every file a manifest names."""
    found = [manifest["annex1"]["signed_form"]]
    found += [member["consent"].get("file") for member in manifest["members"]]
    found += [entry["file"] for entry in (*manifest["attachments"], *manifest["notices"])]
    return [entry for entry in found if entry]


def identity_words(identity: str, number: str) -> str:
    """Return kind and number of an identity in words; empty without a number."""
    return f"{IdentityKind(identity).label} {number}" if number else ""


def _participant(participant: Mapping[str, Any]) -> list[Line]:
    lines = [
        Line(_("Selection participant"), pick(participant["name"])),
        Line(_("Kind of participant"), str(OrganisationKind(participant["kind"]).label)),
    ]
    if participant["identity_number"]:
        lines.append(Line(str(IdentityKind(participant["identity"]).label), participant["identity_number"]))
    if participant["lead"]:
        lead = participant["lead"]
        number = identity_words(lead["identity"], lead["identity_number"])
        words = ", ".join(part for part in (pick(lead["name"]), number) if part)
        lines.append(Line(_("Lead of the group"), words))
    return lines


def annex1_lines(annex1: Mapping[str, Any], language: str) -> list[Line]:
    """Return the fields of Annex 1 in words, in the order of its form."""
    return [
        Line(_("Name of the cluster"), annex1["cluster_name"], own=True),
        Line(_("Name of the company that applies"), annex1["applicant_name"], own=True),
        Line(_("Region"), "; ".join(region_name(code) for code in annex1["regions"])),
        Line(_("Sector"), "; ".join(industry_name(code) for code in annex1["industries"])),
        Line(_("Position of the person who submits"), annex1["signer_position"], own=True),
        Line(_("Surname, first name, patronymic of the person who submits"), annex1["signer_name"], own=True),
        Line(_("E-mail for notices"), annex1["contact_email"]),
        Line(_("Telephone"), annex1["contact_phone"]),
        Line(_("Language of the application"), LANGUAGE_NAMES[language]),
    ]


def _member(member: Mapping[str, Any], law: Law) -> MemberLine:
    consent = member["consent"]
    state = ConsentState(consent["state"])
    signer = ", ".join(
        part for part in (consent.get("signer_name", ""), consent.get("signer_position", "")) if part
    )
    return MemberLine(
        name=member["name"],
        kind=kind_words(member["kind"], law),
        number=identity_words(member["identity"], member["identity_number"]),
        region=region_name(member["region"]) if member["region"] else "",
        specialisation=member["specialisation"],
        consent=str(state.label),
        tone=TONES[state],
        signer=signer,
        file=consent.get("file"),
    )


def kind_words(key: str, law: Law) -> str:
    """Return a kind of member in words; a kind the edition does not have is returned as it is."""
    return next((pick(kind.name) for kind in law.member_kinds if kind.key == key), key)


def _document(entry: Mapping[str, Any], law: Law) -> DocumentLine:
    number = next((item.number for item in law.annex3 if item.key == entry["item"]), "")
    return DocumentLine(
        title=entry["title"],
        kind=str(AttachmentKind(entry["kind"]).label),
        item=_("item %(number)s of Annex 3") % {"number": number} if number else "",
        file=entry["file"],
    )


@dataclass(frozen=True)
class ConsentText:
    """Annex 2 as a member reads it: heading, the sentence with the member's own name in it."""

    heading: str
    before: str
    name: str
    after: str


_BLANK = re.compile(r"_{3,}\s*\([^()]*\)")


def consent_text(law: Law, *, name: str, language: str) -> ConsentText:
    """Return the exact words of Annex 2 in a language, the blank for the company filled with its name.

    Clause: 7(1)
    """
    blocks = law.clause("annex2", language).blocks
    heading = [block.text for block in blocks if block.kind == "heading"][-1]
    form = next(block.text for block in blocks if block.kind == "form")
    sentence = " ".join(form.strip().split("\n\n")[0].split())
    before, after = _BLANK.split(sentence, maxsplit=1)
    return ConsentText(heading, before.strip(), name, after.strip())
