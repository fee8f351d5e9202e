"""Two officials at once, on a real PostgreSQL with connections of their own (clauses 12, 13, 18)."""

import pytest

from applications import services as applications
from applications.enums import State
from applications.models import Application, FilingPackage
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.journal.models import AuditEntry
from cluster_selection.journal.verification import verify_all
from cluster_selection.workflow.refusals import TransitionRefused
from review import services
from review.models import Batch, Check, Conclusion
from tests.applications.test_races import at_once
from tests.review.factories import AFTER_CLOSING, REMARK, ReviewRoom

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room():
    return ReviewRoom()


@pytest.fixture
def contest(room):
    contest = room.announced()
    room.at("2026-03-16T14:05:12+05:00")
    return contest


def fresh(application) -> Application:
    """Read an application anew, as a request does."""
    return Application.objects.select_related("competition__edition", "participant").get(pk=application.pk)


def refusals(results) -> list[str]:
    return sorted(result.refusal.code for result in results if isinstance(result, TransitionRefused))


@pytest.mark.clause("12")
def test_two_officials_deciding_at_once_give_exactly_one_decision(room, contest):
    application = room.filed(contest).application
    version = room.checked(application, defects={"consents.signed": REMARK}).version
    head, screener, now = room.head, room.screener, room.now

    def decide(acting_as):
        return lambda: services.return_application(
            fresh(application), version=version, acting_as=acting_as, now=now
        )

    results = at_once([decide(head), decide(screener), decide(head), decide(screener)])

    assert refusals(results) == ["state", "state", "state"]
    assert fresh(application).state == State.RETURNED
    assert AuditEntry.objects.filter(action="application.returned").count() == 1
    assert IssuedDocument.objects.filter(kind="return_notice").count() == 1
    assert not verify_all().faults


@pytest.mark.clause("12")
def test_check_begun_twice_at_once_is_one_check(room, contest):
    application = room.filed(contest).application
    people, now = [room.screener, room.second("SCREENER"), room.head], room.now

    results = at_once(
        [
            lambda person=person: services.open_the_check(fresh(application), acting_as=person, now=now)
            for person in people
        ]
    )

    assert len({check.pk for check in results}) == 1
    assert Check.objects.count() == 1


@pytest.mark.clause("12")
def test_decision_against_an_amendment_leaves_one_truth(room, contest):
    application = room.filed(contest).application
    version = room.checked(application).version
    package = room.amended_package(application)
    screener, representative, now = room.screener, room.representative, room.now

    results = at_once(
        [
            lambda: services.admit(fresh(application), version=version, acting_as=screener, now=now),
            lambda: applications.amend_application(
                FilingPackage.objects.select_related("application__competition").get(pk=package.pk),
                notice_text="Өзгерту",
                acting_as=representative,
                now=now,
            ),
        ]
    )

    # Whoever was first: the amended version is never admitted unseen.
    assert fresh(application).state == State.REGISTERED
    assert fresh(application).latest_version.number == 2
    assert refusals(results) in ([], ["version"])


@pytest.mark.clause("13")
def test_forwarding_pressed_twice_sends_one_batch(room, contest):
    application = room.admitted(contest)
    room.at(AFTER_CLOSING)
    registrar, now = room.registrar, room.now

    results = at_once(
        [lambda: services.forward(contest, [fresh(application)], acting_as=registrar, now=now)] * 3
    )

    assert refusals(results) == ["state", "state"]
    assert [batch.number for batch in Batch.objects.all()] == [1]


@pytest.mark.clause("18")
def test_hand_over_against_referral_without_conclusion(room, contest):
    application = room.admitted(contest)
    room.forwarded(contest, application)
    conclusion = services.sign_conclusion(
        room.written(application), acting_as=room.institute_head, now=room.now
    )
    room.at("2026-05-27T10:00:00+05:00")
    head, coordinator, now = room.head, room.coordinator, room.now

    results = at_once(
        [
            lambda: services.refer(
                contest, [fresh(application)], acting_as=head, now=now, reason="берілмеді"
            ),
            lambda: services.hand_over(
                Conclusion.objects.select_related("application__competition__edition").get(pk=conclusion.pk),
                acting_as=coordinator,
                now=now,
                reason="кешікті",
            ),
        ]
    )

    # If the hand-over was first, the referral finds the conclusion and takes it along.
    found = fresh(application)
    item = Batch.objects.get(kind="REFERRAL").items.get()
    assert found.state == State.REFERRED
    assert (item.conclusion_id is None) == (refusals(results) != [])
    assert (Conclusion.objects.get().state == "HANDED_OVER") == (item.conclusion_id is not None)
