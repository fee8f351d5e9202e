"""Documents of clauses 6–11: what each says, as plain data; ``documents.issue`` takes the code."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import override

from applications.completeness import Finding
from applications.enums import ConsentState, NoticeKind, VersionAct
from applications.manifest import changed_parts, manifest_of
from applications.registration import PaperDelivery
from cluster_selection.accounts.classifiers import industry_name, region_name
from cluster_selection.clock import day_of
from cluster_selection.competitions.cards import edition_words
from cluster_selection.documents import services as documents
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.documents.registry import DocumentKind, register
from cluster_selection.documents.rendering import render_document
from cluster_selection.editions.law import Item, Law
from cluster_selection.journal.canonical import digest, plain
from cluster_selection.languages import LANGUAGES, in_three

RECEIPT = DocumentKind(
    "receipt",
    title={"kk": "Өтінім туралы қолхат", "ru": "Расписка о заявке", "en": "Receipt of the application"},
)
ANNEX1 = DocumentKind(
    "annex1",
    title={
        "kk": "Аумақтық кластерлерді конкурстық іріктеуге қатысуға арналған өтінім",
        "ru": "Заявка на участие в конкурсном отборе территориальных кластеров",
        "en": "Application for participation in the competitive selection of territorial clusters",
    },
)
ANNEX2 = DocumentKind(
    "annex2",
    title={
        "kk": "Аумақтық кластерлерді конкурстық іріктеуге қатысуға арналған келісім",
        "ru": "Согласие на участие в конкурсном отборе территориальных кластеров",
        "en": "Consent for participation in the competitive selection of territorial clusters",
    },
)
ANNEX3 = DocumentKind(
    "annex3",
    title={
        "kk": "Аумақтық кластерлерді конкурстық іріктеуге қатысу үшін ұсынылатын мәліметтер",
        "ru": "Сведения, представляемые для участия в конкурсном отборе территориальных кластеров",
        "en": "Information submitted for participation in the competitive selection of territorial clusters",
    },
)
AMENDMENT_NOTICE = DocumentKind(
    "amendment_notice",
    title={
        "kk": "Өтінімге өзгерістер енгізу туралы хабарлама",
        "ru": "Уведомление о внесении изменений в заявку",
        "en": "Notice of amendment of the application",
    },
)
WITHDRAWAL_NOTICE = DocumentKind(
    "withdrawal_notice",
    title={
        "kk": "Өтінімді кері қайтарып алу туралы хабарлама",
        "ru": "Уведомление об отзыве заявки",
        "en": "Notice of withdrawal of the application",
    },
)
REFUSAL_LATE = DocumentKind(
    "refusal_late",
    title={
        "kk": "Мерзімі өткен соң ұсынылған өтінімнің қабылданбағаны туралы хабарлама",
        "ru": "Уведомление о непринятии заявки, представленной по истечении срока",
        "en": "Notice of an application not accepted as late",
    },
)
KINDS = (RECEIPT, ANNEX1, ANNEX2, ANNEX3, AMENDMENT_NOTICE, WITHDRAWAL_NOTICE, REFUSAL_LATE)


def register_kinds() -> None:
    """Make the documents of this room known."""
    for kind in KINDS:
        register(kind)


# What every document of an application begins with


def edition_entry(contest) -> dict[str, Any]:
    """Return the edition as a payload names it; ``notice`` is printed on every page of one not in force."""
    law = contest.law
    day = day_of(contest.announced_at) if contest.announced_at else None
    notice = {}
    if law.why_not_in_force(day):
        for language in LANGUAGES:
            with override(language):
                notice[language] = edition_words(contest)
    return {"key": law.key, "short": dict(law.requisites.short), "notice": notice}


def head_of(application) -> dict[str, Any]:
    """Return what every document of an application names: edition, competition, application, participant."""
    contest = application.competition
    return {
        "edition": edition_entry(contest),
        "illustrative": application.participant.illustrative,
        "contest": {"number": contest.number, "title": in_three(contest, "title")},
        "application": {
            "number": application.number,
            "cluster_name": application.cluster_name,
            "language": application.language,
        },
        "participant": {
            "name": in_three(application.participant, "name"),
            "identity": application.participant.identity,
            "identity_number": application.participant.masked_number,
        },
    }


def _person(membership) -> dict[str, str]:
    user = membership.user
    return {"name": user.full_name, "position": user.position}


def _clause_of(application, act: str) -> str:
    return application.competition.law.clause_of(act)


# Receipt


@dataclass(frozen=True)
class Receipt:
    """The receipt: what was received when, by whom, what it holds, and the gaps with which it was filed."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    application: Mapping
    participant: Mapping
    version: int
    act: str
    signer: Mapping[str, str]
    received_at: str
    occurred_at: str
    delivered: str
    posted_on: str | None
    registered_on: str | None
    closing_on: str
    closing_clause: str
    paper_clause: str
    amend_clause: str
    check_clause: str
    accepted_by: Mapping[str, str]
    contents: Mapping[str, int]
    gaps: tuple[Mapping, ...]
    sha256: str
    awaits_paper: bool


def receipt_payload(version, *, delivery: PaperDelivery | None = None) -> dict:
    """Return the payload of the receipt of a version.

    Clause: 6, 8
    """
    application, manifest = version.application, version.manifest
    contest = application.competition
    law = contest.law
    officer = application.accepted_by or version.filed_by
    return plain(
        asdict(
            Receipt(
                **head_of(application),
                version=version.number,
                act=version.act,
                signer={
                    "name": manifest["annex1"]["signer_name"],
                    "position": manifest["annex1"]["signer_position"],
                },
                received_at=(delivery.received_at if delivery else version.received_at).isoformat(),
                occurred_at=version.occurred_at.isoformat(),
                delivered=delivery.delivered if delivery else "",
                posted_on=_iso(delivery.posted_on) if delivery else None,
                registered_on=_iso(version.registered_on),
                closing_on=contest.closing_on.isoformat(),
                closing_clause=law.term("acceptance").clause,
                paper_clause=law.clause_of("application.receive_paper_set"),
                amend_clause=law.clause_of("application.amend"),
                check_clause=law.term("check").clause,
                accepted_by=_person(officer),
                contents=contents_of(manifest),
                gaps=tuple(_gap(gap, law) for gap in version.gaps),
                sha256=version.sha256,
                awaits_paper=delivery is None and law.policy("T13") == "awaited",
            )
        )
    )


def contents_of(manifest: Mapping[str, Any]) -> dict[str, int]:
    """Count what a manifest holds: members, consents given, items answered, documents."""
    return {
        "members": len(manifest["members"]),
        "consents": sum(member["consent"]["state"] == ConsentState.GIVEN for member in manifest["members"]),
        "items": len(manifest["annex3"]),
        "documents": len(manifest["attachments"]),
    }


def _gap(gap: Mapping[str, Any], law: Law) -> dict[str, Any]:
    finding = Finding.from_json(gap)
    words = {}
    for language in LANGUAGES:
        with override(language):
            words[language] = str(finding.words)
    clause = next((line.clause for line in law.checklist if line.key == finding.key), "")
    return {"clause": clause, "words": words}


def issue_receipt(version, *, delivery: PaperDelivery | None, acting_as, now: dt.datetime) -> IssuedDocument:
    """Issue the receipt of a version that is about to be stored; runs in the act.

    Clause: 6, 8
    """
    return _issue(
        RECEIPT, receipt_payload(version, delivery=delivery), version, version.application, acting_as, now
    )


# Annexes 1–3


@dataclass(frozen=True)
class Annex1Form:
    """Annex 1 as its form prescribes, with the part signed by the person who accepted it."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    application: Mapping
    participant: Mapping
    applicant_name: str
    regions: Mapping[str, str]
    industries: Mapping[str, str]
    consents: int
    enclosed: tuple[str, ...]
    signer: Mapping[str, str]
    accepted_by: Mapping[str, str]
    registered_on: str | None
    version: int | None
    sha256: str


def annex1_payload(application, manifest: Mapping[str, Any], *, version=None) -> dict:
    """Return the payload of Annex 1: of a filed version, or without one of the form to print and sign.

    Clause: 6
    """
    annex1 = manifest["annex1"]
    accepted = version is not None and application.accepted_by is not None
    return plain(
        asdict(
            Annex1Form(
                **head_of(application),
                applicant_name=annex1["applicant_name"],
                regions=_names(annex1["regions"], region_name),
                industries=_names(annex1["industries"], industry_name),
                consents=contents_of(manifest)["consents"],
                enclosed=tuple(entry["title"] for entry in manifest["attachments"]),
                signer={"name": annex1["signer_name"], "position": annex1["signer_position"]},
                accepted_by=_person(application.accepted_by) if accepted else {},
                registered_on=_iso(version.registered_on) if version else None,
                version=version.number if version else None,
                sha256=version.sha256 if version else "",
            )
        )
    )


@dataclass(frozen=True)
class Annex2Form:
    """Annex 2 as its form prescribes: the consent of one member."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    application: Mapping
    participant: Mapping
    member: Mapping[str, str]
    signer: Mapping[str, str]


def annex2_payload(consent) -> dict:
    """Return the payload of the consent of a member.

    Clause: 7(1)
    """
    member, application = consent.member, consent.application
    head = head_of(application)
    head["application"] = {
        **head["application"],
        "number": "",
    }  # the consent is the same before and after filing
    return plain(
        asdict(
            Annex2Form(
                **head,
                member={
                    "name": member.name,
                    "identity_number": member.identity_number,
                    "language": member.language,
                },
                signer={"name": consent.signer_name, "position": consent.signer_position},
            )
        )
    )


def annex2_digest(consent) -> str:
    """Return the SHA-256 of the consent a member signs: the names in it, not who signs."""
    return digest({**annex2_payload(consent), "signer": {}})


@dataclass(frozen=True)
class Annex3Form:
    """The information of Annex 3, item by item in the order and wording of the edition."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    application: Mapping
    participant: Mapping
    main: tuple[Mapping, ...]
    additional: tuple[Mapping, ...]
    members: tuple[Mapping, ...]
    version: int | None
    sha256: str


def annex3_payload(application, manifest: Mapping[str, Any], *, version=None) -> dict:
    """Return the payload of Annex 3: every mandatory item, and the additional ones answered or required.

    Clause: 7(2)
    """
    contest = application.competition
    law, answers = contest.law, manifest["annex3"]
    additional = [
        item
        for item in law.additional_items
        if item.key in answers or item.key in contest.required_additional
    ]
    kinds = {kind.key: dict(kind.name) for kind in law.member_kinds}
    return plain(
        asdict(
            Annex3Form(
                **head_of(application),
                main=_sections(law.main_items, answers),
                additional=_sections(additional, answers),
                members=tuple(
                    {
                        "name": member["name"],
                        "kind": kinds.get(member["kind"], {}),
                        "identity_number": member["identity_number"] if member["identity"] != "IIN" else "",
                        "region": _names([member["region"]] if member["region"] else [], region_name),
                        "specialisation": member["specialisation"],
                    }
                    for member in manifest["members"]
                ),
                version=version.number if version else None,
                sha256=version.sha256 if version else "",
            )
        )
    )


def _sections(items: Iterable[Item], answers: Mapping[str, str]) -> tuple[dict, ...]:
    sections: list[dict] = []
    for item in items:
        number = item.number.split(".")[0]
        if not sections or sections[-1]["number"] != number:
            sections.append({"number": number, "heading": dict(item.heading), "items": []})
        part = item.number.partition(".")[2]
        entry = {"number": part, "words": dict(item.words) if part else {}, "text": answers.get(item.key, "")}
        sections[-1]["items"].append(entry)
    return tuple(sections)


def _names(codes: Iterable[str], name_of) -> dict[str, str]:
    return {language: ", ".join(name_of(code, language) for code in codes) for language in LANGUAGES}


def issue_forms(version, *, acting_as, now: dt.datetime) -> None:
    """Issue Annexes 1 and 3 of a version that was just frozen; runs in the act.

    A version entered from paper has its own Annexes: nothing is printed for it.

    Clause: 6, 7
    """
    if version.act == VersionAct.PAPER or version.manifest["paper"]:
        return
    application, manifest = version.application, version.manifest
    for kind, payload in (
        (ANNEX1, annex1_payload(application, manifest, version=version)),
        (ANNEX3, annex3_payload(application, manifest, version=version)),
    ):
        _issue(kind, payload, version, application, acting_as, now)


def printable_annex1(application, language: str) -> bytes:
    """Return Annex 1 of a draft as a PDF to print and sign; nothing is issued.

    Clause: 6
    """
    payload = annex1_payload(application, manifest_of(application))
    return render_document(ANNEX1.key, payload, language, "", "")


def printable_annex2(consent, language: str) -> bytes:
    """Return the consent of a member as a PDF to print and sign; nothing is issued.

    Clause: 7(1)
    """
    return render_document(ANNEX2.key, annex2_payload(consent), language, "", "")


# Notices and the refusal


@dataclass(frozen=True)
class AmendmentNotice:
    """The written notice of an amendment, with the parts that changed."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    application: Mapping
    participant: Mapping
    text: str
    version: int
    occurred_at: str
    received_at: str
    delivered: str
    posted_on: str | None
    changed: tuple[Mapping[str, str], ...]
    sha256: str
    signer: Mapping[str, str]
    clause: str


def issue_amendment_notice(notice, *, acting_as, now: dt.datetime) -> IssuedDocument:
    """Issue the notice of amendment that is about to be stored; runs in the act.

    Clause: 9
    """
    application, version = notice.application, notice.version
    before = application.versions.get(number=version.number - 1)
    law = application.competition.law
    payload = AmendmentNotice(
        **head_of(application),
        text=notice.text,
        version=version.number,
        **_when(notice),
        changed=tuple(_part(part, law) for part in changed_parts(before.manifest, version.manifest)),
        sha256=version.sha256,
        signer={
            "name": version.manifest["annex1"]["signer_name"],
            "position": version.manifest["annex1"]["signer_position"],
        },
        clause=_clause_of(application, "application.amend"),
    )
    number = f"{application.number}-{version.number}"
    return _issue(AMENDMENT_NOTICE, plain(asdict(payload)), notice, application, acting_as, now, number)


def _part(part: str, law: Law) -> dict[str, str]:
    name, _, key = part.partition("/")
    return {"part": name, "number": next((item.number for item in law.annex3 if item.key == key), key)}


@dataclass(frozen=True)
class WithdrawalNotice:
    """The written notice of withdrawal, or the statement of it made after closing, which changes nothing."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    application: Mapping
    participant: Mapping
    text: str
    is_statement: bool
    occurred_at: str
    received_at: str
    delivered: str
    posted_on: str | None
    signer: Mapping[str, str]
    clause: str


def issue_withdrawal_notice(notice, *, acting_as, now: dt.datetime) -> IssuedDocument:
    """Issue the notice of withdrawal, or the late statement, that is about to be stored; runs in the act.

    Clause: 9
    """
    application = notice.application
    payload = WithdrawalNotice(
        **head_of(application),
        text=notice.text,
        is_statement=notice.kind == NoticeKind.STATEMENT,
        **_when(notice),
        signer={"name": application.signer_name, "position": application.signer_position},
        clause=_clause_of(application, "application.withdraw"),
    )
    return _issue(WITHDRAWAL_NOTICE, plain(asdict(payload)), notice, application, acting_as, now)


@dataclass(frozen=True)
class LateRefusal:
    """The notice that late papers are not accepted: when they came, when the term ended, by which clause."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    application: Mapping
    participant: Mapping
    delivered: str
    posted_on: str | None
    received_at: str
    closing_on: str
    office_closes_at: str
    clause: str
    law: Mapping[str, str]
    papers_returned_on: str | None
    official: Mapping[str, str]


def issue_refusal(application, *, delivery: PaperDelivery, acting_as, now: dt.datetime) -> IssuedDocument:
    """Issue the notice of late papers; runs in the act.

    Clause: 11
    """
    contest = application.competition
    law = contest.law
    clause = law.term("acceptance").clause
    payload = LateRefusal(
        **head_of(application),
        delivered=delivery.delivered,
        posted_on=_iso(delivery.posted_on),
        received_at=delivery.received_at.isoformat(),
        closing_on=contest.closing_on.isoformat(),
        office_closes_at=settings.OFFICE_CLOSES_AT,
        clause=clause,
        law={language: law.clause(clause, language).text for language in LANGUAGES},
        papers_returned_on=_iso(application.papers_returned_on),
        official=_person(acting_as),
    )
    return _issue(REFUSAL_LATE, plain(asdict(payload)), application, application, acting_as, now)


def _when(notice) -> dict[str, str | None]:
    return {
        "occurred_at": notice.occurred_at.isoformat(),
        "received_at": notice.received_at.isoformat(),
        "delivered": notice.delivered,
        "posted_on": _iso(notice.posted_on),
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _issue(
    kind: DocumentKind, payload: dict, subject, application, acting_as, now: dt.datetime, number: str = ""
) -> IssuedDocument:
    version = payload.get("version")
    if not number:
        number = f"{application.number}-{version}" if version and version > 1 else application.number
    return documents.issue(
        kind.key,
        payload=payload,
        subject=subject,
        competition_id=application.competition_id,
        number=number,
        acting_as=acting_as,
        now=now,
    )
