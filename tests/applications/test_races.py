"""Many connections at once, on a real PostgreSQL: no filing is lost or doubled, no number skipped."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from applications import services
from applications.enums import State
from applications.models import Application, ApplicationVersion, FilingPackage
from cluster_selection.competitions import services as competitions
from cluster_selection.competitions.models import Competition, Extension
from cluster_selection.journal.models import AuditEntry, Sequence
from cluster_selection.journal.verification import verify_all
from cluster_selection.workflow.models import RunningTerm, lock_contest
from cluster_selection.workflow.refusals import TransitionRefused
from tests.applications.factories import CLOSING, LAST_INSTANT, Room

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(acts) -> list:
    """Run each act in a thread with its own connection, all at one moment; return what they gave."""
    results = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place, act):
        try:
            start.wait()
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def file(package_id, acting_as, now):
    """Return an act that reads the package anew, as a request does, and files it."""
    return lambda: services.file_application(
        FilingPackage.objects.select_related("application__competition").get(pk=package_id),
        acting_as=acting_as,
        now=now,
    )


def drafts(room, contest, count) -> list[tuple]:
    """Return packages ready to be filed, each of a participant of its own, with its representative."""
    people = [room.participant() for _ in range(count)]
    ready = []
    for person in people:
        application = room.draft(contest, person)
        ready.append((room.package(application, person).pk, person))
    return ready


@pytest.mark.clause("6")
def test_eight_presses_of_the_same_package_give_one_version():
    room = Room()
    contest = room.announced()
    (package, person) = drafts(room, contest, 1)[0]

    results = at_once([file(package, person, room.now)] * 8)

    assert {result.pk for result in results} == {ApplicationVersion.objects.get().pk}
    assert Sequence.objects.get(scope=f"application:{contest.pk}").last == 1
    assert AuditEntry.objects.filter(action="application.filed").count() == 1
    assert verify_all().faults == []


@pytest.mark.clause("6")
def test_twenty_filings_at_once_take_numbers_without_gaps():
    room = Room()
    contest = room.announced()
    ready = drafts(room, contest, 20)

    results = at_once([file(package, person, room.now) for package, person in ready])

    numbers = sorted(result.application.number for result in results)
    assert numbers == [f"{contest.number}/{number:03d}" for number in range(1, 21)]
    assert RunningTerm.objects.filter(key="check").count() == 20
    assert verify_all().faults == []


@pytest.mark.clause("11")
def test_each_filing_is_judged_by_its_own_instant_whenever_its_lock_comes():
    room = Room()
    contest = room.announced()
    ready = drafts(room, contest, 8)
    in_time, late = room.at(LAST_INSTANT), room.at(CLOSING)

    results = at_once(
        [
            file(package, person, in_time if place % 2 else late)
            for place, (package, person) in enumerate(ready)
        ]
    )

    for place, result in enumerate(results):
        if place % 2:
            assert result.application.state == State.REGISTERED
        else:
            assert isinstance(result, TransitionRefused)
            assert result.refusal.code == "closed"
    assert Application.objects.filter(state=State.DRAFT).count() == 4
    assert AuditEntry.objects.filter(action="application.file.refused").count() == 4
    assert Sequence.objects.get(scope=f"application:{contest.pk}").last == 4


@pytest.mark.clause("11")
def test_a_filing_that_waits_for_an_extension_is_judged_by_the_extended_term():
    room = Room()
    contest = room.announced()
    (package, person) = drafts(room, contest, 1)[0]
    late = room.at("2026-03-23T10:00:00+05:00")
    held, waits = threading.Event(), threading.Event()
    results = []

    def extend():
        try:
            with transaction.atomic():
                lock_contest(contest.pk)
                held.set()
                waits.wait(20)
                competitions.extend(
                    Competition.objects.get(pk=contest.pk),
                    Extension(
                        kind="TECHNICAL_FAILURE",
                        new_closing_on=dt.date(2026, 3, 27),
                        document_kind="акт",
                        document_number="1",
                        document_on=dt.date(2026, 3, 23),
                        failure_from=dt.datetime.fromisoformat("2026-03-20T22:00:00+05:00"),
                        failure_until=dt.datetime.fromisoformat("2026-03-20T23:59:00+05:00"),
                        reason_kk="ақау",
                        reason_ru="сбой",
                    ),
                    acting_as=room.head,
                    now=late,
                )
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    def press():
        try:
            results.append(file(package, person, late)())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    first, second = threading.Thread(target=extend), threading.Thread(target=press)
    first.start()
    assert held.wait(20)
    second.start()
    second.join(1)
    assert second.is_alive()
    waits.set()
    first.join(30)
    second.join(30)

    (version,) = results
    assert version.application.state == State.REGISTERED


def test_an_edit_and_a_filing_at_once_never_file_what_was_not_checked():
    room = Room()
    contest = room.announced()
    for package_id, person in drafts(room, contest, 5):
        application = FilingPackage.objects.get(pk=package_id).application
        results = at_once(
            [
                file(package_id, person, room.now),
                lambda application=application, person=person: services.save_answer(
                    application, item_key="2", text="соңғы сәтте", version=1, acting_as=person, now=room.now
                ),
            ]
        )

        filed, saved = results
        assert saved.text == "соңғы сәтте"
        if isinstance(filed, TransitionRefused):
            assert filed.refusal.code == "package"
            assert not ApplicationVersion.objects.filter(application=application).exists()
        else:
            assert filed.manifest["annex3"]["2"] == "2: тоғыз ұйым"
    assert verify_all().faults == []


@pytest.mark.clause("9")
def test_two_withdrawals_at_once_withdraw_once():
    room = Room()
    contest = room.announced()
    (package, person) = drafts(room, contest, 1)[0]
    application = file(package, person, room.now)().application

    def withdraw():
        return services.withdraw_application(
            Application.objects.get(pk=application.pk), text="Қайтару.", acting_as=person, now=room.now
        )

    results = at_once([withdraw, withdraw])

    refused = [result for result in results if isinstance(result, TransitionRefused)]
    assert [error.refusal.code for error in refused] == ["state"]
    assert Application.objects.get().state == State.WITHDRAWN
    assert AuditEntry.objects.filter(action="application.withdrawn").count() == 1
