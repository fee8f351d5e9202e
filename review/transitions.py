"""The state tables of the check, forwarding, conclusion, referral and additional data (DESIGN §4)."""

from applications.enums import State
from applications.guards import represents_applicant
from cluster_selection.accounts.enums import Role
from cluster_selection.workflow.engine import Transition
from cluster_selection.workflow.guards import held_by
from review import guards
from review.enums import BatchState, ConclusionState, RequestState

# What an application that leaves the way may have been the last to hold up.
DOWNSTREAM = ("forward", "analysis", "hand_over", "refer")

OPEN_CHECK = Transition(
    name="application.check_started",
    act="application.check",
    sources=frozenset({State.REGISTERED}),
    target=None,
    may=held_by(Role.SCREENER, Role.HEAD),
    guards=(guards.selection_is_not_over,),
)

TAKE_OVER_CHECK = Transition(
    name="application.check_taken_over",
    act="application.check",
    sources=frozenset({State.REGISTERED}),
    target=None,
    may=held_by(Role.SCREENER, Role.HEAD),
    guards=(guards.held_by_another,),
)

MARK_CHECK = Transition(
    name="application.check_marked",
    act="application.check",
    sources=frozenset({State.REGISTERED}),
    target=None,
    may=held_by(Role.SCREENER, Role.HEAD),
    guards=(guards.by_the_checker, guards.check_is_open),
)

ADMIT = Transition(
    name="application.admitted",
    act="application.admit",
    sources=frozenset({State.REGISTERED}),
    target=State.ADMITTED,
    may=held_by(Role.SCREENER, Role.HEAD),
    guards=(
        guards.selection_is_not_over,
        guards.by_the_checker,
        guards.check_is_open,
        guards.every_line_is_marked,
    ),
    settles=("check",),
    reason="late",
)

RETURN = Transition(
    name="application.returned",
    act="application.return",
    sources=frozenset({State.REGISTERED}),
    target=State.RETURNED,
    may=held_by(Role.SCREENER, Role.HEAD),
    guards=(
        guards.selection_is_not_over,
        guards.by_the_checker,
        guards.check_is_open,
        guards.late_return_by_the_head,
        guards.a_reason_is_marked,
    ),
    moves=("refer",),
    settles=("check", *DOWNSTREAM),
    reason="late",
)

REOPEN_CHECK = Transition(
    name="application.check_reopened",
    act="application.reopen_check",
    sources=frozenset({State.ADMITTED, State.RETURNED}),
    target=State.REGISTERED,
    may=held_by(Role.HEAD),
    guards=(guards.selection_is_not_over, guards.reopening_is_grounded),
    starts=("check", "forward"),
    reason="always",
)

FORWARD = Transition(
    name="application.forwarded",
    act="application.forward",
    sources=frozenset({State.ADMITTED}),
    target=State.FORWARDED,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(guards.selection_is_not_over, guards.reception_has_ended),
    settles=("acceptance", "forward"),
    reason="late",
)

HAND_OVER = Transition(
    name="application.conclusion_received",
    act="application.hand_over",
    sources=frozenset({State.FORWARDED}),
    target=State.CONCLUSION_RECEIVED,
    may=held_by(Role.INSTITUTE_HEAD, Role.COORDINATOR),
    guards=(guards.signed_conclusion_is_there,),
    starts=("refer",),
    settles=("hand_over",),
    reason="late",
)

REFER = Transition(
    name="application.referred",
    act="application.refer",
    sources=frozenset({State.CONCLUSION_RECEIVED}),
    target=State.REFERRED,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(guards.selection_is_not_over,),
    settles=("refer",),
    reason="late",
)

REFER_WITHOUT_CONCLUSION = Transition(
    name="application.referred_without_conclusion",
    act="application.refer_without_conclusion",
    sources=frozenset({State.FORWARDED}),
    target=State.REFERRED,
    may=held_by(Role.HEAD),
    guards=(guards.selection_is_not_over, guards.hand_over_term_has_ended),
    settles=("analysis", "hand_over", "refer"),
    reason="always",
)

ASK_FOR_DATA = Transition(
    name="application.data_asked",
    act="data_request.ask",
    sources=guards.UNDER_CONSIDERATION,
    target=None,
    may=held_by(Role.REGISTRAR, Role.SCREENER, Role.HEAD, Role.COORDINATOR, Role.EXPERT, Role.INSTITUTE_HEAD),
    guards=(guards.request_is_written,),
)

BEGIN_CONCLUSION = Transition(
    name="application.conclusion_begun",
    act="conclusion.assign",
    sources=frozenset({State.FORWARDED}),
    target=None,
    may=held_by(Role.COORDINATOR, Role.EXPERT, Role.INSTITUTE_HEAD),
    guards=(guards.by_its_expert,),
)

ASSIGN_CONCLUSION = Transition(
    name="conclusion.assigned",
    act="conclusion.assign",
    sources=frozenset({ConclusionState.DRAFT}),
    target=None,
    may=held_by(Role.COORDINATOR, Role.INSTITUTE_HEAD),
)

WRITE_CONCLUSION = Transition(
    name="conclusion.written",
    act="conclusion.write",
    sources=frozenset({ConclusionState.DRAFT}),
    target=None,
    may=held_by(Role.COORDINATOR, Role.EXPERT, Role.INSTITUTE_HEAD),
    guards=(guards.by_its_expert, guards.conclusion_on_the_forwarded_version),
)

SIGN_CONCLUSION = Transition(
    name="conclusion.signed",
    act="conclusion.sign",
    sources=frozenset({ConclusionState.DRAFT}),
    target=ConclusionState.SIGNED,
    may=held_by(Role.INSTITUTE_HEAD),
    guards=(guards.conclusion_is_complete, guards.conclusion_on_the_forwarded_version),
    settles=("analysis",),
    reason="late",
)

HAND_OVER_CONCLUSION = Transition(
    name="conclusion.handed_over",
    act="conclusion.hand_over",
    sources=frozenset({ConclusionState.SIGNED}),
    target=ConclusionState.HANDED_OVER,
    may=held_by(Role.INSTITUTE_HEAD, Role.COORDINATOR),
    guards=(guards.conclusion_on_the_forwarded_version,),
)

BEGIN_ADDENDUM = Transition(
    name="conclusion.addendum_begun",
    act="conclusion.addendum",
    sources=frozenset({ConclusionState.HANDED_OVER}),
    target=None,
    may=held_by(Role.COORDINATOR, Role.INSTITUTE_HEAD),
    guards=(guards.conclusion_was_handed_over,),
)

ACKNOWLEDGE_FORWARDING = Transition(
    name="batch.forwarding_acknowledged",
    act="application.acknowledge_forwarding",
    sources=frozenset({BatchState.SENT}),
    target=BatchState.ACKNOWLEDGED,
    may=held_by(Role.COORDINATOR, Role.INSTITUTE_HEAD),
)

ACKNOWLEDGE_REFERRAL = Transition(
    name="batch.referral_acknowledged",
    act="referral.acknowledge",
    sources=frozenset({BatchState.SENT}),
    target=BatchState.ACKNOWLEDGED,
    may=held_by(Role.SECRETARY, Role.CHAIR),
)

ANSWER_DATA_REQUEST = Transition(
    name="data_request.answered",
    act="data_request.answer",
    sources=frozenset({RequestState.SENT}),
    target=RequestState.ANSWERED,
    may=represents_applicant,
    guards=(guards.application_is_before_decision, guards.answer_is_written),
)

TRANSITIONS = (
    OPEN_CHECK,
    TAKE_OVER_CHECK,
    MARK_CHECK,
    ADMIT,
    RETURN,
    REOPEN_CHECK,
    FORWARD,
    HAND_OVER,
    REFER,
    REFER_WITHOUT_CONCLUSION,
    ASK_FOR_DATA,
    BEGIN_CONCLUSION,
    ASSIGN_CONCLUSION,
    WRITE_CONCLUSION,
    SIGN_CONCLUSION,
    HAND_OVER_CONCLUSION,
    BEGIN_ADDENDUM,
    ACKNOWLEDGE_FORWARDING,
    ACKNOWLEDGE_REFERRAL,
    ANSWER_DATA_REQUEST,
)
