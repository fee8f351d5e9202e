"""The audit trail, the access log and gapless numbers."""

import datetime as dt
import json
import threading
import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from cluster_selection.journal import triggers
from cluster_selection.journal.actors import PORTAL, Actor
from cluster_selection.journal.canonical import canonical_json, digest
from cluster_selection.journal.models import (
    BEFORE_THE_FIRST,
    AccessEntry,
    AppendOnlyError,
    AuditEntry,
    ChainHead,
    Sequence,
)
from cluster_selection.journal.services import append, next_number, record_access
from cluster_selection.journal.verification import Head, verify_all, verify_stream
from tests.triggers import without_triggers

NOW = dt.datetime(2026, 3, 16, 9, 5, 12, 345678, tzinfo=dt.UTC)
SUBJECT = uuid.UUID("5f0c2b52-0f6e-4e0b-9d6e-2a1a5b0c7d11")


def write(stream="s", action="thing.done", **changes):
    with transaction.atomic():
        return append(
            stream,
            **{
                "action": action,
                "act": "thing.do",
                "clause": "12",
                "subject": ("thing", SUBJECT),
                "actor": Actor("membership", uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), "HEAD"),
                "occurred_at": NOW,
                "recorded_at": NOW + dt.timedelta(seconds=1),
                "facts": {"from": "DRAFT", "to": "REGISTERED", "number": 7, "files": [{"sha256": "ab" * 32}]},
                **changes,
            },
        )


def forge(sql, *parameters):
    """Do what somebody with the rights of the database's owner could do."""
    with without_triggers(connection), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def faults():
    return [(fault.stream, fault.seq, fault.what) for fault in verify_all().faults]


# The canonical form


def test_canonical_json_does_not_depend_on_the_order_of_keys_and_keeps_kazakh_letters():
    almaty = dt.datetime(2026, 3, 16, 14, 5, tzinfo=dt.timezone(dt.timedelta(hours=5)))

    written = canonical_json({"б": [1, None, True], "a": {"at": almaty, "id": SUBJECT, "name": "Ұйым"}})

    assert written.decode() == (
        '{"a":{"at":"2026-03-16T09:05:00.000000Z","id":"5f0c2b52-0f6e-4e0b-9d6e-2a1a5b0c7d11",'
        '"name":"Ұйым"},"б":[1,null,true]}'
    )
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ({"at": dt.datetime(2026, 3, 16)}, TypeError),  # noqa: DTZ001
        ({1: "a"}, TypeError),
        ({"a": {1, 2}}, TypeError),
        ({"a": object()}, TypeError),
        ({"a": float("nan")}, ValueError),
    ],
)
def test_value_without_a_single_form_is_refused(value, error):
    with pytest.raises(error):
        canonical_json(value)


# Writing


@pytest.mark.django_db
def test_entries_of_a_stream_are_numbered_and_bound_to_the_one_before():
    first, second, other = write(), write(), write(stream="t")

    assert (first.seq, first.previous) == (1, BEFORE_THE_FIRST)
    assert (second.seq, second.previous) == (2, first.digest)
    assert (other.seq, other.previous) == (1, BEFORE_THE_FIRST)
    head = ChainHead.objects.get(stream="s")
    assert (head.seq, head.digest) == (2, second.digest)
    assert AuditEntry.objects.get(pk=second.pk).computed_digest() == second.digest
    assert verify_all().as_json() == {"sound": True, "streams": 2, "entries": 3, "faults": []}


@pytest.mark.django_db
@pytest.mark.parametrize("facts", [{"share": 0.5}, {"a": [{"b": 1.0}]}])
def test_fraction_among_the_facts_is_refused_because_databases_spell_it_differently(facts):
    with pytest.raises(TypeError):
        write(facts=facts)

    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_entry_recorded_before_it_happened_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="audit_entry_recorded_not_before_it_happened"):
        write(occurred_at=NOW, recorded_at=NOW - dt.timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
def test_entry_and_number_belong_into_a_transaction():
    with pytest.raises(TransactionManagementError):
        append("s", action="a", actor=PORTAL, occurred_at=NOW, recorded_at=NOW)
    with pytest.raises(TransactionManagementError):
        next_number("competition:2026")

    assert not AuditEntry.objects.exists()
    assert not Sequence.objects.exists()


@pytest.mark.django_db
def test_entry_of_a_transaction_rolled_back_leaves_no_gap():
    write()
    with transaction.atomic():
        append("s", action="a", actor=PORTAL, occurred_at=NOW, recorded_at=NOW)
        transaction.set_rollback(True)

    entry = write()

    assert entry.seq == 2
    assert faults() == []


@pytest.mark.django_db
def test_numbers_of_a_scope_start_at_one_and_leave_no_gap_after_a_roll_back():
    with transaction.atomic():
        given = [next_number("a"), next_number("a"), next_number("b")]
    with transaction.atomic():
        next_number("a")
        transaction.set_rollback(True)
    with transaction.atomic():
        given.append(next_number("a"))

    assert given == [1, 2, 1, 3]


@pytest.mark.django_db
def test_access_is_recorded_with_the_pattern_of_the_address_never_its_secrets(rf):
    request = rf.get("/kk/consents/the-secret/?key=other-secret")
    request.resolver_match = type("Match", (), {"route": "kk/consents/<str:token>/"})()
    request.received_at = NOW
    actor = Actor("membership", uuid.uuid4(), uuid.uuid4())
    request.acting_as = actor

    entry = record_access(what="download", subject=("storedfile", SUBJECT), request=request)

    assert (entry.what, entry.subject_type, entry.subject_id) == ("download", "storedfile", SUBJECT)
    assert (entry.user_id, entry.membership_id, entry.at) == (actor.user_id, actor.id, NOW)
    assert entry.path == "/kk/consents/<str:token>/"


@pytest.mark.django_db
def test_access_of_an_unknown_sort_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="access_entry_what_known"):
        record_access(what="stole", now=NOW)


# Refusing to change


@pytest.mark.django_db
def test_python_refuses_to_change_or_delete_an_entry():
    for row in (write(), record_access(what="view", now=NOW)):
        model = type(row)
        for act in (
            row.save,
            row.delete,
            model.objects.all().delete,
            lambda model=model: model.objects.update(id=5),
            lambda model=model, row=row: model.objects.bulk_update([row], ["subject_type"]),
            lambda model=model, row=row: model.objects.update_or_create(
                id=row.id, defaults={"subject_type": "x"}
            ),
        ):
            with pytest.raises(AppendOnlyError):
                act()
        assert model.objects.filter(subject_type=row.subject_type).count() == 1
    assert faults() == []


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["journal_auditentry", "journal_accessentry"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {table} SET subject_type = 'x'", "DELETE FROM {table}", "DELETE FROM {table} WHERE id > 0"],
)
def test_database_refuses_to_change_a_log(table, statement):
    write()
    record_access(what="view", now=NOW)

    with (
        pytest.raises(IntegrityError, match=f"{table} is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table=table))

    assert (AuditEntry.objects.count(), AccessEntry.objects.count()) == (1, 1)
    assert faults() == []


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["journal_auditentry", "journal_accessentry"])
def test_database_refuses_to_replace_a_row_of_a_log(table):
    write()
    record_access(what="view", now=NOW)
    columns = [
        column.name for column in connection.introspection.get_table_description(connection.cursor(), table)
    ]
    listed = ", ".join('"' + name + '"' for name in columns)
    chosen = ", ".join("'x'" if name == "subject_type" else '"' + name + '"' for name in columns)
    statement = (
        f"INSERT OR REPLACE INTO {table} ({listed}) SELECT {chosen} FROM {table}"
        if connection.vendor == "sqlite"
        else f"INSERT INTO {table} ({listed}) SELECT {listed} FROM {table} "
        "ON CONFLICT (id) DO UPDATE SET subject_type = 'x'"
    )

    with (
        pytest.raises(IntegrityError, match=f"{table} is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert faults() == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["journal_auditentry", "journal_accessentry"])
def test_postgresql_refuses_to_truncate_a_log(table):
    write()
    record_access(what="view", now=NOW)

    with pytest.raises(IntegrityError, match=f"{table} is append-only"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")

    assert (AuditEntry.objects.count(), AccessEntry.objects.count()) == (1, 1)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_triggers_hold_in_a_replication_session_too():
    write()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute("DELETE FROM journal_auditentry")


@pytest.mark.django_db(transaction=True)
def test_flush_after_a_transactional_test_empties_the_logs():
    write()
    record_access(what="view", now=NOW)

    with without_triggers(connection):
        call_command("flush", interactive=False, verbosity=0)

    assert not AuditEntry.objects.exists()
    assert triggers.missing(connection) == []


# Verifying


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "action = 'thing.undone'",
        "clause = '13'",
        "subject_id = actor_id",
        "user_id = NULL",
        "role = 'EXPERT'",
        "occurred_at = '2026-03-16 09:05:12.345677+00:00'",
        """facts = '{"from": "DRAFT", "to": "RETURNED"}'""",
        """facts = '{"from": 0.1}'""",
        "schema = 2",
        f"digest = '{'a' * 64}'",
    ],
)
def test_changed_entry_is_found_and_named(change):
    for _turn in range(4):
        write()
    write(stream="t")

    forge(f"UPDATE journal_auditentry SET {change} WHERE stream = 's' AND seq = 2")

    assert faults()[0][:2] == ("s", 2)
    assert {fault[0] for fault in faults()} == {"s"}


@pytest.mark.django_db
def test_change_with_its_digest_recomputed_breaks_the_link_of_the_next_entry():
    for _turn in range(3):
        write()
    changed = AuditEntry.objects.get(stream="s", seq=2)
    changed.clause = "20"

    forge(
        "UPDATE journal_auditentry SET clause = '20', digest = %s WHERE stream = 's' AND seq = 2",
        changed.computed_digest(),
    )

    assert faults() == [("s", 3, "link")]


@pytest.mark.django_db
def test_last_entry_changed_with_its_digest_recomputed_is_not_the_one_the_head_names():
    write()
    changed = write()
    changed.clause = "20"

    forge(
        "UPDATE journal_auditentry SET clause = '20', digest = %s WHERE stream = 's' AND seq = 2",
        changed.computed_digest(),
    )

    assert faults() == [("s", 2, "head")]


@pytest.mark.django_db
def test_entry_taken_out_leaves_a_gap_that_is_named():
    for _turn in range(4):
        write()

    forge("DELETE FROM journal_auditentry WHERE stream = 's' AND seq IN (2, 3)")

    report = verify_all()
    assert [(fault.seq, fault.what, fault.words) for fault in report.faults] == [
        (2, "gap", "entries 2 to 3 are missing")
    ]


@pytest.mark.django_db
def test_tail_cut_off_is_seen():
    for _turn in range(4):
        write()

    forge("DELETE FROM journal_auditentry WHERE stream = 's' AND seq > 2")

    assert faults() == [("s", 3, "tail")]


@pytest.mark.django_db
def test_stream_emptied_is_seen():
    write()

    forge("DELETE FROM journal_auditentry")

    assert faults() == [("s", 1, "tail")]


@pytest.mark.django_db
def test_entry_beyond_the_head_and_head_taken_away_are_seen():
    write()
    write()
    ChainHead.objects.filter(stream="s").update(seq=1, digest=AuditEntry.objects.get(seq=1).digest)
    beyond = faults()
    ChainHead.objects.all().delete()

    assert beyond == [("s", 2, "head")]
    assert faults() == [("s", 2, "head")]


@pytest.mark.django_db
def test_missing_trigger_is_a_fault_of_its_own():
    write()

    with without_triggers(connection):
        found = verify_all().faults

    assert [(fault.stream, fault.what) for fault in found] == [("", "triggers")]
    assert faults() == []


def test_verification_of_rows_needs_no_database():
    rows, previous = [], BEFORE_THE_FIRST
    for seq in (1, 2, 3):
        row = AuditEntry(
            stream="s",
            seq=seq,
            action="a",
            actor_kind="portal",
            occurred_at=NOW,
            recorded_at=NOW,
            previous=previous,
        )
        row.digest = previous = row.computed_digest()
        rows.append(row)

    assert verify_stream(rows, Head(3, previous)) == []
    assert [(fault.seq, fault.what) for fault in verify_stream([rows[0], rows[2]])] == [(2, "gap")]
    assert [(fault.seq, fault.what) for fault in verify_stream([rows[0], rows[0]])] == [(1, "order")]
    assert verify_stream([]) == []


@pytest.mark.django_db
def test_command_answers_in_words_and_in_json_and_fails_on_a_fault(capsys):
    write()
    write()
    write(stream="t")

    call_command("verify_audit")
    call_command("verify_audit", "--stream", "t", "--json")
    sound = capsys.readouterr().out.splitlines()
    forge("UPDATE journal_auditentry SET clause = '13' WHERE stream = 's' AND seq = 2")
    call_command("verify_audit", "--stream", "t")
    with pytest.raises(SystemExit) as in_words:
        call_command("verify_audit")
    with pytest.raises(SystemExit) as in_json:
        call_command("verify_audit", "--stream", "s", "--json")

    assert sound[0] == "2 streams, 3 entries: sound"
    assert json.loads(sound[1]) == {"sound": True, "streams": 1, "entries": 1, "faults": []}
    assert (in_words.value.code, in_json.value.code) == (1, 1)
    broken = capsys.readouterr().out.splitlines()
    assert broken[0] == "1 streams, 1 entries: sound"
    assert broken[1] == "s, entry 2: the content is not the one that was recorded"
    assert json.loads(broken[3])["faults"][0] == {
        "stream": "s",
        "seq": 2,
        "what": "content",
        "words": "the content is not the one that was recorded",
    }


@pytest.mark.django_db
def test_stream_that_does_not_exist_is_told_and_not_called_sound():
    with pytest.raises(SystemExit) as told:
        call_command("verify_audit", "--stream", "accuonts")

    assert told.value.code == 1


# Many at once


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_entries_and_numbers_of_many_connections_form_one_chain_without_gaps():
    numbers, errors, start = [], [], threading.Barrier(8)

    def clerk(place):
        try:
            start.wait()
            for turn in range(15):
                try:
                    with transaction.atomic():
                        number = next_number("competition:2026")
                        append(
                            "s",
                            action="a",
                            actor=PORTAL,
                            occurred_at=NOW,
                            recorded_at=NOW,
                            facts={"number": number},
                        )
                        if (turn + place) % 5 == 0:
                            raise RuntimeError
                    numbers.append(number)
                except RuntimeError:
                    continue
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    clerks = [threading.Thread(target=clerk, args=(place,)) for place in range(8)]
    for thread in clerks:
        thread.start()
    for thread in clerks:
        thread.join()

    assert errors == []
    assert sorted(numbers) == list(range(1, 8 * 12 + 1))
    assert list(AuditEntry.objects.filter(stream="s").values_list("seq", flat=True)) == sorted(numbers)
    assert [entry.facts["number"] for entry in AuditEntry.objects.order_by("seq")] == sorted(numbers)
    assert faults() == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_entries_written_while_the_trail_is_verified_are_no_fault():
    over, found = threading.Event(), []

    def clerk():
        try:
            while not over.is_set():
                write()
        finally:
            connection.close()

    thread = threading.Thread(target=clerk)
    thread.start()
    try:
        for _turn in range(25):
            found += verify_all().faults
    finally:
        over.set()
        thread.join()

    assert found == []
