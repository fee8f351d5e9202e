"""The demo: whole, the same when loaded twice, sound, and open to each of its people with one click."""

import time

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client

from applications.enums import ConsentState, State
from applications.models import Application, Consent
from cluster_selection.accounts.enums import Role
from cluster_selection.accounts.models import Membership, Organisation, User
from cluster_selection.clock import Clock, local
from cluster_selection.competitions.enums import Stage
from cluster_selection.competitions.models import Competition
from cluster_selection.competitions.queries import stages_of
from cluster_selection.demo.people import PASSWORD
from cluster_selection.journal.models import VirtualClock
from cluster_selection.journal.verification import verify_all
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm

STAGES = {
    Stage.ARCHIVE: "2017-1",
    Stage.PUBLISHED: "2025-1",
    Stage.VOID: "2025-2",
    Stage.AT_COMMISSION: "2025-3",
    Stage.AT_INSTITUTE: "2025-4",
    Stage.SCREENING: "2026-1",
    Stage.RECEPTION_OPEN: "2026-2",
}


def _counts() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def test_second_run_changes_nothing(demo_portal):
    before, clock = _counts(), VirtualClock.objects.get()

    call_command("demo", verbosity=0)

    assert (_counts(), VirtualClock.objects.get().offset_seconds) == (before, clock.offset_seconds)


def test_demo_begins_on_its_monday_and_the_clock_runs_on(demo_portal):
    first = Clock.now()
    time.sleep(0.01)
    second = Clock.now()

    assert local(first).date().isoformat() == "2026-03-30"
    assert second > first
    assert VirtualClock.objects.get().frozen_at is None


def test_one_competition_stands_in_every_stage(demo_portal):
    found = stages_of(Competition.objects.all(), now=Clock.now())

    assert {stage: Competition.objects.get(pk=pk).number for pk, stage in found.items()} == STAGES


def test_every_state_of_an_application_and_of_a_consent_is_there(demo_portal):
    assert set(Application.objects.values_list("state", flat=True)) == set(State.values)
    assert set(Consent.objects.values_list("state", flat=True)) == set(ConsentState.values)
    assert 40 <= Application.objects.count() <= 50
    assert Organisation.objects.filter(illustrative=False).count() == 0


def test_every_role_is_held_by_somebody(demo_portal):
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)


def test_trail_of_the_demo_is_sound(demo_portal):
    assert verify_all().faults == []


def test_ledger_tells_of_one_overdue_check_and_of_delays_that_were_made_good(demo_portal):
    now = Clock.now()
    duties = RunningTerm.objects.filter(kind="duty")
    overdue = [(term.competition.number, term.key) for term in duties if term.is_overdue(now)]
    delayed = duties.filter(status=TermStatus.DONE, delay_working_days__gt=0)

    assert overdue == [("2026-1", "check")]
    assert set(delayed.values_list("competition__number", "key")) == {
        ("2025-1", "check"),
        ("2025-3", "analysis"),
        ("2025-3", "hand_over"),
    }
    assert not delayed.filter(reason="").exists()


def test_the_contest_of_2017_is_an_archive_entry_with_its_sources(demo_portal):
    contest = Competition.objects.get(number="2017-1")

    assert contest.imported
    assert (contest.archive["selected"], contest.archive["closing_on"]) == (6, "2017-06-08")
    assert contest.terms.count() == 0
    assert not Application.objects.filter(competition=contest).exists()


def test_no_two_answers_of_one_application_are_the_same(demo_portal):
    for application in Application.objects.prefetch_related("answers"):
        texts = [answer.text for answer in application.answers.all()]
        assert len(texts) == len(set(texts)), application


def test_published_password_opens_an_account(demo_portal, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

    assert User.objects.get(email="head@example.kz").check_password(PASSWORD)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_one_click_signs_in_as_each_person_and_shows_a_page(demo_portal, language):
    failed = {}
    for membership in Membership.objects.select_related("user"):
        client = Client()
        client.post(f"/{language}/accounts/demo/", {"membership": str(membership.pk)})
        page = client.get(f"/{language}/welcome/", follow=True)
        signed_in = page.wsgi_request.acting_as == membership
        if page.status_code != 200 or not signed_in or f'<html lang="{language}"' not in page.text:
            failed[membership.user.email] = (page.status_code, page.request["PATH_INFO"])

    assert failed == {}
