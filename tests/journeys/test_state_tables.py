"""Every transition from every state for every role, against a table written out by hand (DESIGN §4).

The table below is the specification; the code's own tables are not consulted for what is expected.
"""

import pytest

from cluster_selection.accounts.enums import Role
from cluster_selection.journal.actors import Actor
from cluster_selection.tables import state_tables
from cluster_selection.workflow.engine import refusal_of
from review.models import Conclusion, DataRequest
from tests.commission.factories import Decisions
from tests.review.factories import ReviewRoom

HEAD, REGISTRAR, SCREENER = Role.HEAD, Role.REGISTRAR, Role.SCREENER
COORDINATOR, INSTITUTE_HEAD = Role.COORDINATOR, Role.INSTITUTE_HEAD
APPLICANT = {Role.REPRESENTATIVE}
WRITERS = {Role.REPRESENTATIVE, Role.EDITOR}
ORGANISER = {REGISTRAR, HEAD}
LINK = "consent link"

UNDER_CONSIDERATION = {"REGISTERED", "ADMITTED", "FORWARDED", "CONCLUSION_RECEIVED", "REFERRED"}

# transition → (states from which, state to which ("" keeps it), who)
EXPECTED = {
    "competition.draft_saved": ({"DRAFT"}, "", ORGANISER),
    "competition.announced": ({"DRAFT"}, "ANNOUNCED", {HEAD}),
    "competition.print_confirmed": ({"ANNOUNCED"}, "", ORGANISER),
    "competition.text_changed": ({"ANNOUNCED"}, "", {HEAD}),
    "competition.extended": ({"ANNOUNCED"}, "", {HEAD}),
    "competition.declared_void": ({"ANNOUNCED"}, "VOID", {HEAD}),
    "competition.cancelled": ({"ANNOUNCED"}, "CANCELLED", {HEAD}),
    "competition.protocol_part_received": ({"ANNOUNCED"}, "", ORGANISER),
    "competition.protocol_received": ({"ANNOUNCED"}, "PROTOCOL_RECEIVED", ORGANISER),
    "competition.results_published": ({"PROTOCOL_RECEIVED"}, "PUBLISHED", {HEAD}),
    "competition.correction_added": ({"PUBLISHED"}, "", {HEAD}),
    "commission.composed": ({"ANNOUNCED"}, "", {HEAD}),
    "meeting.opened": ({"ANNOUNCED"}, "", {Role.SECRETARY, Role.CHAIR}),
    "meeting.recorded": ({"ANNOUNCED"}, "", {Role.SECRETARY}),
    "protocol.drafted": ({"ANNOUNCED"}, "", {Role.SECRETARY}),
    "application.started": ({"DRAFT"}, "", WRITERS),
    "application.edited": ({"DRAFT", "REGISTERED", "ADMITTED"}, "", WRITERS),
    "application.draft_deleted": ({"DRAFT"}, "", APPLICANT),
    "application.check_started": ({"REGISTERED"}, "", {SCREENER, HEAD}),
    "application.check_taken_over": ({"REGISTERED"}, "", {SCREENER, HEAD}),
    "application.check_marked": ({"REGISTERED"}, "", {SCREENER, HEAD}),
    "application.data_asked": (
        UNDER_CONSIDERATION,
        "",
        {REGISTRAR, SCREENER, HEAD, COORDINATOR, Role.EXPERT, INSTITUTE_HEAD},
    ),
    "application.conclusion_begun": ({"FORWARDED"}, "", {COORDINATOR, Role.EXPERT, INSTITUTE_HEAD}),
    "assessment.written": ({"REFERRED"}, "", {Role.SECRETARY, Role.MEMBER, Role.CHAIR}),
    "application.filed": ({"DRAFT"}, "REGISTERED", APPLICANT),
    "application.paper_entered": ({"DRAFT"}, "REGISTERED", ORGANISER),
    "application.late_refused": ({"DRAFT"}, "NOT_ACCEPTED", ORGANISER),
    "application.amended": ({"REGISTERED", "ADMITTED"}, "REGISTERED", APPLICANT),
    "application.amended_by_notice": ({"REGISTERED", "ADMITTED", "FORWARDED"}, "REGISTERED", ORGANISER),
    "application.withdrawn": ({"REGISTERED", "ADMITTED"}, "WITHDRAWN", APPLICANT),
    "application.withdrawn_by_notice": ({"REGISTERED", "ADMITTED", "FORWARDED"}, "WITHDRAWN", ORGANISER),
    "application.late_withdrawal_stated": (
        {"REGISTERED", "ADMITTED", "FORWARDED", "CONCLUSION_RECEIVED", "REFERRED"},
        "",
        {*APPLICANT, *ORGANISER},
    ),
    "application.paper_set_received": (
        {"REGISTERED", "ADMITTED", "FORWARDED", "CONCLUSION_RECEIVED", "REFERRED", "RETURNED"},
        "",
        ORGANISER,
    ),
    "application.late_papers_returned": ({"NOT_ACCEPTED"}, "", ORGANISER),
    "application.admitted": ({"REGISTERED"}, "ADMITTED", {SCREENER, HEAD}),
    "application.returned": ({"REGISTERED"}, "RETURNED", {SCREENER, HEAD}),
    "application.check_reopened": ({"ADMITTED", "RETURNED"}, "REGISTERED", {HEAD}),
    "application.forwarded": ({"ADMITTED"}, "FORWARDED", ORGANISER),
    "application.conclusion_received": (
        {"FORWARDED"},
        "CONCLUSION_RECEIVED",
        {COORDINATOR, INSTITUTE_HEAD},
    ),
    "application.referred": ({"CONCLUSION_RECEIVED"}, "REFERRED", ORGANISER),
    "application.referred_without_conclusion": ({"FORWARDED"}, "REFERRED", {HEAD}),
    "application.selected": ({"REFERRED"}, "WINNER", {HEAD}),
    "application.not_selected": ({"REFERRED"}, "NOT_SELECTED", {HEAD}),
    "consent.asked": ({"NOT_ASKED", "ASKED", "DECLINED", "REVOKED"}, "ASKED", WRITERS),
    "consent.announced": ({"ASKED"}, "ANNOUNCED", {LINK}),
    "consent.reminded": ({"ASKED", "ANNOUNCED"}, "", WRITERS),
    "consent.given": ({"ASKED", "ANNOUNCED", "GIVEN"}, "GIVEN", {LINK, *WRITERS}),
    "consent.given_on_paper": ({"NOT_ASKED"}, "GIVEN", ORGANISER),
    "consent.given_unasked": ({"NOT_ASKED", "DECLINED", "REVOKED"}, "GIVEN", WRITERS),
    "consent.declined": ({"ASKED", "ANNOUNCED"}, "DECLINED", {LINK}),
    "consent.revoked": ({"ANNOUNCED", "GIVEN"}, "REVOKED", {LINK, *WRITERS}),
    "batch.forwarding_acknowledged": ({"SENT"}, "ACKNOWLEDGED", {COORDINATOR, INSTITUTE_HEAD}),
    "batch.referral_acknowledged": ({"SENT"}, "ACKNOWLEDGED", {Role.SECRETARY, Role.CHAIR}),
    "conclusion.assigned": ({"DRAFT"}, "", {COORDINATOR, INSTITUTE_HEAD}),
    "conclusion.written": ({"DRAFT"}, "", {COORDINATOR, Role.EXPERT, INSTITUTE_HEAD}),
    "conclusion.addendum_begun": ({"HANDED_OVER"}, "", {COORDINATOR, INSTITUTE_HEAD}),
    "protocol.written": ({"DRAFT"}, "", {Role.SECRETARY}),
    "conclusion.signed": ({"DRAFT"}, "SIGNED", {INSTITUTE_HEAD}),
    "conclusion.handed_over": ({"SIGNED"}, "HANDED_OVER", {COORDINATOR, INSTITUTE_HEAD}),
    "data_request.answered": ({"SENT"}, "ANSWERED", APPLICANT),
    "protocol.signed": ({"DRAFT"}, "SIGNED", {Role.CHAIR}),
    "protocol.received": ({"SIGNED"}, "RECEIVED", ORGANISER),
}


def _all_transitions():
    return {t.name: t for _states, transitions in state_tables().values() for t in transitions}


def test_table_names_every_transition():
    assert set(_all_transitions()) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_transition_leads_where_the_design_says(name):
    sources, target, roles = EXPECTED[name]
    transition = _all_transitions()[name]

    assert {str(state) for state in transition.sources} == sources
    assert str(transition.target or "") == target
    assert {str(role) for role in transition.may.roles} == {str(role) for role in roles}


class Subjects(ReviewRoom):
    """One row of every kind of subject; its state is set in memory, the engine judges it there."""

    def of(self, subject_type: str):
        return getattr(self, f"_{subject_type}")()

    def _competition(self):
        return self.announced()

    def _application(self):
        return self.filed(self.announced()).application

    def _consent(self):
        return self._application().consents.first()

    def _batch(self):
        contest = self.announced()
        return self.forwarded(contest, self.admitted(contest))

    def _conclusion(self):
        return Conclusion(application=self._application(), version_id=None)

    def _data_request(self):
        return DataRequest(application=self._application())

    def _protocol(self):
        before = Decisions()
        applications = before.before_commission(1)
        return before.drafted(before.meeting(applications[0].competition), [before.item(applications[0])])


@pytest.mark.django_db
@pytest.mark.parametrize("subject_type", list(state_tables()))
def test_engine_judges_every_state_and_every_role(subject_type):
    subjects = Subjects()
    subject = subjects.of(subject_type)
    states, transitions = state_tables()[subject_type]
    actors = {role.value: subjects.people[role] for role in Role}
    actors[LINK] = Actor("consent", id=subject.pk)
    judged = {}

    for transition in transitions:
        sources, _target, roles = EXPECTED[transition.name]
        allowed = {str(role) for role in roles}
        for state in states.values:
            subject.state = state
            for role, acting_as in actors.items():
                refusal = refusal_of(transition, subject=subject, acting_as=acting_as, now=subjects.now)
                code = refusal.code if refusal else ""
                if role not in allowed:
                    as_expected = code == "role"
                elif state not in sources:
                    as_expected = code == "state"
                else:
                    as_expected = code not in ("role", "state")
                judged[transition.name, state, role] = as_expected or code

    assert {key: code for key, code in judged.items() if code is not True} == {}
