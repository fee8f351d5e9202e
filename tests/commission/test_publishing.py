"""The results: within three working days, once, for every application (clause 21)."""

import datetime as dt
import threading

import pytest
from django.db import connection

from applications.enums import State
from applications.models import Application
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.delivery.models import InboxMessage, Job
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.journal.models import AuditEntry
from cluster_selection.workflow.models import Publication, RunningTerm
from cluster_selection.workflow.refusals import TransitionRefused
from commission.enums import Outcome
from commission.services import publishing
from tests.factories import member

IN_TIME = "2026-07-09T23:59:59.999999+05:00"
LATE = "2026-07-10T00:00:00+05:00"


@pytest.mark.clause("21")
def test_publication_on_the_last_day_settles_the_term(decisions):
    contest = decisions.decided()[0].competition

    decisions.published(contest, IN_TIME)
    term = RunningTerm.objects.get(competition=contest, key="publish")

    assert (term.status, term.was_late, term.delay_working_days, term.reason) == ("DONE", False, None, "")
    assert not RunningTerm.objects.filter(competition=contest, status="RUNNING").exists()


@pytest.mark.clause("21")
def test_publication_after_the_term_needs_a_written_reason(decisions):
    contest = decisions.decided()[0].competition

    with pytest.raises(TransitionRefused) as refused:
        decisions.published(contest, LATE)

    assert refused.value.refusal.code == "reason"
    assert refused.value.refusal.clause == "21"
    _assert_nothing_is_published(contest)


@pytest.mark.clause("21")
@pytest.mark.parametrize(("at", "delay"), [(LATE, 1), ("2026-07-13T10:00:00+05:00", 2)])
def test_a_late_publication_stores_its_delay_and_reason(decisions, at, delay):
    contest = decisions.decided()[0].competition

    published = decisions.published(contest, at, reason="Порталдың істен шығуы")
    term = RunningTerm.objects.get(competition=contest, key="publish")

    assert published.state == CompetitionState.PUBLISHED
    assert (term.delay_working_days, term.reason) == (delay, "Порталдың істен шығуы")


@pytest.mark.clause("21")
def test_every_application_gets_its_outcome_and_the_others_keep_their_state(decisions):
    applications = decisions.before_commission(3)
    contest = applications[0].competition
    others = [
        decisions.referred(contest, 4, state=State.RETURNED),
        decisions.referred(contest, 5, state=State.DRAFT),
    ]
    outcomes = (Outcome.WINNER, Outcome.NOT_SELECTED, Outcome.NOT_SELECTED)
    decisions.received(decisions.signed(decisions.ready_to_sign(applications, outcomes)))

    decisions.published(contest)

    states = dict(Application.objects.values_list("pk", "state"))
    assert [states[row.pk] for row in applications] == [State.WINNER, State.NOT_SELECTED, State.NOT_SELECTED]
    assert [states[row.pk] for row in others] == [State.RETURNED, State.DRAFT]
    assert AuditEntry.objects.filter(action="application.selected").count() == 1
    assert AuditEntry.objects.filter(action="application.not_selected").count() == 2


@pytest.mark.clause("21")
def test_the_public_facts_name_winners_and_no_person_and_no_losing_cluster(decisions):
    applications = decisions.before_commission()
    contest = applications[0].competition
    decisions.referred(contest, 3, state=State.RETURNED)
    decisions.received(decisions.signed(decisions.ready_to_sign(applications)))
    decisions.published(contest)
    publication = contest.publications.get(kind="RESULTS")
    everything = str(publication.facts) + "".join(text.body + text.title for text in publication.texts.all())

    assert publication.facts["applications"] == {
        "registered": 3,
        "returned": 1,
        "withdrawn": 0,
        "not_accepted": 0,
        "considered": 2,
        "winners": 1,
    }
    assert [row["cluster"] for row in publication.facts["winners"]] == ["Ақмола сүт кластері"]
    assert {text.language for text in publication.texts.all()} == {"kk", "ru", "en"}
    for hidden in (
        "Алматы жиһаз",
        "Бастау 2",
        "Оспанов",
        "Исаева",
        "Ахметов",
        "МӘН-7391",
        decisions.head.user.full_name,
    ):
        assert hidden not in everything


@pytest.mark.clause("21")
def test_every_participant_is_told_its_own_outcome_and_the_experts_nothing(decisions):
    applications = decisions.decided()
    contest = applications[0].competition
    for application in applications:
        application.participant.memberships.update(role="REPRESENTATIVE")
    InboxMessage.objects.all().delete()

    decisions.published(contest)

    told = {row.user_id: row for row in InboxMessage.objects.all()}
    assert set(told) == {application.filed_by.user_id for application in applications}
    assert {row.context["winner"] for row in told.values()} == {True, False}
    assert told[applications[0].filed_by.user_id].context["winner"] is True
    assert all(row.legal for row in told.values())


def test_results_are_a_public_document_that_never_names_the_losing(decisions):
    contest = decisions.decided()[0].competition
    decisions.published(contest)

    document = IssuedDocument.objects.get(kind="results")

    assert (document.public, document.number) == (True, "2026-1-N")
    assert "Алматы жиһаз" not in str(document.payload)
    assert Job.objects.filter(unique_key=f"documents.build:{document.pk}").exists()


def test_results_are_published_once(decisions):
    contest = decisions.decided()[0].competition
    decisions.published(contest)

    with pytest.raises(TransitionRefused) as refused:
        decisions.published(contest)

    assert refused.value.refusal.code == "state"
    assert Publication.objects.filter(kind="RESULTS").count() == 1


@pytest.mark.parametrize("role", ["REGISTRAR", "SCREENER", "SECRETARY", "CHAIR", "AUDITOR", "REPRESENTATIVE"])
def test_only_the_head_publishes(decisions, role):
    contest = decisions.decided()[0].competition

    with pytest.raises(TransitionRefused) as refused:
        publishing.publish_results(contest, acting_as=decisions.people[role], now=decisions.now)

    assert refused.value.refusal.code == "role"
    _assert_nothing_is_published(contest)


def test_nothing_is_published_before_everything_is_decided(decisions):
    applications = decisions.before_commission()
    decisions.received(decisions.signed(decisions.ready_to_sign(applications[:1])))

    with pytest.raises(TransitionRefused):
        decisions.published(applications[0].competition)

    _assert_nothing_is_published(applications[0].competition)


def test_a_contest_without_a_winner_is_published_too(decisions):
    contest = decisions.decided(1, (Outcome.NOT_SELECTED,))[0].competition

    decisions.published(contest)

    assert contest.publications.get(kind="RESULTS").facts["winners"] == []


def test_publication_beyond_the_calendar_is_not_refused(decisions):
    applications = decisions.before_commission()
    decisions.at("2026-12-29T10:00:00+05:00")
    meeting = decisions.meeting(applications[0].competition, "2026-12-29T10:00:00+05:00")
    decisions.recorded(meeting)
    for application in applications:
        decisions.assessed(application)
    protocol = decisions.drafted(meeting, [decisions.item(application) for application in applications])
    decisions.received(decisions.signed(protocol), "2026-12-30T10:00:00+05:00")
    term = RunningTerm.objects.get(key="publish")

    decisions.published(applications[0].competition, "2027-01-20T10:00:00+05:00")

    assert term.due_on is None
    assert Application.objects.filter(state=State.WINNER).count() == 2


def _assert_nothing_is_published(contest):
    contest.refresh_from_db()
    assert contest.state != CompetitionState.PUBLISHED
    assert not Publication.objects.filter(kind="RESULTS").exists()
    assert not IssuedDocument.objects.filter(kind="results").exists()
    assert not InboxMessage.objects.filter(message="commission.results").exists()
    assert not AuditEntry.objects.filter(action="competition.results_published").exists()
    assert not Application.objects.filter(state__in=[State.WINNER, State.NOT_SELECTED]).exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_heads_publish_at_once_and_there_is_one_publication():
    from tests.commission.factories import Decisions

    decisions = Decisions()
    contest = decisions.decided()[0].competition
    heads = [decisions.head, member("HEAD")]
    barrier, outcomes = threading.Barrier(2), []

    def publish(head):
        try:
            barrier.wait()
            publishing.publish_results(contest, acting_as=head, now=decisions.now)
            outcomes.append("published")
        except TransitionRefused as refused:
            outcomes.append(refused.refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish, args=(head,)) for head in heads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["published", "state"]
    assert Publication.objects.filter(kind="RESULTS").count() == 1
    assert IssuedDocument.objects.filter(kind="results").count() == 1
    assert InboxMessage.objects.filter(message="commission.results").count() == 2


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_officials_receive_a_protocol_at_once_and_it_is_received_once():
    from commission.services import deciding
    from tests.commission.factories import Decisions

    decisions = Decisions()
    protocol = decisions.signed(decisions.ready_to_sign(decisions.before_commission()))
    now = decisions.at("2026-07-03T09:00:00+05:00")
    barrier, outcomes = threading.Barrier(2), []

    def receive(official):
        try:
            barrier.wait()
            deciding.receive_protocol(protocol, occurred_at=now, evidence=None, acting_as=official, now=now)
            outcomes.append("received")
        except TransitionRefused as refused:
            outcomes.append(refused.refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=receive, args=(row,)) for row in (decisions.head, decisions.registrar)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["received", "state"]
    assert RunningTerm.objects.filter(key="publish").count() == 1


def test_the_count_of_the_worked_example_of_the_term(decisions):
    """Received on Friday 3 July 2026, Monday 6 July is a holiday: published by Thursday 9 July."""
    contest = decisions.decided()[0].competition

    term = RunningTerm.objects.get(competition=contest, key="publish")

    assert (term.basis_on, term.due_on) == (dt.date(2026, 7, 3), dt.date(2026, 7, 9))
