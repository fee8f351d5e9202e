"""Documents of clauses 19–21: what each says, as plain data; ``documents.issue`` takes the code."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.documents import edition_entry
from applications.enums import State
from applications.models import Application
from cluster_selection.accounts.classifiers import INDUSTRIES, REGIONS
from cluster_selection.accounts.enums import OrganisationKind
from cluster_selection.accounts.models import Organisation
from cluster_selection.clock import day_of
from cluster_selection.competitions.bases import running_or_last
from cluster_selection.documents.registry import DocumentKind, register
from cluster_selection.journal.canonical import digest, plain
from cluster_selection.languages import LANGUAGES, in_three
from cluster_selection.workflow.publication import Content
from commission.attendance import taking_part
from commission.enums import Function, Outcome, ProtocolKind, ProtocolState
from commission.guards import ASSESSMENT_FIELDS
from commission.models import Protocol, ProtocolItem
from commission.queries import attendance_of, items_of, recusals_of

PROTOCOL = DocumentKind(
    "protocol",
    title={
        "kk": "Аумақтық кластерлерді конкурстық іріктеу жөніндегі сараптама комиссиясы отырысының хаттамасы",
        "ru": "Протокол заседания экспертной комиссии по конкурсному отбору территориальных кластеров",
        "en": "Protocol of the meeting of the expert commission on the competitive selection "
        "of territorial clusters",
    },
)
RESULTS = DocumentKind(
    "results",
    languages=LANGUAGES,
    title={
        "kk": "Аумақтық кластерлерді конкурстық іріктеудің нәтижелері туралы хабарлама",
        "ru": "Сообщение о результатах конкурсного отбора территориальных кластеров",
        "en": "Announcement of the results of the competitive selection of territorial clusters",
    },
)
KINDS = (PROTOCOL, RESULTS)


def register_kinds() -> None:
    """Make the documents of this room known."""
    for kind in KINDS:
        register(kind)


# Protocol


@dataclass(frozen=True)
class ProtocolPaper:
    """The protocol: the Commission, who was present, what it decided and on what grounds."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    organiser: Mapping[str, str]
    supplementary: bool
    clauses: Mapping[str, str]
    composition: Mapping
    meeting: Mapping
    present: list
    absent: list
    recusals: list
    items: list
    winners: list
    not_selected: list
    adjourned: list
    signatory: Mapping | None
    signed_at: str | None


def protocol_payload(protocol: Protocol, *, now: dt.datetime | None, signatory) -> dict[str, Any]:
    """Return what the protocol says; a draft has neither ``now`` nor ``signatory`` yet.

    Clause: 20
    """
    contest, meeting = protocol.competition, protocol.meeting
    composition, law = meeting.composition, contest.law
    members = list(composition.members.all())
    attendance, recusals = list(attendance_of(meeting)), list(recusals_of(meeting))
    items = [_item(item, meeting, attendance, recusals) for item in items_of(protocol)]
    came = {row.member_id for row in attendance}
    paper = ProtocolPaper(
        edition=edition_entry(contest),
        illustrative=any(item["illustrative"] for item in items),
        contest={"number": contest.number, "title": in_three(contest, "title")},
        organiser=_organiser(),
        supplementary=protocol.kind == ProtocolKind.SUPPLEMENTARY,
        clauses={
            "compose": law.clause_of("commission.compose"),
            "decide": law.clause_of("meeting.record"),
            "record": law.clause_of("protocol.sign"),
        },
        composition={
            "order_number": composition.order_number,
            "order_on": composition.order_on,
            "quorum": composition.quorum,
            "majority": composition.majority,
            "members": len(members),
            "voting": sum(member.votes for member in members),
        },
        meeting={
            "number": meeting.number,
            "held_on": day_of(meeting.starts_at),
            "starts_at": meeting.starts_at,
            "ends_at": meeting.ends_at,
            "place": meeting.place,
            "agenda": meeting.agenda,
            "chair": _named(members, Function.CHAIR),
            "secretary": _named(members, Function.SECRETARY),
        },
        present=[_person(member, attendance) for member in members if member.pk in came],
        absent=[_person(member, attendance) for member in members if member.pk not in came],
        recusals=[
            {"application": row.application.number, "name": row.member.name, "ground": row.ground}
            for row in recusals
        ],
        items=items,
        winners=_decided(items, Outcome.WINNER),
        not_selected=_decided(items, Outcome.NOT_SELECTED),
        adjourned=_decided(items, Outcome.ADJOURNED),
        signatory=_signatory(signatory),
        signed_at=now,
    )
    return plain(asdict(paper))


def text_digest(protocol: Protocol) -> str:
    """Return the SHA-256 of what a draft protocol says: shown to the signer, compared at signing."""
    return digest(protocol_payload(protocol, now=None, signatory=None))


def _named(members: Iterable, function: str) -> str:
    return next((member.name for member in members if member.function == function), "")


def _person(member, attendance: Iterable) -> dict[str, Any]:
    return {
        "name": member.name,
        "post": member.post,
        "body": member.body,
        "function": member.function,
        "votes": member.votes,
        "intervals": [
            {"from": row.from_at, "until": row.until_at} for row in attendance if row.member_id == member.pk
        ],
    }


def _item(item: ProtocolItem, meeting, attendance: list, recusals: list) -> dict[str, Any]:
    application = item.application
    took_part = taking_part(attendance, recusals, application.pk, item.voted_at)
    assessment = getattr(application, "assessment", None)
    return {
        "application": application.number,
        "language": application.language,
        "cluster": application.cluster_name,
        "participant": in_three(application.participant, "name"),
        "regions": [_region(code) for code in application.regions],
        "illustrative": application.participant.illustrative,
        "outcome": item.outcome,
        "voted_at": item.voted_at,
        "took_part": len(took_part),
        "votes": {"for": item.votes_for, "against": item.votes_against, "abstained": item.votes_abstained},
        "grounds": item.grounds,
        "assessment": {name: getattr(assessment, name) for name in ASSESSMENT_FIELDS} if assessment else None,
    }


def _decided(items: Iterable[dict], outcome: str) -> list[dict]:
    names = ("application", "cluster", "language", "participant", "regions")
    return [{name: item[name] for name in names} for item in items if item["outcome"] == outcome]


def _signatory(membership) -> dict[str, Any] | None:
    if membership is None:
        return None
    return {
        "name": membership.user.full_name,
        "position": membership.user.position,
        "organisation": in_three(membership.organisation, "name"),
    }


def _organiser() -> dict[str, str]:
    organiser = Organisation.objects.filter(kind=OrganisationKind.ORGANISER).order_by("created_at").first()
    return in_three(organiser, "name") if organiser else dict.fromkeys(LANGUAGES, "")


def _region(code: str) -> dict[str, Any]:
    row = REGIONS.get(code)
    return {"code": code, "name": {language: row.name(language) if row else code for language in LANGUAGES}}


def _industry(code: str) -> dict[str, Any]:
    row = INDUSTRIES.get(code)
    return {"code": code, "name": {language: row.name(language) if row else code for language in LANGUAGES}}


# Results


@dataclass(frozen=True)
class ResultsPaper:
    """The announcement of the results: winners and numbers; no person, no losing cluster."""

    edition: Mapping
    illustrative: bool
    contest: Mapping
    organiser: Mapping[str, str]
    clauses: Mapping[str, str]
    published_at: dt.datetime
    received_on: dt.date | None
    due_on: dt.date | None
    facts: Mapping


def results_payload(contest, items: Iterable[ProtocolItem], *, now: dt.datetime) -> dict[str, Any]:
    """Return what is announced of a competition; ``items`` decide each application.

    ``facts`` is what machines read: ``titles``, ``applications`` (counts: registered, returned, withdrawn,
    not_accepted, considered, winners), ``winners``, ``regions`` and ``protocols``.

    Clause: 21
    """
    items = list(items)
    law, term = contest.law, running_or_last(contest, "publish")
    winners = [_winner(item.application) for item in items if item.outcome == Outcome.WINNER]
    paper = ResultsPaper(
        edition=edition_entry(contest),
        illustrative=any(item.application.participant.illustrative for item in items),
        contest={"number": contest.number, "title": in_three(contest, "title")},
        organiser=_organiser(),
        clauses={
            "decide": law.clause_of("meeting.record"),
            "publish": law.clause_of("competition.publish_results"),
        },
        published_at=now,
        received_on=day_of(contest.protocol_received_at) if contest.protocol_received_at else None,
        due_on=term.due_on if term else None,
        facts={
            "titles": in_three(contest, "title"),
            "applications": _numbers(contest, considered=len(items), winners=len(winners)),
            "winners": winners,
            "regions": _regions(items),
            "protocols": _protocols(contest),
        },
    )
    return plain(asdict(paper))


def _numbers(contest, *, considered: int, winners: int) -> dict[str, int]:
    states = Counter(Application.objects.filter(competition=contest).values_list("state", flat=True))
    outside = (State.DRAFT, State.NOT_ACCEPTED)
    return {
        "registered": sum(number for state, number in states.items() if state not in outside),
        "returned": states[State.RETURNED],
        "withdrawn": states[State.WITHDRAWN],
        "not_accepted": states[State.NOT_ACCEPTED],
        "considered": considered,
        "winners": winners,
    }


def _winner(application: Application) -> dict[str, Any]:
    manifest = application.latest_version.manifest
    return {
        "application": application.number,
        "cluster": manifest["annex1"]["cluster_name"],
        "language": manifest["language"],
        "participant": manifest["participant"]["name"],
        "regions": [_region(code) for code in manifest["annex1"]["regions"]],
        "industries": [_industry(code) for code in manifest["annex1"]["industries"]],
        "members": len(manifest["members"]),
    }


def _regions(items: Iterable[ProtocolItem]) -> list[dict[str, Any]]:
    """Count applications considered and winners by region; a cluster of two regions counts in both."""
    considered, winners = Counter(), Counter()
    for item in items:
        for code in item.application.regions:
            considered[code] += 1
            winners[code] += item.outcome == Outcome.WINNER
    return [
        {**_region(code), "considered": considered[code], "winners": winners[code]}
        for code in sorted(considered)
    ]


def _protocols(contest) -> list[dict[str, Any]]:
    rows = contest.protocols.filter(state=ProtocolState.RECEIVED).order_by("signed_at")
    return [
        {
            "number": row.number,
            "supplementary": row.kind == ProtocolKind.SUPPLEMENTARY,
            "signed_on": day_of(row.signed_at),
            "received_on": day_of(row.received_at),
        }
        for row in rows
    ]


def results_texts(payload: dict[str, Any], code: str) -> dict[str, Content]:
    """Return the announcement as the portal shows it, in three languages; ``code`` is its document's.

    Clause: 21
    """
    texts = {}
    for language in LANGUAGES:
        with override(language):
            texts[language] = Content(
                title=_("Results of competitive selection No. %(number)s")
                % {"number": payload["contest"]["number"]},
                body=render_to_string(
                    "commission/publications/results.html",
                    {"payload": payload, "facts": payload["facts"], "code": code},
                ),
            )
    return texts
