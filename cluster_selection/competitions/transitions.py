"""The state table of the competition (DESIGN §4)."""

from cluster_selection.accounts.enums import Role
from cluster_selection.competitions import guards
from cluster_selection.competitions.enums import State
from cluster_selection.workflow.engine import Transition
from cluster_selection.workflow.guards import held_by

CHAIN = ("acceptance", "analysis", "hand_over", "forward", "refer")

SAVE_DRAFT = Transition(
    name="competition.draft_saved",
    act="competition.decide",
    sources=frozenset({State.DRAFT}),
    target=None,
    may=held_by(Role.REGISTRAR, Role.HEAD),
)

ANNOUNCE = Transition(
    name="competition.announced",
    act="competition.announce",
    sources=frozenset({State.DRAFT}),
    target=State.ANNOUNCED,
    may=held_by(Role.HEAD),
    guards=(
        guards.decision_is_recorded,
        guards.edition_is_in_force,
        guards.text_in_kazakh_and_russian,
        guards.print_publication_is_named,
        guards.official_page_is_recorded,
        guards.accepting_officer_is_named,
        guards.closing_day_is_lawful,
    ),
    starts=("notice", *CHAIN),
    settles=("notice",),
)

CONFIRM_PRINT = Transition(
    name="competition.print_confirmed",
    act="competition.confirm_print",
    sources=frozenset({State.ANNOUNCED}),
    target=None,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(guards.print_is_of_this_contest,),
    starts=("notice",),
    settles=("notice",),
    occurred="evidenced",
)

CHANGE_TEXT = Transition(
    name="competition.text_changed",
    act="competition.change_text",
    sources=frozenset({State.ANNOUNCED}),
    target=None,
    may=held_by(Role.HEAD),
    guards=(guards.not_the_closing_day, guards.text_is_written),
)

EXTEND = Transition(
    name="competition.extended",
    act="competition.extend",
    sources=frozenset({State.ANNOUNCED}),
    target=None,
    may=held_by(Role.HEAD),
    guards=(guards.extension_is_lawful,),
    starts=("notice",),
    moves=CHAIN,
    settles=("notice",),
)

DECLARE_VOID = Transition(
    name="competition.declared_void",
    act="competition.declare_void",
    sources=frozenset({State.ANNOUNCED}),
    target=State.VOID,
    may=held_by(Role.HEAD),
    guards=(guards.closed_and_none_alive, guards.end_ground_is_written),
    voids=True,
)

CANCEL = Transition(
    name="competition.cancelled",
    act="competition.cancel",
    sources=frozenset({State.ANNOUNCED}),
    target=State.CANCELLED,
    may=held_by(Role.HEAD),
    guards=(guards.no_protocol_is_signed, guards.end_ground_is_written, guards.end_decision_is_named),
    voids=True,
)

RECEIVE_PART = Transition(
    name="competition.protocol_part_received",
    act="competition.receive_protocol",
    sources=frozenset({State.ANNOUNCED}),
    target=None,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(guards.some_application_is_undecided,),
    occurred="evidenced",
)

RECEIVE_PROTOCOL = Transition(
    name="competition.protocol_received",
    act="competition.receive_protocol",
    sources=frozenset({State.ANNOUNCED}),
    target=State.PROTOCOL_RECEIVED,
    may=held_by(Role.REGISTRAR, Role.HEAD),
    guards=(guards.every_application_is_decided,),
    starts=("publish",),
    occurred="evidenced",
)

PUBLISH_RESULTS = Transition(
    name="competition.results_published",
    act="competition.publish_results",
    sources=frozenset({State.PROTOCOL_RECEIVED}),
    target=State.PUBLISHED,
    may=held_by(Role.HEAD),
    settles=("publish",),
    voids=True,
    reason="late",
)

ADD_CORRECTION = Transition(
    name="competition.correction_added",
    act="competition.add_erratum",
    sources=frozenset({State.PUBLISHED}),
    target=None,
    may=held_by(Role.HEAD),
    guards=(guards.not_an_archive_entry, guards.correction_is_written),
)

TRANSITIONS = (
    SAVE_DRAFT,
    ANNOUNCE,
    CONFIRM_PRINT,
    CHANGE_TEXT,
    EXTEND,
    DECLARE_VOID,
    CANCEL,
    RECEIVE_PART,
    RECEIVE_PROTOCOL,
    PUBLISH_RESULTS,
    ADD_CORRECTION,
)
