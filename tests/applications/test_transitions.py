"""Every transition of the room from every state for every role: who may, and from where (DESIGN §4)."""

import pytest

from applications import transitions
from applications.enums import ConsentState, State
from applications.models import Application, Consent
from applications.queries import ConsentLink
from cluster_selection.accounts.enums import Role
from cluster_selection.workflow.engine import refusal_of
from tests.applications.factories import CLOSING

pytestmark = pytest.mark.django_db

WRITERS = {"REPRESENTATIVE", "EDITOR"}
APPLICANT = {"REPRESENTATIVE"}
ORGANISER = {"REGISTRAR", "HEAD"}
LINK = "consent link"
BEFORE_DECISION = {"REGISTERED", "ADMITTED", "FORWARDED", "CONCLUSION_RECEIVED", "REFERRED"}

# transition → (who, states from which it is possible while the reception is open, the same after closing)
APPLICATION = {
    "application.started": (WRITERS, {"DRAFT"}, set()),
    "application.edited": (WRITERS, {"DRAFT", "REGISTERED", "ADMITTED"}, {"DRAFT"}),
    "application.draft_deleted": (APPLICANT, {"DRAFT"}, {"DRAFT"}),
    "application.filed": (APPLICANT, {"DRAFT"}, set()),
    "application.paper_entered": (ORGANISER, {"DRAFT"}, {"DRAFT"}),
    "application.late_refused": (ORGANISER, {"DRAFT"}, {"DRAFT"}),
    "application.late_papers_returned": (ORGANISER, {"NOT_ACCEPTED"}, {"NOT_ACCEPTED"}),
    "application.paper_set_received": (
        ORGANISER,
        BEFORE_DECISION | {"RETURNED"},
        BEFORE_DECISION | {"RETURNED"},
    ),
    "application.amended": (APPLICANT, {"REGISTERED", "ADMITTED"}, set()),
    "application.amended_by_notice": (
        ORGANISER,
        {"REGISTERED", "ADMITTED", "FORWARDED"},
        {"REGISTERED", "ADMITTED", "FORWARDED"},
    ),
    "application.withdrawn": (APPLICANT, {"REGISTERED", "ADMITTED"}, set()),
    "application.withdrawn_by_notice": (
        ORGANISER,
        {"REGISTERED", "ADMITTED", "FORWARDED"},
        {"REGISTERED", "ADMITTED", "FORWARDED"},
    ),
    "application.late_withdrawal_stated": (APPLICANT | ORGANISER, set(), BEFORE_DECISION),
}
CONSENT = {
    "consent.asked": (WRITERS, {"NOT_ASKED", "ASKED", "DECLINED", "REVOKED"}),
    "consent.reminded": (WRITERS, {"ASKED", "ANNOUNCED"}),
    "consent.announced": ({LINK}, {"ASKED"}),
    "consent.given": (WRITERS | {LINK}, {"ASKED", "ANNOUNCED", "GIVEN"}),
    "consent.given_unasked": (WRITERS, {"NOT_ASKED", "DECLINED", "REVOKED"}),
    "consent.given_on_paper": (ORGANISER, {"NOT_ASKED"}),
    "consent.declined": ({LINK}, {"ASKED", "ANNOUNCED"}),
    "consent.revoked": (WRITERS | {LINK}, {"ANNOUNCED", "GIVEN"}),
}


def judged(subject, states, table, actors, now) -> set[tuple[str, str, str]]:
    """Return every (transition, state, role) that the engine finds possible."""
    possible = set()
    for transition in table:
        for state in states:
            subject.state = state
            for role, acting_as in actors.items():
                if refusal_of(transition, subject=subject, acting_as=acting_as, now=now) is None:
                    possible.add((transition.name, str(state), role))
    return possible


def expected(table) -> set[tuple[str, str, str]]:
    return {
        (name, state, role) for name, (roles, states) in table.items() for state in states for role in roles
    }


def test_the_tables_here_name_every_transition():
    assert {transition.name for transition in transitions.APPLICATION_TRANSITIONS} == set(APPLICATION)
    assert {transition.name for transition in transitions.CONSENT_TRANSITIONS} == set(CONSENT)


@pytest.mark.parametrize("closed", [False, True])
def test_application_acts_by_state_and_role(room, contest, closed):
    if closed:
        room.at(CLOSING)
    application = Application(competition=contest, participant=room.representative.organisation)
    actors = {role.value: room.people[role] for role in Role}

    possible = judged(application, State, transitions.APPLICATION_TRANSITIONS, actors, room.now)

    assert possible == expected({name: (row[0], row[1 + closed]) for name, row in APPLICATION.items()})


@pytest.mark.parametrize("closed", [False, True])
def test_consent_acts_by_state_and_role(room, contest, closed):
    consent = room.member(room.draft(contest, complete=False)).consent
    if closed:
        room.at(CLOSING)
    consent = Consent.objects.select_related("application__competition", "member").get(pk=consent.pk)
    actors = {role.value: room.people[role] for role in Role} | {LINK: ConsentLink(consent)}

    possible = judged(consent, ConsentState, transitions.CONSENT_TRANSITIONS, actors, room.now)

    # After closing only paper that came in time still brings a consent.
    table = {name: row for name, row in CONSENT.items() if not closed or name == "consent.given_on_paper"}
    assert possible == expected(table)


def test_a_representative_of_another_participant_may_nothing(room, contest):
    application = Application(competition=contest, participant=room.participant().organisation)
    actors = {role: room.people[Role(role)] for role in WRITERS}

    assert judged(application, State, transitions.APPLICATION_TRANSITIONS, actors, room.now) == set()


def test_an_ended_membership_may_nothing(room, contest):
    room.representative.until_on = room.now.date()
    application = Application(competition=contest, participant=room.representative.organisation)
    actors = {"REPRESENTATIVE": room.representative}

    assert judged(application, State, transitions.APPLICATION_TRANSITIONS, actors, room.now) == set()
