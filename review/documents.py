"""Documents of clauses 12–18: what each says, as plain data; ``documents.issue`` takes the code."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from applications.documents import edition_entry, head_of
from cluster_selection.clock import local
from cluster_selection.documents.registry import DocumentKind, register
from cluster_selection.editions.law import Law
from cluster_selection.journal.canonical import plain
from cluster_selection.languages import LANGUAGES, in_three
from review.enums import Verdict
from review.models import Batch, BatchItem, Check, Conclusion
from review.queries import check_term_of

RETURN_NOTICE = DocumentKind(
    "return_notice",
    title={
        "kk": "Өтінімді қайтару туралы хабарлама",
        "ru": "Уведомление о возврате заявки",
        "en": "Notice of return of the application",
    },
)
FORWARDING_LETTER = DocumentKind(
    "forwarding_letter",
    title={
        "kk": "Өтінімдерді ұлттық институтқа жіберу туралы хат",
        "ru": "Письмо о направлении заявок в национальный институт",
        "en": "Letter forwarding applications to the national institute",
    },
)
REFERRAL_LETTER = DocumentKind(
    "referral_letter",
    title={
        "kk": "Материалдарды Комиссияға енгізу туралы хат",
        "ru": "Письмо о внесении материалов в Комиссию",
        "en": "Letter submitting the materials to the Commission",
    },
)
EXPERT_CONCLUSION = DocumentKind(
    "expert_conclusion",
    title={
        "kk": "Ұлттық институттың сараптамалық қорытындысы",
        "ru": "Экспертное заключение национального института",
        "en": "Expert conclusion of the national institute",
    },
)
KINDS = (RETURN_NOTICE, FORWARDING_LETTER, REFERRAL_LETTER, EXPERT_CONCLUSION)


def register_kinds() -> None:
    """Make the documents of this room known."""
    for kind in KINDS:
        register(kind)


# Clauses in words


def clause_phrase(clause: str) -> dict[str, str]:
    """Return a clause as a document names it in each language: "7(1)" is the subclause 1) of clause 7."""
    found = re.fullmatch(r"(\d+)(?:\((\d+)\))?", clause)
    if found is None:
        return dict.fromkeys(LANGUAGES, clause)
    number, part = found.groups()
    if part is None:
        return {"kk": f"{number}-тармақ", "ru": f"пункт {number}", "en": f"clause {number}"}
    return {
        "kk": f"{number}-тармақтың {part}) тармақшасы",
        "ru": f"подпункт {part}) пункта {number}",
        "en": f"clause {number}, subclause {part})",
    }


def clause_text(law: Law, clause: str) -> dict[str, str]:
    """Return the text of a clause or of its subclause in each language, without its number."""
    part = re.search(r"\((\d+)\)", clause)
    texts = {}
    for language in LANGUAGES:
        whole = law.clause(clause, language)
        text = whole.subparagraph(part[1]) if part else whole.text
        texts[language] = re.sub(r"\A\d+[.)]\s*", "", text).rstrip(";.")
    return texts


def _person(membership) -> dict[str, Any]:
    user = membership.user
    return {
        "name": user.full_name,
        "position": user.position,
        "organisation": in_three(membership.organisation, "name"),
    }


def _day(instant: dt.datetime) -> str:
    return local(instant).date().isoformat()


# Return


@dataclass(frozen=True)
class ReturnNotice:
    """The written notice of return: reasons with their clauses, the term, what is still possible."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    application: Mapping
    participant: Mapping
    address: str
    version: int
    registered_on: str | None
    reasons: tuple[Mapping, ...]
    clause: Mapping[str, str]
    term_amount: int
    term_due_on: str | None
    decided_on: str
    late_reason: str
    reception_is_open: bool
    closing_on: str
    acceptance_clause: Mapping[str, str]
    signatory: Mapping


def return_notice(check: Check, *, now: dt.datetime, signatory, reason: str = "") -> dict:
    """Return the payload of the notice of return; ``reason`` is why it comes after the term (T14).

    Clause: 12
    """
    application, contest = check.application, check.application.competition
    law, term = contest.law, check_term_of(application)
    late = term is not None and term.closes_at is not None and now >= term.closes_at
    words = {line.key: line for line in law.checklist}
    defects = check.lines.filter(verdict=Verdict.DEFECT)
    return plain(
        asdict(
            ReturnNotice(
                **head_of(application),
                address=application.participant.address,
                version=check.version.number,
                registered_on=_registered_on(application, check.version),
                reasons=tuple(
                    {
                        "number": number,
                        "clause": clause_phrase(words[line.key].clause),
                        "text": clause_text(law, words[line.key].clause),
                        "line": dict(words[line.key].words),
                        "remark": line.remark.strip(),
                    }
                    for number, line in enumerate(defects, start=1)
                ),
                clause=clause_phrase(law.clause_of("application.return")),
                term_amount=law.term("check").amount,
                term_due_on=term.due_on.isoformat() if term and term.due_on else None,
                decided_on=_day(now),
                late_reason=reason.strip() if late else "",
                reception_is_open=contest.is_open(now),
                closing_on=contest.closing_on.isoformat(),
                acceptance_clause=clause_phrase(law.term("acceptance").clause),
                signatory=_person(signatory),
            )
        )
    )


def _registered_on(application, version) -> str | None:
    day = version.registered_on or application.registered_on
    return day.isoformat() if day else None


# Forwarding


@dataclass(frozen=True)
class ForwardingLetter:
    """The letter to the national institute with the inventory: versions, files and their hashes."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    sent_on: str
    clause: Mapping[str, str]
    analysis_clause: Mapping[str, str]
    analysis_amount: int
    analysis_due_on: str | None
    hand_over_clause: Mapping[str, str]
    hand_over_amount: int
    hand_over_due_on: str | None
    late_reason: str
    items: tuple[Mapping, ...]
    signatory: Mapping


def forwarding_letter(batch: Batch, *, now: dt.datetime, signatory) -> dict:
    """Return the payload of the letter with which a batch goes to the national institute.

    Clause: 13
    """
    contest, items = batch.competition, _items_of(batch)
    law, due = contest.law, _due_days(contest)
    return plain(
        asdict(
            ForwardingLetter(
                **_head_of_contest(contest, items),
                sent_on=_day(now),
                clause=clause_phrase(law.clause_of("application.forward")),
                analysis_clause=clause_phrase(law.term("analysis").clause),
                analysis_amount=law.term("analysis").amount,
                analysis_due_on=due.get("analysis"),
                hand_over_clause=clause_phrase(law.term("hand_over").clause),
                hand_over_amount=law.term("hand_over").amount,
                hand_over_due_on=due.get("hand_over"),
                late_reason=batch.reason,
                items=tuple(_forwarded(number, item) for number, item in enumerate(items, start=1)),
                signatory=_person(signatory),
            )
        )
    )


def _head_of_contest(contest, items: list[BatchItem]) -> dict[str, Any]:
    return {
        "edition": edition_entry(contest),
        "illustrative": any(item.application.participant.illustrative for item in items),
        "contest": {"number": contest.number, "title": in_three(contest, "title")},
    }


def _due_days(contest) -> dict[str, str]:
    rows = contest.terms.filter(subject_id=contest.pk, due_on__isnull=False).exclude(status="SUPERSEDED")
    return {key: day.isoformat() for key, day in rows.order_by("started_at").values_list("key", "due_on")}


def _items_of(batch: Batch) -> list[BatchItem]:
    rows = batch.items.select_related("application__participant", "version", "conclusion__document")
    return list(rows.order_by("application__number"))


def _forwarded(number: int, item: BatchItem) -> dict[str, Any]:
    return {
        "place": number,
        **_named(item),
        "with_paper": item.with_paper,
        "files": files_of(item.version.manifest),
    }


def _named(item: BatchItem) -> dict[str, Any]:
    application = item.application
    return {
        "number": application.number,
        "cluster_name": application.cluster_name,
        "language": application.language,
        "participant": in_three(application.participant, "name"),
        "version": item.version.number,
        "registered_on": _registered_on(application, item.version),
        "sha256": item.version.sha256,
    }


def files_of(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the files of a version in the order of the annexes: ``what``, ``title``, the stored file.

    ``what`` is "form", "consent", "document" or "notice"; ``title`` names the member or the document.
    """
    found = []
    form = manifest["annex1"]["signed_form"]
    if form:
        found.append({"what": "form", "title": "", **_file(form)})
    for member in manifest["members"]:
        if file := member["consent"].get("file"):
            found.append({"what": "consent", "title": member["name"], **_file(file)})
    found += [
        {"what": "document", "title": entry["title"], **_file(entry["file"])}
        for entry in manifest["attachments"]
    ]
    found += [
        {"what": "notice", "title": "", **_file(entry["file"])}
        for entry in manifest["notices"]
        if entry.get("file")
    ]
    return found


def _file(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in ("id", "name", "size", "type", "sha256")}


# Referral


@dataclass(frozen=True)
class ReferralLetter:
    """The letter to the Commission: the materials of each application and the conclusion on it."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    sent_on: str
    clause: Mapping[str, str]
    advisory_clause: Mapping[str, str]
    decision_clause: Mapping[str, str]
    reason: str
    items: tuple[Mapping, ...]
    signatory: Mapping


def referral_letter(batch: Batch, *, now: dt.datetime, signatory) -> dict:
    """Return the payload of the letter with which a batch goes to the Commission.

    Clause: 18
    """
    contest, items = batch.competition, _items_of(batch)
    law = contest.law
    return plain(
        asdict(
            ReferralLetter(
                **_head_of_contest(contest, items),
                sent_on=_day(now),
                clause=clause_phrase(law.clause_of("application.refer")),
                advisory_clause=clause_phrase(law.clause_of("conclusion.sign")),
                decision_clause=clause_phrase(law.clause_of("meeting.record")),
                reason=batch.reason,
                items=tuple(_referred(number, item) for number, item in enumerate(items, start=1)),
                signatory=_person(signatory),
            )
        )
    )


def _referred(number: int, item: BatchItem) -> dict[str, Any]:
    conclusion = item.conclusion
    entry = {"place": number, **_named(item), "conclusion": None}
    if conclusion is not None:
        entry["conclusion"] = {
            "number": conclusion.number,
            "signed_on": _day(conclusion.signed_at),
            "handed_over_on": _day(conclusion.handed_over_at),
            "code": conclusion.document.code,
            "sha256": conclusion.document.payload_sha256,
        }
    else:
        entry["without_reason"] = item.application.without_conclusion_reason
    return entry


# Expert conclusion


@dataclass(frozen=True)
class ExpertConclusion:
    """The expert conclusion: findings on the criteria of Annex 4, recommendatory."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    application: Mapping
    participant: Mapping
    version: int
    sha256: str
    language: str
    analysis_clause: Mapping[str, str]
    advisory_clause: Mapping[str, str]
    addendum_to: str
    criteria: tuple[Mapping, ...]
    summary: str
    signed_on: str
    expert: Mapping
    signatory: Mapping


def conclusion_payload(conclusion: Conclusion, *, now: dt.datetime, signatory) -> dict:
    """Return the payload of the expert conclusion, criterion by criterion in the order of Annex 4.

    Clause: 14, 15
    """
    application, law = conclusion.application, conclusion.application.competition.law
    return plain(
        asdict(
            ExpertConclusion(
                **head_of(application),
                version=conclusion.version.number,
                sha256=conclusion.version.sha256,
                language=conclusion.language,
                analysis_clause=clause_phrase(law.clause_of("conclusion.write")),
                advisory_clause=clause_phrase(law.clause_of("conclusion.sign")),
                addendum_to=conclusion.addendum_to.number if conclusion.addendum_to_id else "",
                criteria=_criteria(conclusion, law),
                summary=conclusion.summary.strip(),
                signed_on=_day(now),
                expert=_person(conclusion.expert) if conclusion.expert_id else {},
                signatory=_person(signatory),
            )
        )
    )


def _criteria(conclusion: Conclusion, law: Law) -> tuple[dict, ...]:
    findings = {row.key: row for row in conclusion.findings.all()}
    criteria = []
    for criterion in law.criteria:
        parts = [
            {"number": part.number, "words": dict(part.words), **_finding(findings[part.key])}
            for part in criterion.judged
            if part.key in findings
        ]
        if parts:
            criteria.append(
                {
                    "number": criterion.number,
                    "words": dict(criterion.words),
                    "is_whole": not criterion.parts,
                    "parts": parts,
                }
            )
    return tuple(criteria)


def _finding(row) -> dict[str, str]:
    names = ("finding", "strengths", "weaknesses", "opportunities", "threats", "factors")
    return {name: getattr(row, name).strip() for name in names}
