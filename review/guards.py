"""When the acts of clauses 12–18 are possible. Guards read and never write."""

from django.utils.translation import gettext_lazy as _

from applications.enums import PaperSetState, State
from applications.queries import paper_set_state
from cluster_selection.accounts.enums import Role
from cluster_selection.competitions.bases import running_or_last
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.workflow.engine import Act
from cluster_selection.workflow.refusals import Refusal
from review.enums import ConclusionState, ReopenGround, Verdict
from review.queries import check_term_of, open_check

NOT_THE_CHECKER = Refusal(
    "checker",
    _("Another official holds this check."),
    _("Take the check over, or ask the official who holds it."),
    status=403,
)
UNDER_CONSIDERATION = frozenset(
    {State.REGISTERED, State.ADMITTED, State.FORWARDED, State.CONCLUSION_RECEIVED, State.REFERRED}
)
NOT_BEGUN = Refusal("not_begun", _("The check is not begun."), _("Begin the check."))


def by_its_expert(act: Act) -> Refusal | None:
    """An expert writes the own conclusions only; the coordinator and the head of the institute may help."""
    expert_id = act.params.get("expert_id", getattr(act.subject, "expert_id", None))
    if act.acting_as.role != Role.EXPERT or expert_id in (None, act.acting_as.pk):
        return None
    return Refusal("expert", _("This conclusion is written by another expert."), status=403)


def every_line_is_marked(act: Act) -> Refusal | None:
    """Require a verdict on each line of the checklist, and no defect, before the application is admitted.

    Clause: 12
    """
    if act.asking:
        return None
    verdicts = set(open_check(act.subject).lines.values_list("verdict", flat=True))
    if Verdict.OPEN in verdicts:
        return Refusal("lines", _("Not every line of the checklist is marked."), _("Mark the rest."))
    if Verdict.DEFECT in verdicts:
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
    defects = list(open_check(act.subject).lines.filter(verdict=Verdict.DEFECT))
    if not defects:
        return Refusal(
            "no_reason", _("A return names at least one reason."), _("Mark the defect and write a remark.")
        )
    if any(not line.remark.strip() for line in defects):
        return Refusal(
            "remark", _("Each defect needs a remark: it goes into the notice."), _("Write the remark.")
        )
    return None


def check_is_open(act: Act) -> Refusal | None:
    """Require a check, begun on the latest version: the one the official saw is the one that is decided."""
    check = open_check(act.subject)
    if check is None:
        return NOT_BEGUN
    seen = check.version_id if act.asking else act.params.get("version_id", check.version_id)
    if seen == check.version_id == act.subject.latest_version.pk:
        return None
    return Refusal(
        "version", _("A newer version was filed meanwhile."), _("Open the check of the new version.")
    )


def by_the_checker(act: Act) -> Refusal | None:
    """The official who holds the check marks and decides; the head may do so in any check."""
    check = open_check(act.subject)
    if check is None or check.checker_id in (None, act.acting_as.pk) or act.acting_as.role == Role.HEAD:
        return None
    return NOT_THE_CHECKER


def held_by_another(act: Act) -> Refusal | None:
    """A check is taken over from another official only."""
    check = open_check(act.subject)
    if check is None:
        return NOT_BEGUN
    if check.checker_id == act.acting_as.pk:
        return Refusal("yours", _("You hold this check already."))
    return None


def late_return_by_the_head(act: Act) -> Refusal | None:
    """After the term of the check only the head returns, with a written reason (T14).

    Clause: 12
    """
    term = check_term_of(act.subject)
    late = term is not None and term.closes_at is not None and act.now >= term.closes_at
    if not late or act.contest.law.policy("T14") != "head_with_reason" or act.acting_as.role == Role.HEAD:
        return None
    return Refusal(
        "late_return", _("The term of the check has ended: only the head may return."), _("Ask the head.")
    )


def reopening_is_grounded(act: Act) -> Refusal | None:
    """Require ground and document of a reopened check; a missing paper set only after closing (T13).

    Clause: 8, 12
    """
    if act.asking:
        return None
    ground = act.params.get("ground")
    if ground not in ReopenGround.values or not act.params.get("document", "").strip():
        return Refusal(
            "document", _("A check is reopened by a document."), _("Name its kind, number and day.")
        )
    if ground != ReopenGround.PAPER_MISSING:
        return None
    return {
        PaperSetState.AWAITED: Refusal("paper_awaited", _("Until closing the paper set is awaited.")),
        PaperSetState.RECEIVED: Refusal("paper_there", _("The paper set came in time.")),
    }.get(paper_set_state(act.subject, act.now))


def selection_is_not_over(act: Act) -> Refusal | None:
    """Nothing is checked, reopened, forwarded or referred in a selection that has ended."""
    if act.contest.state == CompetitionState.ANNOUNCED:
        return None
    return Refusal("ended", _("The selection is decided or has ended."))


def reception_has_ended(act: Act) -> Refusal | None:
    """Forward only after the end of acceptance: until then the participant may amend or withdraw (T16).

    Clause: 13
    """
    if act.contest.law.policy("T16") != "no" or act.now >= act.contest.closes_at:
        return None
    return Refusal(
        "open",
        _("Applications are forwarded after the end of acceptance."),
        _("Wait for the closing day to end."),
    )


def conclusion_is_complete(act: Act) -> Refusal | None:
    """Require a finding on each criterion of Annex 4 and the overall finding.

    Clause: 14
    """
    if act.asking:
        return None
    conclusion = act.subject
    if any(not row.finding.strip() for row in conclusion.findings.all()):
        return Refusal("findings", _("A finding is missing on at least one criterion."), _("Write it."))
    if not conclusion.summary.strip():
        return Refusal("summary", _("The overall finding is missing."), _("Write it."))
    return None


def conclusion_on_the_forwarded_version(act: Act) -> Refusal | None:
    """The conclusion stands on the version that was forwarded; an addendum comes after that."""
    if act.subject.addendum_to_id is None and act.subject.application.state != State.FORWARDED:
        return Refusal("not_at_institute", _("The application is not at the national institute."))
    if act.subject.version_id == act.subject.application.latest_version.pk:
        return None
    return Refusal(
        "version", _("The application was recalled and filed anew."), _("Write on the new version.")
    )


def signed_conclusion_is_there(act: Act) -> Refusal | None:
    """Require a signed conclusion on the forwarded version.

    Clause: 17
    """
    version = act.subject.latest_version
    signed = version.conclusions.filter(addendum_to=None).exclude(state=ConclusionState.DRAFT)
    if signed.exists():
        return None
    return Refusal(
        "unsigned", _("The expert conclusion is not signed yet."), _("The institute's head signs it.")
    )


def hand_over_term_has_ended(act: Act) -> Refusal | None:
    """Refer without a conclusion only after the term of hand-over has ended.

    Clause: 18
    """
    term = running_or_last(act.contest, "hand_over")
    if term and term.closes_at and act.now >= term.closes_at:
        return None
    return Refusal(
        "hand_over",
        _("The term of hand-over has not ended: the conclusion is awaited."),
        _("Wait for the conclusion, or for the end of the term."),
    )


def application_is_before_decision(act: Act) -> Refusal | None:
    """Additional data are given while the application is being considered."""
    if act.subject.application.state in UNDER_CONSIDERATION:
        return None
    return Refusal("not_considered", _("The application is not under consideration."))


def request_is_written(act: Act) -> Refusal | None:
    """Say what is asked for."""
    if act.asking or act.params.get("asked_for", "").strip():
        return None
    return Refusal("empty", _("A request says what is asked for."), _("Write it."))


def answer_is_written(act: Act) -> Refusal | None:
    """An answer is a text or a file."""
    if act.asking or act.params.get("answer", "").strip() or act.params.get("file"):
        return None
    return Refusal("empty", _("The answer is empty."), _("Write it, or attach a file."))


def conclusion_was_handed_over(act: Act) -> Refusal | None:
    """Before it is handed over a conclusion has no addendum."""
    if act.subject.addendum_to_id is None:
        return None
    return Refusal("addendum", _("An addendum stands beside the conclusion itself."))
