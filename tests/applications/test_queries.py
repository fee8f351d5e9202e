"""Who sees which application; lists cost the same for one row and for thirty."""

import pytest
from django.http import Http404

from applications import answers, queries
from applications.enums import State
from applications.models import Application
from cluster_selection.accounts.enums import Role
from cluster_selection.competitions import rooms

pytestmark = pytest.mark.django_db


SEES = {
    Role.REPRESENTATIVE: set(State),
    Role.EDITOR: set(State),
    Role.REGISTRAR: set(State) - {State.DRAFT},
    Role.SCREENER: set(State) - {State.DRAFT},
    Role.HEAD: set(State) - {State.DRAFT},
    Role.COORDINATOR: {
        State.FORWARDED,
        State.CONCLUSION_RECEIVED,
        State.REFERRED,
        State.WINNER,
        State.NOT_SELECTED,
    },
    Role.AUDITOR: set(State) - {State.DRAFT},
    Role.ADMINISTRATOR: set(),
    Role.SECURITY_ADMINISTRATOR: set(),
}


@pytest.fixture
def in_every_state(room, contest):
    """Return one application of the representative's participant in each state."""
    rows = {}
    for state in State:
        ended = {}
        if state == State.WITHDRAWN:
            ended = {"withdrawn_at": room.now, "withdrawn_by": room.representative}
        if state == State.NOT_ACCEPTED:
            ended = {"refused_at": room.now}
        rows[state] = Application.objects.create(
            competition=contest,
            participant=room.representative.organisation,
            state=state,
            number="" if state == State.DRAFT else f"{contest.number}/{state}",
            cluster_name=state,
            submitted_at=None if state == State.DRAFT else room.now,
            registered_at=None if state == State.DRAFT else room.now,
            created_at=room.now,
            created_by=room.representative,
            updated_at=room.now,
            **ended,
        )
    return rows


@pytest.mark.parametrize("role", SEES)
def test_each_role_sees_what_is_before_it(room, in_every_state, role):
    acting_as = room.people[role]

    seen = {State(row.state) for row in queries.visible_applications(acting_as)}

    assert seen == SEES[role]
    for state, application in in_every_state.items():
        if state in SEES[role]:
            assert queries.visible_application(acting_as, application.pk) == application
        else:
            with pytest.raises(Http404):
                queries.visible_application(acting_as, application.pk)


def test_another_participant_sees_nothing(room, in_every_state):
    stranger = room.participant()

    assert not queries.visible_applications(stranger).exists()
    with pytest.raises(Http404):
        queries.own_application(stranger, in_every_state[State.DRAFT].pk)


def test_nobody_signed_in_sees_nothing(in_every_state):
    assert not queries.visible_applications(None).exists()
    assert not queries.applications_of(None).exists()


def test_the_register_costs_one_query_for_one_row_and_for_thirty(room, contest, django_assert_num_queries):
    def read():
        return [
            (
                row.number,
                row.participant.name_kk,
                row.version_number,
                row.members_count,
                row.check_due_on,
                row.has_paper,
            )
            for row in queries.register_of(contest, acting_as=room.registrar).order_by("number")
        ]

    room.filed(contest, members=3)
    with django_assert_num_queries(1):
        (one,) = read()
    for number in range(2, 31):
        Application.objects.create(
            competition=contest,
            participant=room.representative.organisation,
            state=State.REGISTERED,
            number=f"{contest.number}/{number:03d}",
            submitted_at=room.now,
            registered_at=room.now,
            created_at=room.now,
            created_by=room.representative,
            updated_at=room.now,
        )
    with django_assert_num_queries(1):
        rows = read()

    assert one[2:4] == (1, 3)
    assert one[5] is False
    assert len(rows) == 30


def test_the_room_answers_the_hall(room, contest):
    answers.register()
    room.draft(contest, room.participant(), complete=False)
    room.filed(contest)

    assert rooms.ask("alive", contest) == 1
    assert rooms.ask("any_forwarded", contest) is False
    assert rooms.ask("draft_holders", contest).count() == 1
    people = {user.pk for user in rooms.ask("participants", contest)}
    assert people == {room.representative.user_id, room.editor.user_id}
