"""The outbox, its workers, mail and the inbox."""

import datetime as dt
import os
import signal
import threading
import time
import uuid

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import F
from django.template import TemplateDoesNotExist

from cluster_selection.accounts.enums import Role
from cluster_selection.clock import Clock
from cluster_selection.delivery import registry, worker
from cluster_selection.delivery.jobs import MAIL, MAIL_ATTEMPTS, handles
from cluster_selection.delivery.models import InboxMessage, Job
from cluster_selection.delivery.queries import dead_jobs, unread_count
from cluster_selection.delivery.services import (
    NotGivenUp,
    confirm,
    enqueue,
    notify,
    record_first_display,
    retry_job,
)
from cluster_selection.delivery.worker import Worker, claim, drain, execute, pause_after
from cluster_selection.journal.models import AccessEntry, AuditEntry
from tests.factories import MembershipFactory, UserFactory, member

NOW = dt.datetime(2026, 3, 16, 9, 5, 12, tzinfo=dt.UTC)
COMPETITION = uuid.UUID("5f0c2b52-0f6e-4e0b-9d6e-2a1a5b0c7d11")


@pytest.fixture
def work():
    """Handle jobs of the kind "test.work": what they were called with, and what they raise."""

    class Work:
        done: list[dict] = []
        raises: Exception | None = None
        act = staticmethod(lambda payload: None)

    work = Work()
    work.done = []

    @handles("test.work", max_attempts=3)
    def run(payload):
        work.done.append(payload)
        work.act(payload)
        if work.raises:
            raise work.raises

    yield work
    del registry._handlers["test.work"]


@pytest.fixture
def words(settings, tmp_path):
    """Give the message "trial" its two templates."""
    folder = tmp_path / "delivery" / "mail"
    folder.mkdir(parents=True)
    (folder / "trial.subject.txt").write_text(
        "{% load i18n %}{% get_current_language as code %}\n{{ code }}: {{ title }}\n second line\n"
    )
    (folder / "trial.body.txt").write_text(
        "Text of {{ title }}: https://example.kz/a?b=1&c=2 <not a tag>\n\n"
    )
    first, *others = settings.TEMPLATES
    settings.TEMPLATES = [{**first, "DIRS": [tmp_path, *first["DIRS"]]}, *others]


def tell(*users, now=NOW, **changes):
    return notify(
        users,
        "trial",
        {"title": "«Ұйым» & Co"},
        **{"url": "/competitions/7/", "legal": True, "competition_id": COMPETITION, "now": now, **changes},
    )


def make_due(job):
    Job.objects.filter(pk=job.pk).update(run_at=Clock.real_now() - dt.timedelta(seconds=1))


def let_the_lease_run_out(job):
    Job.objects.filter(pk=job.pk).update(leased_until=Clock.real_now() - dt.timedelta(seconds=1))


# The outbox


@pytest.mark.django_db
def test_job_is_due_at_once_and_done_once(work):
    job = enqueue("test.work", {"id": COMPETITION, "day": dt.date(2026, 3, 16)})

    assert drain() == 1
    assert drain() == 0
    assert work.done == [{"id": str(COMPETITION), "day": "2026-03-16"}]
    job.refresh_from_db()
    assert (job.attempts, job.max_attempts, job.leased_by, job.leased_until) == (1, 3, "", None)
    assert abs((job.done_at - job.created_at).total_seconds()) < 30


@pytest.mark.django_db
def test_job_of_a_transaction_rolled_back_is_never_done(work):
    with transaction.atomic():
        enqueue("test.work", {})
        transaction.set_rollback(True)

    assert drain() == 0
    assert work.done == []


@pytest.mark.django_db
def test_job_with_the_same_unique_key_is_written_once_even_after_it_is_done(work):
    first = enqueue("test.work", {"n": 1}, unique_key="reminder:1")
    second = enqueue("test.work", {"n": 2}, unique_key="reminder:1")
    drain()
    third = enqueue("test.work", {"n": 3}, unique_key="reminder:1")

    assert first == second == third
    assert drain() == 0
    assert work.done == [{"n": 1}]


@pytest.mark.django_db
def test_job_for_later_waits_for_its_instant(work):
    job = enqueue("test.work", {}, run_at=Clock.real_now() + dt.timedelta(hours=1))

    waiting = drain()
    make_due(job)

    assert (waiting, drain()) == (0, 1)


@pytest.mark.django_db
def test_virtual_clock_stops_no_worker(work, at):
    at("2020-03-16T14:05:12+05:00")
    job = enqueue("test.work", {})

    done = drain()

    assert done == 1
    job.refresh_from_db()
    assert job.done_at.year > 2020


@pytest.mark.django_db
def test_jobs_are_done_in_the_order_in_which_they_wait(work):
    for n in (1, 2, 3):
        enqueue("test.work", {"n": n}, run_at=Clock.real_now() - dt.timedelta(minutes=n))

    drain()

    assert work.done == [{"n": 3}, {"n": 2}, {"n": 1}]


def test_kind_of_job_has_one_handler(work):
    def other(payload):
        pass

    with pytest.raises(ValueError, match=r"test\.work"):
        handles("test.work")(other)


def test_pause_doubles_up_to_an_hour():
    pauses = [pause_after(attempts).total_seconds() for attempts in (1, 2, 3, 11, 12, 40)]

    assert pauses == [2, 4, 8, 2048, 3600, 3600]


# Failing


@pytest.mark.django_db
def test_failed_job_waits_keeps_its_error_and_is_done_at_a_later_attempt(work):
    work.raises = ValueError("the mail server is away")
    job = enqueue("test.work", {})

    drain(raising=False)
    job.refresh_from_db()
    pause = (job.run_at - job.created_at).total_seconds()
    state = (job.attempts, job.leased_by, job.done_at, job.dead_at, job.error_line)
    at_once = drain()
    work.raises = None
    make_due(job)
    later = drain()

    assert state == (1, "", None, None, "ValueError: the mail server is away")
    assert 2 <= pause < 30
    assert (at_once, later) == (0, 1)
    job.refresh_from_db()
    assert (job.attempts, job.last_error) == (2, "")


@pytest.mark.django_db
def test_job_is_given_up_after_its_last_attempt(work):
    work.raises = ValueError("no")
    job = enqueue("test.work", {})

    for _attempt in range(5):
        make_due(job)
        drain(raising=False)

    job.refresh_from_db()
    assert (job.attempts, len(work.done), job.done_at, job.leased_until) == (3, 3, None, None)
    assert list(dead_jobs()) == [job]


@pytest.mark.django_db
def test_drain_raises_what_failed_after_noting_it(work):
    work.raises = ValueError("no")
    job = enqueue("test.work", {})

    with pytest.raises(ValueError, match="no"):
        drain()

    job.refresh_from_db()
    assert (job.attempts, job.error_line) == (1, "ValueError: no")


@pytest.mark.django_db
def test_job_that_no_app_handles_waits_for_one_that_does():
    job = enqueue("test.unknown", {})

    drain(raising=False)

    job.refresh_from_db()
    assert (job.done_at, job.attempts, job.max_attempts) == (None, 1, 8)
    assert "test.unknown" in job.error_line


# Leases


@pytest.mark.django_db
def test_leased_job_is_taken_by_nobody_else_until_the_lease_runs_out(work):
    enqueue("test.work", {})

    taken = claim("a")
    by_another = claim("b")
    let_the_lease_run_out(taken)
    recovered = claim("b")

    assert by_another is None
    assert recovered == taken
    assert (recovered.leased_by, recovered.attempts) == ("b", 2)


@pytest.mark.django_db
def test_worker_whose_lease_has_passed_notes_no_end(work):
    enqueue("test.work", {})
    slow = claim("a")
    let_the_lease_run_out(slow)
    quick = claim("b")

    execute(slow, heartbeat=False)
    after_slow = Job.objects.get()
    work.raises = ValueError("no")
    execute(slow, heartbeat=False)
    still = Job.objects.get()
    work.raises = None
    execute(quick, heartbeat=False)

    assert (after_slow.done_at, after_slow.leased_by) == (None, "b")
    assert (still.last_error, still.leased_by) == ("", "b")
    assert Job.objects.get().done_at is not None


@pytest.mark.django_db
def test_worker_of_the_same_name_in_an_earlier_attempt_notes_no_end(work):
    enqueue("test.work", {})
    first = claim("a")
    let_the_lease_run_out(first)
    claim("a")

    execute(first, heartbeat=False)

    assert Job.objects.get().done_at is None


@pytest.mark.django_db
def test_worker_of_an_attempt_before_the_job_was_put_back_notes_no_end(work):
    enqueue("test.work", {})
    first = claim("a")
    Job.objects.update(leased_by="", leased_until=None, dead_at=NOW)
    retry_job(first, acting_as=MembershipFactory(role=Role.ADMINISTRATOR), now=NOW)
    again = claim("b")

    execute(first, heartbeat=False)

    assert (first.attempts, again.attempts) == (1, 1)
    assert Job.objects.get().done_at is None


@pytest.mark.django_db
def test_job_whose_worker_dies_in_every_attempt_is_given_up(work):
    enqueue("test.work", {})

    for _attempt in range(3):
        let_the_lease_run_out(claim("a"))

    assert claim("a") is None
    job = dead_jobs().get()
    assert (job.attempts, job.leased_by, job.error_line) == (3, "", worker.DIED)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"done_at": NOW, "dead_at": NOW}, "job_not_both_done_and_given_up"),
        ({"leased_by": "a"}, "job_lease_has_a_holder"),
        ({"leased_until": NOW}, "job_lease_has_a_holder"),
        ({"leased_by": "a", "leased_until": NOW, "done_at": NOW}, "job_ended_holds_no_lease"),
    ],
)
def test_database_refuses_a_job_in_two_minds(columns, constraint):
    job = enqueue("test.work", {})

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**columns)


# The worker


@pytest.mark.django_db(transaction=True)
def test_idle_look_takes_no_lock_and_opens_no_transaction(django_assert_num_queries):
    with django_assert_num_queries(2) as queries:
        assert claim("a") is None

    assert [query["sql"].split()[0] for query in queries] == ["SELECT", "SELECT"]


@pytest.mark.django_db(transaction=True)
def test_command_does_one_job_or_all_that_are_due_and_stops(work, capsys):
    for n in (1, 2, 3):
        enqueue("test.work", {"n": n})

    call_command("work", once=True)
    after_one = len(work.done)
    call_command("work", until_empty=True)

    assert (after_one, len(work.done)) == (1, 3)
    assert capsys.readouterr().out.splitlines() == ["1 jobs tried", "2 jobs tried"]


@pytest.mark.django_db(transaction=True)
def test_asked_to_stop_the_worker_ends_the_job_in_hand_and_takes_no_other(work):
    for n in (1, 2):
        enqueue("test.work", {"n": n}, run_at=Clock.real_now() - dt.timedelta(minutes=5 - n))
    work.act = lambda payload: os.kill(os.getpid(), signal.SIGTERM)
    before = signal.getsignal(signal.SIGTERM)

    call_command("work", poll=60)

    assert work.done == [{"n": 1}]
    assert Job.objects.filter(kind="test.work", done_at=None).count() == 1
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.django_db(transaction=True)
def test_idle_worker_asked_to_stop_does_not_wait_for_its_next_look():
    lazy = Worker(poll=60)
    timer = threading.Timer(0.3, lazy.stop)
    started = time.monotonic()
    timer.start()

    tried = lazy.run()

    assert tried == 0
    assert time.monotonic() - started < 10


@pytest.mark.django_db(transaction=True)
def test_worker_outlives_a_database_that_does_not_answer_once(work, monkeypatch):
    enqueue("test.work", {})
    monkeypatch.setattr(worker, "DATABASE_PAUSE", 0.01)
    working = Worker(poll=0.01)
    work.act = lambda payload: working.stop()
    refused = []

    def refuse_once(execute, sql, params, many, context):
        if not refused and "delivery_job" in sql:
            refused.append(sql)
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    if connection.vendor == "sqlite":  # in memory: gone with its last connection
        monkeypatch.setattr(connection, "close", lambda: None)
    with connection.execute_wrapper(refuse_once):
        tried = working.run()

    assert (len(refused), tried, len(work.done)) == (1, 1, 1)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_heartbeat_keeps_the_lease_of_a_long_job(work, monkeypatch):
    monkeypatch.setattr(worker, "LEASE", dt.timedelta(seconds=0.6))
    monkeypatch.setattr(worker, "HEARTBEAT", 0.1)
    enqueue("test.work", {})
    leases, others = [], []

    def take_long(payload):
        for _look in range(8):
            time.sleep(0.2)
            leases.append(Job.objects.get().leased_until)
            others.append(claim("b"))

    work.act = take_long
    error = execute(claim("a"))

    assert error is None
    assert others == [None] * 8
    assert len(set(leases)) > 3
    assert Job.objects.get().done_at is not None
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("heartbeat")]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_heartbeat_stops_for_a_job_that_hangs(work, monkeypatch):
    monkeypatch.setattr(worker, "LEASE", dt.timedelta(seconds=0.4))
    monkeypatch.setattr(worker, "HEARTBEAT", 0.1)
    monkeypatch.setattr(worker, "LONGEST_RUN", dt.timedelta(seconds=0.3))
    enqueue("test.work", {})
    others = []

    def hang(payload):
        time.sleep(1.5)
        others.append(claim("b"))

    work.act = hang
    execute(claim("a"))

    assert [job.leased_by for job in others] == ["b"]
    assert Job.objects.get().done_at is None


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_locked_job_is_skipped_not_waited_for(work):
    first = enqueue("test.work", {"n": 1}, run_at=Clock.real_now() - dt.timedelta(minutes=2))
    second = enqueue("test.work", {"n": 2}, run_at=Clock.real_now() - dt.timedelta(minutes=1))
    taken = []

    def another():
        taken.append(claim("b"))
        connection.close()

    with transaction.atomic():
        Job.objects.select_for_update().get(pk=first.pk)
        thread = threading.Thread(target=another)
        thread.start()
        thread.join(5)

    assert taken == [second]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_no_job_is_done_twice_by_many_workers(work):
    for n in range(120):
        enqueue("test.work", {"n": n})

    def crew():
        try:
            Worker().run(until_empty=True)
        finally:
            connection.close()

    crews = [threading.Thread(target=crew) for _worker in range(6)]
    for thread in crews:
        thread.start()
    for thread in crews:
        thread.join()
    # One that met only jobs locked by others has gone home; what it left is done by whoever comes.
    Worker().run(until_empty=True)

    assert sorted(payload["n"] for payload in work.done) == list(range(120))
    assert Job.objects.filter(attempts=1, done_at__isnull=False).count() == 120


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_unique_key_holds_between_connections(work):
    found, start = [], threading.Barrier(6)

    def clerk():
        start.wait()
        with transaction.atomic():
            found.append(enqueue("test.work", {}, unique_key="reminder:1").pk)
        connection.close()

    clerks = [threading.Thread(target=clerk) for _clerk in range(6)]
    for thread in clerks:
        thread.start()
    for thread in clerks:
        thread.join()

    assert (len(found), len(set(found)), Job.objects.count()) == (6, 1, 1)


# Telling people


@pytest.mark.django_db
def test_everyone_is_told_once_in_the_own_language_and_mailed_by_the_worker(words, django_assert_num_queries):
    kazakh, russian = UserFactory(language="kk"), UserFactory(language="ru")

    with django_assert_num_queries(4):  # savepoint, messages, jobs, release
        told = tell(kazakh, russian, kazakh)

    assert [(row.user, row.language) for row in told] == [(kazakh, "kk"), (russian, "ru")]
    assert told[1].subject == "ru: «Ұйым» & Co second line"
    assert told[1].body == "Text of «Ұйым» & Co: https://example.kz/a?b=1&c=2 <not a tag>\n"
    assert (told[0].created_at, told[0].competition_id, told[0].legal) == (NOW, COMPETITION, True)
    assert mail.outbox == []
    assert [(job.kind, job.max_attempts) for job in Job.objects.all()] == [(MAIL, MAIL_ATTEMPTS)] * 2


@pytest.mark.django_db
def test_message_without_words_is_an_error_and_nobody_is_told():
    with pytest.raises(TemplateDoesNotExist):
        notify([UserFactory()], "no.such.message", {}, now=NOW)

    assert (InboxMessage.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_mail_is_plain_text_in_the_language_of_the_person_with_both_links(words, at, settings):
    settings.SITE_URL = "https://portal.example.kz"
    message = tell(UserFactory(language="ru", email="a@example.kz"))[0]
    now = at("2026-03-16T14:06:00+05:00")

    drain()

    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.content_subtype) == (["a@example.kz"], message.subject, "plain")
    assert sent.body.startswith(message.body.strip() + "\n")
    assert "https://portal.example.kz/ru/competitions/7/\n" in sent.body
    assert f"https://portal.example.kz/ru/inbox/{message.pk}/\n" in sent.body
    assert sent.extra_headers == {
        "Message-ID": f"<{message.pk}@portal.example.kz>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "ru",
    }
    message.refresh_from_db()
    assert (message.mail_sent_at, message.mail_error) == (now, "")


@pytest.mark.django_db
def test_message_mailed_already_is_not_mailed_again(words):
    message = tell(UserFactory())[0]
    drain()

    enqueue(MAIL, {"message": message.pk})
    drain()

    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_failure_of_the_mail_server_is_noted_and_mended_by_the_next_attempt(words, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens
    message = tell(UserFactory())[0]

    drain(raising=False)
    message.refresh_from_db()
    noted = message.mail_error
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_due(Job.objects.get())
    drain()

    assert noted.startswith("ConnectionRefusedError")
    message.refresh_from_db()
    assert (len(mail.outbox), message.mail_error) == (1, "")


@pytest.mark.django_db
def test_closed_account_is_not_mailed(words):
    message = tell(UserFactory(is_active=False))[0]

    drain()

    message.refresh_from_db()
    assert (mail.outbox, message.mail_sent_at, message.mail_error) == ([], None, "the account is closed")


@pytest.mark.django_db
def test_address_of_the_page_gets_the_language_unless_it_has_one():
    addresses = [
        InboxMessage(url=url).address("ru")
        for url in ("/competitions/7/", "/kk/terms/", "/verify/ABC/", "https://example.kz/", "")
    ]

    assert addresses == ["/ru/competitions/7/", "/kk/terms/", "/verify/ABC/", "https://example.kz/", ""]


@pytest.mark.django_db
def test_first_display_is_recorded_once_with_its_access(words):
    user = UserFactory()
    message = tell(user)[0]

    first = record_first_display(message, user=user, now=NOW + dt.timedelta(hours=1))
    second = record_first_display(message, user=user, now=NOW + dt.timedelta(hours=2))

    assert (first, second) == (True, False)
    message.refresh_from_db()
    assert message.first_displayed_at == NOW + dt.timedelta(hours=1)
    (entry,) = AccessEntry.objects.all()
    assert (entry.what, entry.user_id, entry.subject_type, entry.subject_id, entry.at) == (
        "first_display",
        user.pk,
        "inboxmessage",
        message.pk,
        message.first_displayed_at,
    )


@pytest.mark.django_db
def test_confirmation_counts_once_and_is_of_a_message_that_was_shown(words):
    user = UserFactory()
    message = tell(user)[0]

    answers = [confirm(message, user, NOW), confirm(message, user, NOW + dt.timedelta(hours=1))]

    assert answers == [True, False]
    message.refresh_from_db()
    assert (message.first_displayed_at, message.confirmed_at) == (NOW, NOW)
    assert [entry.what for entry in AccessEntry.objects.all()] == ["first_display", "confirm"]


@pytest.mark.django_db
def test_message_of_somebody_else_is_neither_shown_nor_confirmed(words):
    message = tell(UserFactory())[0]

    with pytest.raises(PermissionError):
        record_first_display(message, user=UserFactory(), now=NOW)
    with pytest.raises(PermissionError):
        confirm(message, UserFactory(), NOW)

    message.refresh_from_db()
    assert (message.first_displayed_at, message.confirmed_at, AccessEntry.objects.count()) == (None, None, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"confirmed_at": NOW}, "inbox_message_confirmed_after_it_was_shown"),
        ({"language": "de"}, "inbox_message_language_known"),
    ],
)
def test_database_refuses_a_message_that_cannot_be(words, columns, constraint):
    message = tell(UserFactory())[0]

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        InboxMessage.objects.filter(pk=message.pk).update(**columns)


# Pages


@pytest.mark.django_db
def test_inbox_shows_own_messages_the_newest_first_with_the_same_queries_for_1_and_30(
    words, sign_in, django_assert_max_num_queries
):
    reader = member(Role.REPRESENTATIVE)
    client = sign_in(reader)
    tell(UserFactory())
    tell(reader.user)

    with django_assert_max_num_queries(40) as for_one:
        client.get("/en/inbox/")
    for n in range(30):
        tell(reader.user, now=NOW + dt.timedelta(minutes=n + 1))
    with django_assert_max_num_queries(len(for_one)):
        first = client.get("/en/inbox/")
    second = client.get("/en/inbox/", {"after": first.context["page"].next})

    assert [len(answer.context["page"].rows) for answer in (first, second)] == [30, 1]
    assert first.context["page"].rows[0].created_at == NOW + dt.timedelta(minutes=30)
    assert {row.user_id for row in [*first.context["page"], *second.context["page"]]} == {reader.user_id}
    assert unread_count(reader.user) == 31


@pytest.mark.django_db
def test_opening_a_message_records_that_it_was_shown_and_a_head_does_not(words, sign_in, at):
    reader = member(Role.REPRESENTATIVE)
    client = sign_in(reader)
    message = tell(reader.user)[0]
    now = at("2026-03-17T10:00:00+05:00")

    client.head(f"/en/inbox/{message.pk}/")
    after_head = unread_count(reader.user)
    answer = client.get(f"/en/inbox/{message.pk}/")

    assert (after_head, unread_count(reader.user), answer.status_code) == (1, 0, 200)
    assert "&lt;not a tag&gt;" in answer.text
    assert 'href="/en/competitions/7/"' in answer.text
    (entry,) = AccessEntry.objects.all()
    assert (entry.what, entry.membership_id, entry.path) == (
        "first_display",
        reader.id,
        "/en/inbox/<uuid:pk>/",
    )
    message.refresh_from_db()
    assert message.first_displayed_at == now


@pytest.mark.django_db
def test_reader_confirms_by_a_button(words, sign_in, at):
    reader = member(Role.REPRESENTATIVE)
    client = sign_in(reader)
    message = tell(reader.user)[0]
    now = at("2026-03-17T10:00:00+05:00")

    by_link = client.get(f"/en/inbox/{message.pk}/confirm/")
    answer = client.post(f"/en/inbox/{message.pk}/confirm/", follow=True)

    assert (by_link.status_code, answer.status_code) == (405, 200)
    assert "I have read it" not in answer.text
    message.refresh_from_db()
    assert message.confirmed_at == now


@pytest.mark.django_db
def test_message_of_somebody_else_is_not_found(words, sign_in):
    client = sign_in(member(Role.HEAD))
    message = tell(UserFactory())[0]

    answers = [
        client.get(f"/en/inbox/{message.pk}/").status_code,
        client.post(f"/en/inbox/{message.pk}/confirm/").status_code,
    ]

    assert answers == [404, 404]
    assert AccessEntry.objects.count() == 0


@pytest.mark.django_db
def test_inbox_asks_an_anonymous_reader_to_sign_in(client):
    pages = ["/en/inbox/", f"/en/inbox/{COMPETITION}/", "/en/inbox/jobs/"]

    answers = [client.get(page) for page in pages]

    assert [answer.status_code for answer in answers] == [302] * 3
    assert all("next=" in answer["Location"] for answer in answers)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_failed_jobs_are_for_the_administrator_only(work, sign_in, role):
    job = enqueue("test.work", {})
    Job.objects.update(dead_at=NOW, attempts=3)
    client = sign_in(member(role))

    answers = [
        client.get("/en/inbox/jobs/").status_code,
        client.post(f"/en/inbox/jobs/{job.pk}/retry/").status_code,
    ]

    assert answers == [403, 403]
    assert dead_jobs().count() == 1


@pytest.mark.django_db
def test_administrator_sees_what_failed_and_has_it_tried_again(work, sign_in):
    administrator = member(Role.ADMINISTRATOR)
    client = sign_in(administrator)
    job = enqueue("test.work", {"secret": "token"})
    Job.objects.update(dead_at=NOW, attempts=3, last_error="Traceback\nValueError: <mailbox> full\n")

    shown = client.get("/en/inbox/jobs/")
    answer = client.post(f"/en/inbox/jobs/{job.pk}/retry/", follow=True)
    again = client.post(f"/en/inbox/jobs/{job.pk}/retry/")

    assert "ValueError: &lt;mailbox&gt; full" in shown.text
    assert "token" not in shown.text.replace("csrfmiddlewaretoken", "")
    assert (answer.status_code, again.status_code) == (200, 404)
    job.refresh_from_db()
    assert (job.dead_at, job.attempts) == (None, 0)
    assert drain() == 1
    (entry,) = AuditEntry.objects.filter(stream="delivery")
    assert (entry.action, entry.subject_id, entry.actor_id) == ("job.retried", job.pk, administrator.id)
    assert entry.facts == {"kind": "test.work", "attempts": 3}


@pytest.mark.django_db
def test_job_put_back_twice_is_refused_and_recorded_once(work):
    administrator = MembershipFactory(role=Role.ADMINISTRATOR)
    job = enqueue("test.work", {})
    Job.objects.update(dead_at=NOW, attempts=F("max_attempts"))

    retry_job(job, acting_as=administrator, now=NOW)
    with pytest.raises(NotGivenUp):
        retry_job(job, acting_as=administrator, now=NOW)

    assert AuditEntry.objects.filter(stream="delivery").count() == 1
