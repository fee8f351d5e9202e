"""The triggers that keep the logs append-only when somebody goes around Django.

A migration that rebuilds one of the tables on SQLite loses its triggers, so it must call ``install`` again;
``verify_audit`` reports triggers that are missing.
"""

TABLES = {
    "journal_auditentry": "id = NEW.id OR (stream = NEW.stream AND seq = NEW.seq)",
    "journal_accessentry": "id = NEW.id",
}
_EVENTS = {"sqlite": ("INSERT", "UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}
_FUNCTION = """
CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def install(connection) -> None:
    """Create the triggers, in place of those already there."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for table, event in _all(connection):
            for statement in _CREATE[connection.vendor](table, event):
                cursor.execute(statement)


def remove(connection) -> None:
    """Drop the triggers."""
    with connection.cursor() as cursor:
        for table, event in _all(connection):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, event)}{on}")


def missing(connection) -> list[str]:
    """Return the names of triggers that are absent or switched off."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        # A = also for replication sessions; anything else can be switched off without a trace.
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A' AND NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor])
        there = {row[0] for row in cursor.fetchall()}
    return sorted(name for name in (_name(*pair) for pair in _all(connection)) if name not in there)


def _all(connection) -> list[tuple[str, str]]:
    return [(table, event) for table in TABLES for event in _EVENTS[connection.vendor]]


def _name(table: str, event: str) -> str:
    return f"{table}_refuse_{event.lower()}"


def _create_sqlite(table: str, event: str) -> list[str]:
    # INSERT OR REPLACE deletes the old row without firing its DELETE trigger: refused before it happens.
    when = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {TABLES[table]}) " if event == "INSERT" else ""  # noqa: S608
    return [
        f"DROP TRIGGER IF EXISTS {_name(table, event)}",
        f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    ]


def _create_postgresql(table: str, event: str) -> list[str]:
    name = _name(table, event)
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]


_CREATE = {"sqlite": _create_sqlite, "postgresql": _create_postgresql}
