"""The clock of the law: the only reader of time in the portal.

An act's one ``now`` is the database's clock, read as the first statement of the request, outside its
transaction. Days are days of Asia/Almaty (interpretation T10, a constant).
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

ZONE = ZoneInfo("Asia/Almaty")

_DATABASE_NOW = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%f', 'now')",
    "postgresql": "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')",
}
_OFFSET = "(SELECT offset_seconds FROM journal_virtualclock WHERE id = 1)"
_FROZEN = "(SELECT frozen_at FROM journal_virtualclock WHERE id = 1)"


class Clock:
    """Read the time, from the database for acts and from the node for display."""

    @staticmethod
    def now() -> dt.datetime:
        """Return the database's clock in UTC, moved by the virtual offset where that is allowed."""
        instant, offset, frozen = _read()
        return frozen or instant + dt.timedelta(seconds=offset)

    @staticmethod
    def real_now() -> dt.datetime:
        """Return the database's clock in UTC without the virtual offset: for leases, never for law."""
        return _read()[0]

    @staticmethod
    def display() -> dt.datetime:
        """Return the time to show on a page: it decides nothing, so it costs no query in production."""
        if settings.VIRTUAL_CLOCK:
            return Clock.now()
        return dt.datetime.now(dt.UTC)

    @staticmethod
    def today() -> dt.date:
        """Return today's date in Asia/Almaty, for display."""
        return day_of(Clock.display())

    @staticmethod
    def difference() -> float:
        """Return node clock minus database clock, in seconds, without the virtual offset."""
        before = dt.datetime.now(dt.UTC)
        instant = _read()[0]
        after = dt.datetime.now(dt.UTC)
        return ((before + (after - before) / 2) - instant).total_seconds()


def _read() -> tuple[dt.datetime, float, dt.datetime | None]:
    columns = [_DATABASE_NOW[connection.vendor]]
    if settings.VIRTUAL_CLOCK:
        columns += [_OFFSET, _FROZEN]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(columns))
        row = cursor.fetchone()
    instant = dt.datetime.fromisoformat(row[0]).replace(tzinfo=dt.UTC)
    if len(row) == 1:
        return instant, 0.0, None
    return instant, row[1] or 0.0, _aware(row[2])


def _aware(value) -> dt.datetime | None:
    if value is None:
        return None
    if isinstance(value, str):  # SQLite keeps instants as text in UTC
        value = dt.datetime.fromisoformat(value)
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def local(instant: dt.datetime) -> dt.datetime:
    """Return the instant in Asia/Almaty."""
    return instant.astimezone(ZONE)


def day_of(instant: dt.datetime) -> dt.date:
    """Return the day on which the instant falls in Asia/Almaty."""
    return local(instant).date()


def start_of(day: dt.date) -> dt.datetime:
    """Return the first instant of the day in Asia/Almaty, in UTC."""
    return dt.datetime.combine(day, dt.time(), tzinfo=ZONE).astimezone(dt.UTC)


def end_of(day: dt.date) -> dt.datetime:
    """Return the instant at which the day is over (24:00 in Asia/Almaty), in UTC; exclusive."""
    return start_of(day + dt.timedelta(days=1))


class ReceivedAtMiddleware:
    """Stamp every request with the instant at which it was received, before anything else is read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        changes = request.method not in ("GET", "HEAD", "OPTIONS")
        request.received_at = Clock.now() if changes else Clock.display()
        return self.get_response(request)
