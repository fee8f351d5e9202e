"""What the checklist of a check says before the official marks anything. Reads, never writes."""

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.completeness import (
    ADDITIONAL_LINE,
    CONSENTS,
    CONSENTS_LINE,
    FORM_LINE,
    KIND_LINE,
    LEGAL,
    MARK,
    Finding,
)
from applications.enums import PaperSetState
from applications.queries import consents_revoked_since, findings_of_version, paper_set_state
from cluster_selection.editions.law import ChecklistLine, Law
from review.enums import Verdict
from review.models import Check, CheckLine

IN_TIME_LINE = "application.in_time"
PAPER_LINE = "binding.original_and_copy"
MEDIUM_LINE = "binding.electronic"
# What is looked at on the papers themselves: nothing can be said of it before they are there.
BINDING_LINES = ("binding.inventory", "binding.numbered", "binding.volumes")
_BY_FINDINGS = (KIND_LINE, FORM_LINE, CONSENTS_LINE, ADDITIONAL_LINE)

REMARKS = {
    IN_TIME_LINE: gettext_noop("The application was submitted after the term for acceptance expired."),
    PAPER_LINE: gettext_noop(
        "The paper set – one original and one copy – was neither handed in nor posted "
        "before the end of acceptance."
    ),
    MEDIUM_LINE: gettext_noop("The electronic medium was not submitted before the end of acceptance."),
}


def prefilled(check: Check, law: Law) -> list[CheckLine]:
    """Return the unsaved lines of a check: one for each line of the edition's checklist, in its order.

    What the portal can say is pre-filled as IN_ORDER or DEFECT, a defect with a remark in the language of
    the application; the rest is OPEN. Until closing a missing paper set is awaited:
    its line does not apply (T13).
    Consents revoked after filing are marked and left to the official (T17).

    Clause: 7, 8, 10, 12
    """
    findings = _findings_by_line(check, law)
    paper = paper_set_state(check.application, check.started_at)
    lines = []
    for position, line in enumerate(law.checklist, start=1):
        found = findings.get(line.key, ())
        verdict = _computed(line, found, check, paper)
        lines.append(
            CheckLine(
                check_row=check,
                key=line.key,
                position=position,
                verdict=verdict or Verdict.OPEN,
                computed=verdict,
                remark=_remark(line, verdict, found, check.application.language),
                findings=[finding.as_json() for finding in found],
            )
        )
    return lines


def words_of(line: CheckLine) -> list[str]:
    """Return what the portal found about a line, in the reader's language."""
    return [str(Finding.from_json(finding).words) for finding in line.findings]


def _findings_by_line(check: Check, law: Law) -> dict[str, list[Finding]]:
    by_line: dict[str, list[Finding]] = {}
    for finding in (*findings_of_version(check.version), *_revoked(check, law)):
        by_line.setdefault(finding.key, []).append(finding)
    return by_line


def _revoked(check: Check, law: Law) -> Iterable[Finding]:
    blocks = MARK if law.policy("T17") == "marked" else LEGAL
    for consent in consents_revoked_since(check.version):
        member = {"member": consent.member.name, "id": str(consent.member_id)}
        yield Finding(CONSENTS_LINE, "consent_revoked_after_filing", blocks, CONSENTS, member)


def _computed(line: ChecklistLine, findings: Iterable[Finding], check: Check, paper: str) -> str:
    if line.key == PAPER_LINE:
        return _of_the_set(paper)
    if line.key == MEDIUM_LINE:
        return _of_the_medium(check)
    if line.key in BINDING_LINES:
        return Verdict.NOT_APPLICABLE if paper != PaperSetState.RECEIVED else ""
    if line.key == IN_TIME_LINE:
        in_time = check.version.occurred_at < check.application.competition.closes_at
        return Verdict.IN_ORDER if in_time else Verdict.DEFECT
    if not line.computed or not (line.item or line.key in _BY_FINDINGS):
        return ""
    if any(finding.blocks for finding in findings):
        return Verdict.DEFECT
    if findings:
        return ""
    if line.key == ADDITIONAL_LINE and not check.application.competition.required_additional:
        return Verdict.NOT_APPLICABLE
    return Verdict.IN_ORDER


def _of_the_set(paper: str) -> str:
    return {PaperSetState.AWAITED: Verdict.NOT_APPLICABLE, PaperSetState.MISSING: Verdict.DEFECT}.get(
        paper, ""
    )


def _of_the_medium(check: Check) -> str:
    application = check.application
    if (
        not application.is_paper
        or application.paper_sets.filter(electronic_medium=True, in_time=True).exists()
    ):
        return Verdict.IN_ORDER
    return Verdict.NOT_APPLICABLE if check.started_at < application.competition.closes_at else Verdict.DEFECT


def _remark(line: ChecklistLine, verdict: str, findings: Iterable[Finding], language: str) -> str:
    with translation.override(language):
        if verdict == Verdict.DEFECT and line.key in REMARKS:
            return _(REMARKS[line.key])
        return " ".join(str(finding.words) for finding in findings if finding.blocks)
