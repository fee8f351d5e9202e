"""Build the law from the data of an edition's row."""

import datetime as dt

from cluster_selection.editions.text import read_text
from cluster_selection.languages import LANGUAGES

from .values import (
    ActOfLaw,
    ChecklistLine,
    Criterion,
    CriterionPart,
    Item,
    Kind,
    Law,
    Option,
    Policy,
    Requisites,
    TermRule,
)


def law_of(data: dict) -> Law:
    """Build the law from the data of an edition, which ``schema.validate`` has accepted."""
    edition = data["edition"]
    if edition.get("requisites_only"):
        return _law_of_requisites(edition)
    criteria = data["criteria"]
    return Law(
        key=edition["key"],
        requisites=_requisites(edition),
        terms={
            name: TermRule(
                key=name,
                clause=rule["clause"],
                names=rule["names"],
                counted_from=rule["counted_from"],
                amount=rule.get("amount"),
                unit=rule["unit"],
                bound=rule["bound"],
                kind=rule["kind"],
                office=rule["office"],
                count_event_day=rule["count_event_day"],
            )
            for name, rule in data["terms"].items()
        },
        acts=dict(data["acts"]),
        policies={name: _policy(name, rule) for name, rule in data["policies"].items()},
        checklist=tuple(
            ChecklistLine(
                key=line["key"],
                clause=line["clause"],
                words=line["words"],
                group=group["names"],
                group_key=group["key"],
                computed=line["computed"],
                item=line.get("item", ""),
            )
            for group in data["checklist"]
            for line in group["lines"]
        ),
        annex3=tuple(
            Item(
                key=item["key"],
                number=item["number"],
                part=part,
                title=item["title"],
                words=item["words"],
                heading=heading["words"],
                mandatory=part == "main",
                tables=tuple(item.get("tables", ())),
                max_characters=item.get("max_characters", data["annex3"]["max_characters"]),
            )
            for part in ("main", "additional")
            for heading in data["annex3"][part]
            for item in heading["items"]
        ),
        tables=data["annex3"]["tables"],
        participant_kinds=_kinds(data["participants"]),
        participants_clause=data["participants"]["clause"],
        member_kinds=_kinds(data["members"]),
        members_clause=data["members"]["clause"],
        criteria=tuple(
            Criterion(
                key=criterion["key"],
                number=criterion["number"],
                words=criterion["words"],
                parts=tuple(
                    CriterionPart(key=part["key"], number=part["number"], words=part["words"])
                    for part in criterion.get("parts", ())
                ),
            )
            for criterion in criteria["criteria"]
        ),
        criteria_clause=criteria["clause"],
        criteria_lead=criteria["lead"],
        criteria_note=criteria["note"],
        text={language: read_text(data["text"][language]) for language in LANGUAGES},
    )


def _law_of_requisites(edition: dict) -> Law:
    return Law(
        key=edition["key"],
        requisites=_requisites(edition),
        terms={},
        acts={},
        policies={},
        checklist=(),
        annex3=(),
        tables={},
        participant_kinds=(),
        participants_clause="",
        member_kinds=(),
        members_clause="",
        criteria=(),
        criteria_clause="",
        criteria_lead={},
        criteria_note={},
        text={},
    )


def _requisites(edition: dict) -> Requisites:
    return Requisites(
        title=edition["title"],
        short=edition["short"],
        order=_act(edition["order"]),
        amendments=tuple(_act(act) for act in edition["amendments"]),
        in_force_from=dt.date.fromisoformat(edition["in_force_from"]),
        in_force_from_note=edition.get("in_force_from_note"),
        in_force_until=_day(edition.get("in_force_until")),
        repealed_by=_act(edition["repealed_by"]) if edition.get("repealed_by") else None,
        ended=edition.get("ended"),
        status=edition["status"],
        text_note=edition.get("text_note"),
        artificial=edition.get("artificial", False),
    )


def _act(act: dict) -> ActOfLaw:
    return ActOfLaw(
        kind=act["kind"],
        issuer=act["issuer"],
        number=act["number"],
        day=dt.date.fromisoformat(act["day"]),
        registration_number=act.get("registration_number", ""),
        registered_on=_day(act.get("registered_on")),
        note=act.get("note"),
    )


def _policy(name: str, rule: dict) -> Policy:
    return Policy(
        key=name,
        clause=rule["clause"],
        question=rule["question"],
        setting=rule["setting"],
        recommended=rule["recommended"],
        options=tuple(Option(key, words) for key, words in rule["options"].items()),
        reason=rule["reason"],
    )


def _kinds(data: dict) -> tuple[Kind, ...]:
    return tuple(Kind(kind["key"], kind["name"], kind["words"]) for kind in data["kinds"])


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
