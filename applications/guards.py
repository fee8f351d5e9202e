"""When the acts of clauses 6–11 are possible. Guards read and never write."""

from django.utils.translation import gettext_lazy as _

from applications.enums import EDITABLE, Delivered, State
from applications.registration import PaperDelivery
from cluster_selection.accounts.enums import Role
from cluster_selection.clock import day_of
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.workflow import ledger
from cluster_selection.workflow.engine import Act
from cluster_selection.workflow.guards import NOT_YOUR_ACT, held_by
from cluster_selection.workflow.refusals import Refusal

_represents = held_by(Role.REPRESENTATIVE)
_edits = held_by(Role.REPRESENTATIVE, Role.EDITOR)
_registers = held_by(Role.REGISTRAR, Role.HEAD)


def represents_applicant(act: Act) -> Refusal | None:
    """The act is taken by a representative of the participant itself."""
    return _represents(act) or _of_the_participant(act)


def edits_for_applicant(act: Act) -> Refusal | None:
    """The act is taken by a representative or an editor of the participant itself."""
    return _edits(act) or _of_the_participant(act)


def _of_the_participant(act: Act) -> Refusal | None:
    application = getattr(act.subject, "application", act.subject)
    if act.acting_as.organisation_id == application.participant_id:
        return None
    return NOT_YOUR_ACT


represents_applicant.roles = frozenset({Role.REPRESENTATIVE})
edits_for_applicant.roles = frozenset({Role.REPRESENTATIVE, Role.EDITOR})


def asked_by_link(act: Act) -> Refusal | None:
    """The act is taken by the member itself, through its personal link."""
    actor = act.acting_as.actor()
    if actor.kind == "consent" and actor.id == act.subject.pk:
        return None
    return NOT_YOUR_ACT


asked_by_link.roles = frozenset({"consent link"})


def member_or_applicant(act: Act) -> Refusal | None:
    """The act is taken by the member through its link, or by the participant who holds the signed form."""
    if act.acting_as.actor().kind == "consent":
        return asked_by_link(act)
    return edits_for_applicant(act)


member_or_applicant.roles = frozenset({"consent link", Role.REPRESENTATIVE, Role.EDITOR})


def represents_or_registers(act: Act) -> Refusal | None:
    """The act is taken by a representative of the participant, or by the organiser who received the paper."""
    if act.params.get("delivery") is not None or act.acting_as.actor().role in (Role.REGISTRAR, Role.HEAD):
        return _registers(act)
    return represents_applicant(act)


represents_or_registers.roles = frozenset({Role.REPRESENTATIVE, Role.REGISTRAR, Role.HEAD})


def closed_refusal(contest) -> Refusal:
    """Return the refusal of an act that came at or after the closing instant."""
    return Refusal(
        "closed",
        _("The term for accepting applications has ended."),
        _("What you wrote is kept as a draft and can be downloaded."),
        contest.law.term("acceptance").clause,
    )


def selection_is_held(act: Act) -> Refusal | None:
    """Refuse when the selection is not announced yet, or has ended."""
    if act.contest.state in (CompetitionState.CANCELLED, CompetitionState.VOID):
        return Refusal("ended", _("The selection has ended."))
    return selection_was_announced(act)


def selection_was_announced(act: Act) -> Refusal | None:
    """Refuse before the announcement; nothing can be late for a selection that is not announced."""
    if act.contest.announced_at is None:
        return Refusal("not_announced", _("The selection is not announced yet."))
    return None


def closing_instant(act: Act):
    """Return the end of the term for acceptance: from the ledger under lock when the act is judged."""
    gate = None if act.asking else ledger.gate(act.contest, "acceptance")
    return gate.closes_at if gate is not None else act.contest.closes_at


def acceptance_is_open(act: Act) -> Refusal | None:
    """Refuse at or after the closing instant; the opening is in, the closing is out. No grace.

    The gate is read from the ledger under lock and judges the legal instant of the act.

    Clause: 11
    """
    refusal = selection_is_held(act)
    if refusal is not None:
        return refusal
    if act.occurred_at < act.contest.announced_at:
        return Refusal("early", _("The selection was not announced yet."))
    if act.occurred_at >= closing_instant(act):
        return closed_refusal(act.contest)
    return None


def editing_is_possible(act: Act) -> Refusal | None:
    """Let a draft be written at any time, a registered application only while it may be amended.

    Clause: 9
    """
    if act.subject.state == State.DRAFT:
        return None
    return acceptance_is_open(act)


def delivery_is_described(act: Act) -> Refusal | None:
    """Require what the rule for paper judges: how it was delivered, when, and the day of posting."""
    delivery = act.params.get("delivery")
    if act.asking:
        return None
    if delivery is None or (delivery.delivered == Delivered.POST and delivery.posted_on is None):
        return Refusal(
            "posted_on", _("Posted papers need the day of posting."), _("Enter the day of the postmark.")
        )
    if delivery.posted_on and delivery.posted_on > day_of(delivery.received_at):
        return Refusal(
            "posted_later",
            _("Papers cannot be posted after they were received."),
            _("Check the day of posting."),
        )
    if act.occurred_at < act.contest.announced_at:
        return Refusal("early", _("The selection was not announced yet."), _("Check the day and the time."))
    if delivery.received_at > act.now:
        return Refusal(
            "future", _("An act cannot be recorded before it happens."), _("Check the day and the time.")
        )
    return None


def paper_came_in_time(act: Act) -> Refusal | None:
    """Judge paper by its day of posting, or by the hour at which it was handed in (T7).

    Clause: 11
    """
    if act.asking or not paper_is_late(act):
        return None
    return Refusal(
        "late_paper",
        _("These papers came after the term for accepting applications."),
        _("Enter them in the register of refusals and return them."),
        act.contest.law.term("acceptance").clause,
    )


def notice_came_in_time(act: Act) -> Refusal | None:
    """Judge a written notice on paper like any paper (T7).

    Clause: 9
    """
    if act.asking or not paper_is_late(act):
        return None
    return Refusal(
        "late_paper",
        _("This notice came after the term for accepting applications."),
        _("A notice of withdrawal may still be recorded as a statement; it changes nothing."),
    )


def paper_is_late(act: Act) -> bool:
    """Say whether the papers came late: posted after the closing day, or handed in after hours of it."""
    delivery: PaperDelivery = act.params["delivery"]
    return delivery.is_late(
        closes_at=closing_instant(act), closing_on=act.contest.closing_on, policy=act.contest.law.policy("T7")
    )


def paper_came_late(act: Act) -> Refusal | None:
    """Allow a refusal only of papers that came late: acceptance is otherwise mandatory.

    Clause: 11
    """
    if act.asking or paper_is_late(act):
        return None
    return Refusal(
        "in_time", _("These papers came in time: they are entered, not refused."), _("Enter the application.")
    )


def notice_is_written(act: Act) -> Refusal | None:
    """Require the written notice to the organiser.

    Clause: 9
    """
    if act.asking or act.params.get("text", "").strip():
        return None
    return Refusal(
        "notice", _("The organiser is notified in writing: the notice is empty."), _("Write the notice.")
    )


def something_is_changed(act: Act) -> Refusal | None:
    """Refuse an amendment that is the same as the version in force."""
    if act.asking or act.params.get("package_sha256") != act.params.get("version_sha256"):
        return None
    return Refusal(
        "unchanged",
        _("Nothing is changed since the version you filed."),
        _("Change the application first; the version you filed stands."),
    )


def package_is_unchanged(act: Act) -> Refusal | None:
    """Refuse when anything was edited after "check your answers": that package is what is filed."""
    if act.asking or act.params.get("current_sha256") == act.params.get("package_sha256"):
        return None
    return Refusal(
        "package",
        _("The application was changed after you checked it."),
        _("Check your answers again; nothing is lost."),
    )


def nothing_blocks_technically(act: Act) -> Refusal | None:
    """Refuse only what cannot be filed at all; legal gaps are shown and may be filed nevertheless (T11)."""
    blockers = [finding for finding in act.params.get("findings", ()) if finding.blocks == "technical"]
    if not blockers:
        return None
    return Refusal("technical", blockers[0].words, _("Correct it on the page of that part."))


def gaps_are_acknowledged(act: Act) -> Refusal | None:
    """Require the explicit "file nevertheless" when legal gaps remain (T11)."""
    gaps = [finding for finding in act.params.get("findings", ()) if finding.blocks == "legal"]
    if not gaps or act.params.get("nevertheless"):
        return None
    return Refusal(
        "gaps",
        _("The application has gaps for which it may be returned."),
        _("Close them, or confirm that you file nevertheless."),
    )


def recallable(act: Act) -> Refusal | None:
    """From FORWARDED only a notice posted before closing amends or withdraws; the application is recalled.

    Clause: 9
    """
    if act.asking or act.subject.state != State.FORWARDED:
        return None
    if act.params["delivery"].delivered == Delivered.POST:
        return None
    return Refusal(
        "forwarded",
        _("The application is at the national institute."),
        _("Only a notice posted before closing is still taken, by the registrar."),
    )


def consent_may_change(act: Act) -> Refusal | None:
    """Consents change until closing, while the application is a draft or may still be amended."""
    if act.subject.application.state in EDITABLE:
        return None
    return Refusal("application", _("The consents of this application no longer change."), "")


def link_is_known(act: Act) -> Refusal | None:
    """Require an address to send the link to."""
    if act.asking or act.params.get("email"):
        return None
    return Refusal("email", _("The member has no e-mail address."), _("Write it, or upload the signed form."))


def form_is_attached(act: Act) -> Refusal | None:
    """Require the signature file or the scan of the signed form (T18).

    Clause: 7
    """
    if act.asking or act.params.get("file"):
        return None
    return Refusal(
        "form",
        _("A consent is given by the signed form of Annex 2 or by a signature file."),
        _("Attach it."),
    )


def reception_has_closed(act: Act) -> Refusal | None:
    """A statement of withdrawal is recorded only after closing; before it, withdraw."""
    if act.now >= act.contest.closes_at:
        return None
    return Refusal("open", _("The reception is open: the application can be withdrawn."), _("Withdraw it."))
