"""The state tables of the application up to the check, and of the consent (DESIGN §4)."""

from applications import guards
from applications.enums import ALIVE, DECIDED, EDITABLE, ConsentState, State
from cluster_selection.accounts.enums import Role
from cluster_selection.workflow.engine import Transition
from cluster_selection.workflow.guards import held_by

START = Transition(
    name="application.started",
    act="application.start",
    sources=frozenset({State.DRAFT}),
    target=None,
    may=guards.edits_for_applicant,
    guards=(guards.acceptance_is_open,),
)

# Judged before every save of what the applicant writes; it moves no state and takes no term.
EDIT = Transition(
    name="application.edited",
    act="application.edit",
    sources=EDITABLE,
    target=None,
    may=guards.edits_for_applicant,
    guards=(guards.editing_is_possible,),
)

DELETE_DRAFT = Transition(
    name="application.draft_deleted",
    act="application.delete_draft",
    sources=frozenset({State.DRAFT}),
    target=None,
    may=guards.represents_applicant,
)

FILE = Transition(
    name="application.filed",
    act="application.file",
    sources=frozenset({State.DRAFT}),
    target=State.REGISTERED,
    may=guards.represents_applicant,
    guards=(
        guards.acceptance_is_open,
        guards.package_is_unchanged,
        guards.nothing_blocks_technically,
        guards.gaps_are_acknowledged,
    ),
    starts=("check",),
    moves=("forward",),
)

ENTER_PAPER = Transition(
    name="application.paper_entered",
    act="application.enter_paper",
    sources=frozenset({State.DRAFT}),
    target=State.REGISTERED,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(guards.selection_is_held, guards.delivery_is_described, guards.paper_came_in_time),
    starts=("check", "forward"),
    occurred="evidenced",
)

REFUSE_LATE = Transition(
    name="application.late_refused",
    act="application.refuse_late",
    sources=frozenset({State.DRAFT}),
    target=State.NOT_ACCEPTED,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(guards.selection_was_announced, guards.delivery_is_described, guards.paper_came_late),
    occurred="evidenced",
)

AMEND = Transition(
    name="application.amended",
    act="application.amend",
    sources=frozenset({State.REGISTERED, State.ADMITTED}),
    target=State.REGISTERED,
    may=guards.represents_applicant,
    guards=(
        guards.acceptance_is_open,
        guards.notice_is_written,
        guards.package_is_unchanged,
        guards.something_is_changed,
        guards.nothing_blocks_technically,
        guards.gaps_are_acknowledged,
    ),
    starts=("check",),
    moves=("forward",),
)

AMEND_BY_NOTICE = Transition(
    name="application.amended_by_notice",
    act="application.amend",
    sources=frozenset({State.REGISTERED, State.ADMITTED, State.FORWARDED}),
    target=State.REGISTERED,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(
        guards.selection_is_held,
        guards.delivery_is_described,
        guards.notice_is_written,
        guards.notice_came_in_time,
        guards.recallable,
    ),
    starts=("check", "forward"),
    occurred="evidenced",
)

WITHDRAW = Transition(
    name="application.withdrawn",
    act="application.withdraw",
    sources=frozenset({State.REGISTERED, State.ADMITTED}),
    target=State.WITHDRAWN,
    may=guards.represents_applicant,
    guards=(guards.acceptance_is_open, guards.notice_is_written),
    voids=True,
)

WITHDRAW_BY_NOTICE = Transition(
    name="application.withdrawn_by_notice",
    act="application.withdraw",
    sources=frozenset({State.REGISTERED, State.ADMITTED, State.FORWARDED}),
    target=State.WITHDRAWN,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(
        guards.selection_is_held,
        guards.delivery_is_described,
        guards.notice_is_written,
        guards.notice_came_in_time,
        guards.recallable,
    ),
    # After closing it may have been the last one that anybody waited for.
    settles=("forward", "analysis", "hand_over", "refer"),
    voids=True,
    occurred="evidenced",
)

STATE_LATE_WITHDRAWAL = Transition(
    name="application.late_withdrawal_stated",
    act="application.state_late_withdrawal",
    sources=frozenset(
        {State.REGISTERED, State.ADMITTED, State.FORWARDED, State.CONCLUSION_RECEIVED, State.REFERRED}
    ),
    target=None,
    may=guards.represents_or_registers,
    guards=(guards.reception_has_closed, guards.notice_is_written),
    occurred="evidenced",
)

RECEIVE_PAPER_SET = Transition(
    name="application.paper_set_received",
    act="application.receive_paper_set",
    sources=frozenset(ALIVE - DECIDED | {State.RETURNED}),
    target=None,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(guards.delivery_is_described,),
    occurred="evidenced",
)

RECORD_RETURN_OF_PAPERS = Transition(
    name="application.late_papers_returned",
    act="application.refuse_late",
    sources=frozenset({State.NOT_ACCEPTED}),
    target=None,
    may=held_by(Role.REGISTRAR, Role.HEAD),
)

ASK = Transition(
    name="consent.asked",
    act="consent.ask",
    sources=frozenset(
        {ConsentState.NOT_ASKED, ConsentState.ASKED, ConsentState.DECLINED, ConsentState.REVOKED}
    ),
    target=ConsentState.ASKED,
    may=guards.edits_for_applicant,
    guards=(guards.acceptance_is_open, guards.consent_may_change, guards.link_is_known),
)

ANNOUNCE = Transition(
    name="consent.announced",
    act="consent.announce",
    sources=frozenset({ConsentState.ASKED}),
    target=ConsentState.ANNOUNCED,
    may=guards.asked_by_link,
    guards=(guards.acceptance_is_open, guards.consent_may_change),
)

GIVE = Transition(
    name="consent.given",
    act="consent.give",
    sources=frozenset({ConsentState.ASKED, ConsentState.ANNOUNCED, ConsentState.GIVEN}),
    target=ConsentState.GIVEN,
    may=guards.member_or_applicant,
    guards=(guards.acceptance_is_open, guards.consent_may_change, guards.form_is_attached),
)

GIVE_UNASKED = Transition(
    name="consent.given_unasked",
    act="consent.give",
    sources=frozenset({ConsentState.NOT_ASKED, ConsentState.DECLINED, ConsentState.REVOKED}),
    target=ConsentState.GIVEN,
    may=guards.edits_for_applicant,
    guards=(guards.acceptance_is_open, guards.consent_may_change, guards.form_is_attached),
)

GIVE_ON_PAPER = Transition(
    name="consent.given_on_paper",
    act="consent.give",
    sources=frozenset({ConsentState.NOT_ASKED}),
    target=ConsentState.GIVEN,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(guards.form_is_attached,),
    occurred="evidenced",
)

REMIND = Transition(
    name="consent.reminded",
    act="consent.remind",
    sources=frozenset({ConsentState.ASKED, ConsentState.ANNOUNCED}),
    target=None,
    may=guards.edits_for_applicant,
    guards=(guards.acceptance_is_open, guards.consent_may_change, guards.link_is_known),
)

DECLINE = Transition(
    name="consent.declined",
    act="consent.decline",
    sources=frozenset({ConsentState.ASKED, ConsentState.ANNOUNCED}),
    target=ConsentState.DECLINED,
    may=guards.asked_by_link,
    guards=(guards.acceptance_is_open,),
)

REVOKE = Transition(
    name="consent.revoked",
    act="consent.revoke",
    sources=frozenset({ConsentState.ANNOUNCED, ConsentState.GIVEN}),
    target=ConsentState.REVOKED,
    may=guards.member_or_applicant,
    guards=(guards.acceptance_is_open,),
)

APPLICATION_TRANSITIONS = (
    START,
    EDIT,
    DELETE_DRAFT,
    FILE,
    ENTER_PAPER,
    REFUSE_LATE,
    RECORD_RETURN_OF_PAPERS,
    RECEIVE_PAPER_SET,
    AMEND,
    AMEND_BY_NOTICE,
    WITHDRAW,
    WITHDRAW_BY_NOTICE,
    STATE_LATE_WITHDRAWAL,
)
CONSENT_TRANSITIONS = (ASK, REMIND, ANNOUNCE, GIVE, GIVE_UNASKED, GIVE_ON_PAPER, DECLINE, REVOKE)
TRANSITIONS = APPLICATION_TRANSITIONS + CONSENT_TRANSITIONS
