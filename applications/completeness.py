"""What is missing in an application: pure arithmetic over a manifest and the law of its edition.

The task list, "what is missing", the filing and the check all call ``missing``. A *technical* finding cannot
be filed at all; a *legal* one is a gap for which the application may be returned, and may be filed
nevertheless (T11); a finding that blocks nothing is a mark for the official (T17). Missing paper copies are
no gap at filing (T13): the term for them runs until closing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from applications.enums import AttachmentKind, ConsentState
from cluster_selection.editions.law import Law
from cluster_selection.languages import pick

TECHNICAL, LEGAL, MARK = "technical", "legal", ""

# Parts of the task list; an item of Annex 3 is "annex3/<item key>".
ANNEX1, MEMBERS, CONSENTS, DOCUMENTS, SIGNATURE = "annex1", "members", "consents", "documents", "signature"

# Lines of the checklist the portal can speak about, beside the items of Annex 3.
KIND_LINE, FORM_LINE, SIGNED_LINE = "participant.kind", "application.form", "application.signed"
CONSENTS_LINE, ADDITIONAL_LINE, COMPLETE_LINE = (
    "consents.each",
    "information.additional",
    "information.complete_and_reliable",
)

WORDS = {
    "participant_kind": _("The participant is not of one of the kinds that may take part."),
    "no_cluster_name": _("The name of the cluster is not written."),
    "no_applicant_name": _("The name of the company that applies is not written."),
    "no_region": _("The region is not named."),
    "no_industry": _("The sector is not named."),
    "no_signer_name": _("The surname and first name of the person who submits are not written."),
    "no_signer_position": _("The position of the person who submits is not written."),
    "not_signed": _("The signed form of Annex 1 is not attached."),
    "no_members": _("No member of the cluster is named."),
    "consent_not_asked": _("%(member)s: the consent is not asked for."),
    "consent_asked": _("%(member)s: the consent is asked for, there is no answer yet."),
    "consent_announced": _("%(member)s: the intention is announced, the signed form is not attached."),
    "consent_declined": _("%(member)s declined to consent."),
    "consent_revoked": _("%(member)s revoked the consent."),
    "consent_revoked_after_filing": _("%(member)s revoked the consent after filing: the official decides."),
    "item_missing": _("Item %(number)s is not answered: %(item)s."),
    "item_too_long": _("Item %(number)s has %(characters)d characters of %(limit)d allowed: %(item)s."),
    "additional_missing": _("Item %(number)s of the additional data is required and not answered: %(item)s."),
    "additional_too_long": _(
        "Item %(number)s of the additional data has %(characters)d characters of %(limit)d allowed: %(item)s."
    ),
    "infected_file": _("A virus was found in the file “%(file)s”."),
}


def _in_words(code: str, params: Mapping[str, Any]) -> str:
    values = {name: pick(value) if isinstance(value, Mapping) else value for name, value in params.items()}
    return str(WORDS[code]) % values if values else str(WORDS[code])


_lazy_words = lazy(_in_words, str)


@dataclass(frozen=True)
class Finding:
    """One thing that is missing or marked.

    ``key`` is the line of the edition's checklist it belongs to, ``code`` a key of ``WORDS``, ``part`` the
    part of the task list where it is mended; ``params`` are plain JSON, texts of the law by language.
    """

    key: str
    code: str
    blocks: str
    part: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Return the finding in words, in the language of whoever reads it."""
        return _lazy_words(self.code, self.params)

    def as_json(self) -> dict:
        """Return the finding as plain JSON; ``from_json`` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Finding":
        """Return the finding that ``as_json`` wrote."""
        return cls(**data)


def missing(
    manifest: Mapping[str, Any], law: Law, *, required_additional: Sequence[str] = (), signed: bool = False
) -> list[Finding]:
    """Return what is missing in an application, in the order of the checklist.

    ``required_additional`` are the keys of the additional items of Annex 3 that the announcement requires;
    ``signed`` says that a signature file stands under the package, so that no scan of Annex 1 is needed.
    Legal findings about lines the edition does not have are left out.

    Clause: 2(3), 6, 7
    """
    lines = {line.key: place for place, line in enumerate(law.checklist)}
    found = [
        *_participant(manifest, law),
        *_annex1(manifest),
        *_signature(manifest, signed),
        *_members(manifest, law),
        *_main_items(manifest, law),
        *_additional_items(manifest, law, required_additional),
        *_files(manifest),
    ]
    kept = [finding for finding in found if finding.key in lines or finding.blocks == TECHNICAL]
    return sorted(kept, key=lambda finding: lines.get(finding.key, len(lines)))


def technical(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with which nothing can be filed."""
    return [finding for finding in findings if finding.blocks == TECHNICAL]


def legal(findings: Iterable[Finding]) -> list[Finding]:
    """Return the gaps for which an application may be returned."""
    return [finding for finding in findings if finding.blocks == LEGAL]


def part_of_item(key: str) -> str:
    """Return the part of the task list where an item of Annex 3 is answered."""
    return f"annex3/{key}"


def _participant(manifest: Mapping, law: Law) -> Iterator[Finding]:
    if manifest["participant"]["kind"] not in {kind.key for kind in law.participant_kinds}:
        yield Finding(KIND_LINE, "participant_kind", LEGAL, ANNEX1)


def _annex1(manifest: Mapping) -> Iterator[Finding]:
    annex1 = manifest["annex1"]
    fields = (
        ("cluster_name", "no_cluster_name", TECHNICAL),
        ("applicant_name", "no_applicant_name", TECHNICAL),
        ("regions", "no_region", LEGAL),
        ("industries", "no_industry", LEGAL),
        ("signer_position", "no_signer_position", LEGAL),
        ("signer_name", "no_signer_name", LEGAL),
    )
    for name, code, blocks in fields:
        value = annex1[name]
        if not (value.strip() if isinstance(value, str) else value):
            yield Finding(FORM_LINE, code, blocks, ANNEX1)


def _signature(manifest: Mapping, signed: bool) -> Iterator[Finding]:
    if not signed and manifest["annex1"]["signed_form"] is None:
        yield Finding(SIGNED_LINE, "not_signed", LEGAL, SIGNATURE)


def _members(manifest: Mapping, law: Law) -> Iterator[Finding]:
    if not manifest["members"]:
        yield Finding(CONSENTS_LINE, "no_members", LEGAL, MEMBERS)
    for member in manifest["members"]:
        code, blocks = _judged_consent(member["consent"], law)
        if code:
            yield Finding(
                CONSENTS_LINE, code, blocks, CONSENTS, {"member": member["name"], "id": member["id"]}
            )


def _judged_consent(consent: Mapping, law: Law) -> tuple[str, str]:
    state = consent["state"]
    if state == ConsentState.GIVEN:
        return "", ""
    if state == ConsentState.ANNOUNCED and law.policy("T18") == "sufficient":
        return "", ""
    if state == ConsentState.REVOKED and consent.get("after_filing"):
        return "consent_revoked_after_filing", MARK if law.policy("T17") == "marked" else LEGAL
    return f"consent_{str(state).lower()}", LEGAL


def _main_items(manifest: Mapping, law: Law) -> Iterator[Finding]:
    lines = {line.item: line.key for line in law.checklist if line.item}
    for item in law.annex3:
        if not item.mandatory:
            continue
        key = lines.get(item.key, COMPLETE_LINE)
        if not _is_answered(manifest, item.key):
            yield _about_item(key, "item_missing", item)
        else:
            yield from _too_long(manifest, key, "item_too_long", item)


def _additional_items(manifest: Mapping, law: Law, required: Sequence[str]) -> Iterator[Finding]:
    for item in law.additional_items:
        if item.key in required and not _is_answered(manifest, item.key):
            yield _about_item(ADDITIONAL_LINE, "additional_missing", item)
        else:
            yield from _too_long(manifest, ADDITIONAL_LINE, "additional_too_long", item)


def _is_answered(manifest: Mapping, key: str) -> bool:
    """Say whether an item has its text, or on paper a scan of the information: of the item or of all."""
    if manifest["annex3"].get(key, "").strip():
        return True
    return bool(manifest["paper"]) and any(
        entry["kind"] == AttachmentKind.ANNEX3 and entry["item"] in ("", key)
        for entry in manifest["attachments"]
    )


def _too_long(manifest: Mapping, key: str, code: str, item) -> Iterator[Finding]:
    characters = len(manifest["annex3"].get(item.key, ""))
    if characters > item.max_characters:
        yield _about_item(key, code, item, characters=characters, limit=item.max_characters)


def _about_item(key: str, code: str, item, **params) -> Finding:
    named = {"number": item.number, "item": dict(item.title), **params}
    return Finding(key, code, LEGAL, part_of_item(item.key), named)


def _files(manifest: Mapping) -> Iterator[Finding]:
    yield from _infected(manifest["annex1"]["signed_form"], SIGNED_LINE, SIGNATURE)
    for member in manifest["members"]:
        yield from _infected(member["consent"].get("file"), CONSENTS_LINE, CONSENTS)
    for entry in (*manifest["attachments"], *manifest["notices"]):
        yield from _infected(entry["file"], COMPLETE_LINE, DOCUMENTS)


def _infected(file: Mapping | None, key: str, part: str) -> Iterator[Finding]:
    if file and file.get("infected"):
        yield Finding(key, "infected_file", TECHNICAL, part, {"file": file["name"]})
