"""The state tables of the check, forwarding, conclusion, referral and additional data (DESIGN §4)."""

from applications.enums import State
from cluster_selection.accounts.enums import Role
from cluster_selection.workflow.engine import Transition
from cluster_selection.workflow.guards import held_by
from review import guards
from review.enums import BatchState, ConclusionState, RequestState

ADMIT = Transition(
    name="application.admitted",
    act="application.admit",
    sources=frozenset({State.REGISTERED}),
    target=State.ADMITTED,
    may=held_by(Role.SCREENER, Role.HEAD),
    guards=(guards.by_the_checker, guards.of_the_latest_version, guards.every_line_is_marked),
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
        guards.by_the_checker,
        guards.of_the_latest_version,
        guards.late_return_by_the_head,
        guards.a_reason_is_marked,
    ),
    settles=("check",),
    reason="late",
)

REOPEN_CHECK = Transition(
    name="application.check_reopened",
    act="application.reopen_check",
    sources=frozenset({State.ADMITTED, State.RETURNED}),
    target=State.REGISTERED,
    may=held_by(Role.HEAD),
    guards=(guards.reopening_is_grounded,),
    starts=("check", "forward"),
    reason="always",
)

FORWARD = Transition(
    name="application.forwarded",
    act="application.forward",
    sources=frozenset({State.ADMITTED}),
    target=State.FORWARDED,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(guards.reception_has_ended,),
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
    settles=("hand_over",),
    moves=("refer",),
    reason="late",
)

REFER = Transition(
    name="application.referred",
    act="application.refer",
    sources=frozenset({State.CONCLUSION_RECEIVED}),
    target=State.REFERRED,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    settles=("refer",),
    reason="late",
)

REFER_WITHOUT_CONCLUSION = Transition(
    name="application.referred_without_conclusion",
    act="application.refer_without_conclusion",
    sources=frozenset({State.FORWARDED}),
    target=State.REFERRED,
    may=held_by(Role.HEAD),
    guards=(guards.hand_over_term_has_ended,),
    settles=("refer",),
    reason="always",
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
    may=guards.represents_applicant,
    guards=(guards.application_is_before_decision,),
)

TRANSITIONS = (
    ADMIT,
    RETURN,
    REOPEN_CHECK,
    FORWARD,
    HAND_OVER,
    REFER,
    REFER_WITHOUT_CONCLUSION,
    SIGN_CONCLUSION,
    HAND_OVER_CONCLUSION,
    ACKNOWLEDGE_FORWARDING,
    ACKNOWLEDGE_REFERRAL,
    ANSWER_DATA_REQUEST,
)
