"""An expert conclusion made readable: each finding beside the words of its criterion. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cluster_selection.editions.law import Law
from cluster_selection.languages import pick

PARTS = ("strengths", "weaknesses", "opportunities", "threats", "factors")


@dataclass(frozen=True)
class FindingLine:
    """The finding on one criterion or sub-criterion of Annex 4, with the parts that were written."""

    number: str
    words: str
    finding: str
    parts: list[tuple[str, str]]


def findings_in_order(conclusion, law: Law) -> list[FindingLine]:
    """Return the findings of a conclusion in the order of the criteria of its edition."""
    words = {}
    for criterion in law.criteria:
        words[criterion.key] = (f"{criterion.number}.", pick(criterion.words))
        for part in criterion.parts:
            words[part.key] = (f"{criterion.number}.{part.number}", pick(part.words))
    names = {
        "strengths": _("Strengths"),
        "weaknesses": _("Weaknesses"),
        "opportunities": _("Opportunities"),
        "threats": _("Threats"),
        "factors": _("Influencing factors"),
    }
    lines = []
    for row in conclusion.findings.all():
        number, text = words.get(row.key, (row.key, ""))
        lines.append(
            FindingLine(
                number=number,
                words=text,
                finding=row.finding,
                parts=[(names[name], getattr(row, name)) for name in PARTS if getattr(row, name).strip()],
            )
        )
    return lines
