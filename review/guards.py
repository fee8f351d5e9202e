"""When the acts of clauses 12–18 are possible. Guards read and never write."""

from django.utils.translation import gettext_lazy as _

from applications.enums import PaperSetState, State
from applications.guards import represents_applicant
from cluster_selection.competitions.bases import running_or_last
from cluster_selection.workflow.engine import Act
from cluster_selection.workflow.ledger import running_term
from cluster_selection.workflow.refusals import Refusal
from review.enums import ConclusionState, ReopenGround, Verdict

__all__ = ["represents_applicant"]

NOT_THE_CHECKER = Refusal(
    "checker", _("Another official holds this check."), _("Ask for it to be handed over."), status=403
)


def open_check(application):
    """Return the open check of an application, or None."""
    return application.checks.filter(outcome="").first()


def every_line_is_marked(act: Act) -> Refusal | None:
    """Require a verdict on each line of the checklist before the application is admitted."""
    check = open_check(act.subject)
    if act.asking:
        return None
    if check is None or check.lines.filter(verdict=Verdict.OPEN).exists():
        return Refusal("lines", _("Not every line of the checklist is marked."), _("Mark the rest."))
    if check.lines.filter(verdict=Verdict.DEFECT).exists():
        return Refusal(
            "defects", _("A defect is marked: the application cannot be admitted."), _("Clear it or return.")
        )
    return None


def a_reason_is_marked(act: Act) -> Refusal | None:
    """Require at least one reason of return, with its clause, and a remark on each defect.

    Clause: 12
    """
    if act.asking:
        return None
    check = open_check(act.subject)
    defects = list(check.lines.filter(verdict=Verdict.DEFECT)) if check else []
    if not defects:
        return Refusal("no_reason", _("A return names at least one reason."), _("Mark the defect and write a remark."))
    if any(not line.remark.strip() for line in defects):
        return Refusal("remark", _("Each defect needs a remark: it goes into the notice."), _("Write the remark."))
    return None


def of_the_latest_version(act: Act) -> Refusal | None:
    """The decision is on the latest version, the one the official saw."""
    seen = act.params.get("version_id")
    if act.asking or seen == act.subject.latest_version.pk:
        return None
    return Refusal("version", _("A newer version was filed meanwhile."), _("Open the check of the new version."))


def by_the_checker(act: Act) -> Refusal | None:
    """The official who holds the check decides; the head may decide any."""
    check = open_check(act.subject)
    if check is None or check.checker_id in (None, act.acting_as.actor().id):
        return None
    if getattr(act.acting_as, "role", "") == "HEAD":
        return None
    return NOT_THE_CHECKER


def late_return_by_the_head(act: Act) -> Refusal | None:
    """After the term of the check only the head returns, with a written reason (T14).

    Clause: 12
    """
    term = running_term("check", act.subject) if not act.asking else None
    late = term is not None and term.closes_at is not None and act.now >= term.closes_at
    if not late or act.contest.law.policy("T14") != "head_with_reason" or act.acting_as.role == "HEAD":
        return None
    return Refusal("late_return", _("The term of the check has ended: only the head may return."), _("Ask the head."))


def reopening_is_grounded(act: Act) -> Refusal | None:
    """Require the document behind a reopened check; a missing paper set only after closing (T13)."""
    if act.asking:
        return None
    ground = act.params.get("ground")
    if not ground or not act.params.get("document", "").strip():
        return Refusal("document", _("A check is reopened by a document."), _("Name its kind, number and day."))
    if ground == ReopenGround.PAPER_MISSING:
        if act.now < act.contest.closes_at:
            return Refusal("paper_awaited", _("Until closing the paper set is awaited."), "")
        if paper_state(act.subject, act.now) != PaperSetState.MISSING:
            return Refusal("paper_there", _("The paper set is there."), "")
    return None


def paper_state(application, now) -> str:
    """Return the state of the paper set: until closing a missing one is awaited (T13).

    Clause: 8
    """
    if any(paper.is_complete for paper in application.paper_sets.all()):
        return PaperSetState.RECEIVED
    return PaperSetState.MISSING if now >= application.competition.closes_at else PaperSetState.AWAITED


def reception_has_ended(act: Act) -> Refusal | None:
    """Forward only after the end of acceptance: until then the participant may amend or withdraw (T16).

    Clause: 13
    """
    if act.contest.law.policy("T16") != "no" or act.now >= act.contest.closes_at:
        return None
    return Refusal(
        "open", _("Applications are forwarded after the end of acceptance."), _("Wait for the closing day to end.")
    )


def conclusion_is_complete(act: Act) -> Refusal | None:
    """Require a finding on each criterion of Annex 4 and the overall finding.

    Clause: 14
    """
    if act.asking:
        return None
    conclusion = act.subject
    if not conclusion.summary.strip() or any(not row.finding.strip() for row in conclusion.findings.all()):
        return Refusal("findings", _("A finding is missing on at least one criterion."), _("Write it."))
    return None


def conclusion_on_the_forwarded_version(act: Act) -> Refusal | None:
    """The conclusion stands on the version that was forwarded."""
    if act.subject.version_id == act.subject.application.latest_version.pk:
        return None
    return Refusal("version", _("The application was recalled and filed anew."), _("Write on the new version."))


def signed_conclusion_is_there(act: Act) -> Refusal | None:
    """Require a signed conclusion on the forwarded version.

    Clause: 17
    """
    version = act.subject.latest_version
    signed = version.conclusions.filter(addendum_to=None).exclude(state=ConclusionState.DRAFT)
    if signed.exists():
        return None
    return Refusal("unsigned", _("The expert conclusion is not signed yet."), _("The institute's head signs it."))


def hand_over_term_has_ended(act: Act) -> Refusal | None:
    """Refer without a conclusion only after the term of hand-over has ended.

    Clause: 18
    """
    term = running_or_last(act.contest, "hand_over")
    if term and term.closes_at and act.now >= term.closes_at:
        return None
    return Refusal("hand_over", _("The term of hand-over has not ended: the conclusion is awaited."), "")


def application_is_before_decision(act: Act) -> Refusal | None:
    """Additional data are asked for while the application is being considered."""
    if act.subject.application.state in (
        State.REGISTERED,
        State.ADMITTED,
        State.FORWARDED,
        State.CONCLUSION_RECEIVED,
        State.REFERRED,
    ):
        return None
    return Refusal("state", _("The application is not under consideration."), "")

