"""What the files of an edition must hold. Every fault names file, key and reason.

The shapes stand in ``shapes``; what no shape can say (a clause that the text does not hold, an item without
a line of the checklist, words that differ from the annex) is checked by the functions below.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jsonschema import Draft202012Validator

from cluster_selection.languages import LANGUAGES

from .shapes import FILES, KEY, SHAPES, TEXTS
from .text import Clause, read_text


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file of an edition; ``path`` is the key, such as ``check.amount``."""

    file: str
    path: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.path, self.reason) if part)


class EditionError(ValueError):
    """The files are no edition, or may not be loaded; ``faults`` holds all of it."""

    def __init__(self, *faults: Fault):
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def validate(data: dict) -> None:
    """Raise ``EditionError`` with every fault of an edition's data, read from its files.

    An edition of requisites only (``requisites_only: true``) holds nothing but its first file.
    """
    wanted = ["edition"] if is_requisites_only(data) else list(FILES)
    faults = [fault for part in wanted for fault in _faults_of_shape(part, data)]
    if not faults:
        faults = list(_faults_of_requisites(data["edition"]))
        if not is_requisites_only(data):
            faults += _faults_of_content(data)
    if faults:
        raise EditionError(*faults)


def is_requisites_only(data: dict) -> bool:
    """Say whether the edition names an act whose text the portal does not hold."""
    edition = data.get("edition")
    return isinstance(edition, dict) and edition.get("requisites_only") is True


def _faults_of_shape(part: str, data: dict) -> Iterator[Fault]:
    validator = Draft202012Validator(SHAPES[part])
    for error in sorted(
        validator.iter_errors(data[part]), key=lambda error: [str(key) for key in error.absolute_path]
    ):
        for path, reason in _explained(error):
            yield Fault(FILES[part], path, reason)


def _explained(error) -> Iterator[tuple[str, str]]:
    """Yield (key, reason) in words that name the key itself, also when it is the one that is missing."""
    path = list(error.absolute_path)
    value = error.instance
    match error.validator:
        case "required":
            missing = [key for key in error.validator_value if key not in value]
            name = next(key for key in missing if repr(key) in error.message)
            yield _path([*path, name]), "is missing"
        case "additionalProperties":
            for key in value:
                if key not in error.schema.get("properties", {}):
                    yield _path([*path, key]), "is not known here"
        case "pattern":
            yield _path(path), f"{value!r} is not of the form {error.validator_value}"
        case "enum":
            yield _path(path), f"{value!r} is none of {', '.join(error.validator_value)}"
        case "type":
            expected = error.validator_value
            expected = expected if isinstance(expected, str) else " or ".join(expected)
            yield _path(path), f"{value!r} is not of type {expected}"
        case "minimum":
            yield _path(path), f"{value!r} is less than {error.validator_value}"
        case "maximum":
            yield _path(path), f"{value!r} is more than {error.validator_value}"
        case _:
            yield _path(path), error.message


def _path(keys: list) -> str:
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{key}"
    return text.lstrip(".")


def _faults_of_requisites(edition: dict) -> Iterator[Fault]:
    days = [("in_force_from", edition["in_force_from"]), ("in_force_until", edition.get("in_force_until"))]
    acts = [("order", edition["order"])]
    acts += [(f"amendments[{place}]", act) for place, act in enumerate(edition["amendments"])]
    if "repealed_by" in edition:
        acts.append(("repealed_by", edition["repealed_by"]))
    for path, act in acts:
        days += [(f"{path}.day", act["day"]), (f"{path}.registered_on", act.get("registered_on"))]
    wrong = [(path, day) for path, day in days if day and not _is_day(day)]
    for path, day in wrong:
        yield Fault(KEY, path, f"{day!r} is no day of the calendar")
    until = edition.get("in_force_until")
    if not wrong and until and until <= edition["in_force_from"]:
        yield Fault(KEY, "in_force_until", f"{until} is not after in_force_from, {edition['in_force_from']}")
    if until and "ended" not in edition:
        yield Fault(KEY, "ended", "is missing, although the edition has an end")
    if "repealed_by" in edition and not until:
        yield Fault(KEY, "in_force_until", "is missing, although the edition was repealed")
    if "text_note" not in edition and not edition.get("requisites_only"):
        yield Fault(KEY, "text_note", "is missing")


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _faults_of_content(data: dict) -> list[Fault]:
    texts, faults = {}, []
    for language, file in TEXTS.items():
        source = data["text"].get(language)
        try:
            texts[language] = {part.number: part for part in read_text(source or "")}
        except ValueError as error:
            faults.append(Fault(file, "", str(error)))
    if faults:
        return faults
    return [
        *_faults_of_texts(texts),
        *_faults_of_clauses(data, texts),
        *_faults_of_terms(data["terms"]),
        *_faults_of_keys(data),
        *_faults_of_checklist(data),
        *_faults_of_words(data, texts),
    ]


def _faults_of_texts(texts: dict[str, dict[str, Clause]]) -> Iterator[Fault]:
    for language, parts in texts.items():
        file = TEXTS[language]
        numbers = [int(number) for number in parts if number.isdecimal()]
        if not numbers:
            yield Fault(file, "", "holds no clause")
        for place, number in enumerate(numbers, start=1):
            if number != place:
                yield Fault(file, f"@clause {number}", f"stands where clause {place} is expected")
                break
        for number, part in parts.items():
            if not part.text.strip():
                yield Fault(file, number, "is empty")
        if list(parts) != list(texts["kk"]):
            other = next(
                (number for number in [*texts["kk"], *parts] if (number in parts) != (number in texts["kk"])),
                None,
            )
            reason = (
                f"{other} stands in one of the two texts only"
                if other
                else "its parts stand in another order"
            )
            yield Fault(file, "", f"differs from {TEXTS['kk']}: {reason}")


def _faults_of_clauses(data: dict, texts: dict[str, dict[str, Clause]]) -> Iterator[Fault]:
    for part, path, clause in _clauses(data):
        for language in LANGUAGES:
            if not _stands(clause, texts[language]):
                yield Fault(FILES[part], path, f"clause {clause} does not stand in {TEXTS[language]}")
                break


def _clauses(data: dict) -> Iterator[tuple[str, str, str]]:
    for part in ("annex3", "participants", "members", "criteria"):
        yield part, "clause", data[part]["clause"]
    for key, rule in data["terms"].items():
        yield "terms", f"{key}.clause", rule["clause"]
    for act, clause in data["acts"].items():
        yield "acts", act, clause
    for key, rule in data["policies"].items():
        yield "policies", f"{key}.clause", rule["clause"]
    for path, line in _lines(data["checklist"]):
        yield "checklist", f"{path}.clause", line["clause"]


def _stands(clause: str, parts: dict[str, Clause]) -> bool:
    number, _, rest = clause.partition("(")
    if number not in parts:
        return False
    return not rest or bool(parts[number].subparagraph(rest.rstrip(")")))


def _faults_of_terms(terms: dict) -> Iterator[Fault]:
    for key, rule in terms.items():
        if (rule["amount"] is None) != (key == "acceptance"):
            reason = (
                "must be null: the closing day ends it" if key == "acceptance" else "must be a number of days"
            )
            yield Fault(FILES["terms"], f"{key}.amount", reason)


def _lines(checklist: list) -> Iterator[tuple[str, dict]]:
    for place, group in enumerate(checklist):
        for number, line in enumerate(group["lines"]):
            yield f"[{place}].lines[{number}]", line


def _items(annex3: dict) -> Iterator[tuple[str, str, dict]]:
    for part in ("main", "additional"):
        for place, heading in enumerate(annex3[part]):
            for number, item in enumerate(heading["items"]):
                yield part, f"{part}[{place}].items[{number}]", item


def _parts(criteria: dict) -> Iterator[tuple[str, dict]]:
    for place, criterion in enumerate(criteria["criteria"]):
        yield f"criteria[{place}]", criterion
        for number, part in enumerate(criterion.get("parts", ())):
            yield f"criteria[{place}].parts[{number}]", part


def _faults_of_keys(data: dict) -> Iterator[Fault]:
    named = {
        "checklist": list(_lines(data["checklist"])),
        "annex3": [(path, item) for _, path, item in _items(data["annex3"])],
        "participants": [
            (f"kinds[{place}]", kind) for place, kind in enumerate(data["participants"]["kinds"])
        ],
        "members": [(f"kinds[{place}]", kind) for place, kind in enumerate(data["members"]["kinds"])],
        "criteria": list(_parts(data["criteria"])),
    }
    groups = [(f"[{place}]", group) for place, group in enumerate(data["checklist"])]
    for part, rows in (*named.items(), ("checklist", groups)):
        seen = set()
        for path, row in rows:
            if row["key"] in seen:
                yield Fault(FILES[part], f"{path}.key", f"{row['key']!r} stands twice")
            seen.add(row["key"])


def _faults_of_checklist(data: dict) -> Iterator[Fault]:
    items = {item["key"]: part for part, _, item in _items(data["annex3"])}
    checked = set()
    for path, line in _lines(data["checklist"]):
        item = line.get("item")
        if item is None:
            continue
        checked.add(item)
        if item not in items:
            yield Fault(FILES["checklist"], f"{path}.item", f"no item {item!r} in annex3.yaml")
    for _, path, item in _items(data["annex3"]):
        if items[item["key"]] == "main" and item["key"] not in checked:
            reason = f"no line of checklist.yaml checks item {item['key']!r}"
            yield Fault(FILES["annex3"], f"{path}.key", reason)


def _faults_of_words(data: dict, texts: dict[str, dict[str, Clause]]) -> Iterator[Fault]:
    """Yield words that differ from the text: what an applicant answers and an expert judges is quoted.

    A quoted item is a whole paragraph of its annex but for its number and the mark at its end; a kind of
    participant or member is a piece of its clause.
    """
    for part, path, words in _quoted(data):
        clause = data[part]["clause"].split("(")[0]
        for language in LANGUAGES:
            stands = texts[language].get(clause)
            if stands is None:
                continue
            if part in ("annex3", "criteria"):
                paragraphs = {_bare(block.text) for block in stands.blocks}
                is_quoted = all(
                    _bare(line) in paragraphs for line in words[language].splitlines() if line.strip()
                )
            else:
                is_quoted = words[language] in stands.text
            if not is_quoted:
                reason = f"these words do not stand in {data[part]['clause']} of {TEXTS[language]}"
                yield Fault(FILES[part], f"{path}.{language}", reason)


def _quoted(data: dict) -> Iterator[tuple[str, str, dict]]:
    for side in ("main", "additional"):
        for place, heading in enumerate(data["annex3"][side]):
            yield "annex3", f"{side}[{place}].words", heading["words"]
    for _, path, item in _items(data["annex3"]):
        yield "annex3", f"{path}.words", item["words"]
    for path, part in _parts(data["criteria"]):
        yield "criteria", f"{path}.words", part["words"]
    for name in ("lead", "note"):
        yield "criteria", name, data["criteria"][name]
    for part in ("participants", "members"):
        for place, kind in enumerate(data[part]["kinds"]):
            yield part, f"kinds[{place}].words", kind["words"]


def _bare(text: str) -> str:
    return re.sub(r"^\d+[.)] ", "", text.strip()).rstrip(";:. ")
