"""Whether this node may serve, and what its operators should know although it may.

Checks say yes or no about this node: its database, its clock, its migrations. Alarms are about the portal as
a whole (the calendar's horizon, the verification of the audit trail) and never take a node out of service.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from cluster_selection.clock import Clock, day_of
from cluster_selection.delivery.queries import dead_jobs
from cluster_selection.journal.models import Verification
from cluster_selection.workdays.queries import current_calendar

logger = logging.getLogger(__name__)

CLOCK_TOLERANCE = 2.0  # seconds between the node's clock and the database's
VERIFIED_WITHIN = dt.timedelta(days=2)
HORIZON_WARNING = 120  # calendar days before the end of the signed calendar


@dataclass(frozen=True)
class Alarm:
    """Something the operators must see: a stable code and one plain sentence, in English."""

    code: str
    message: str


@dataclass(frozen=True)
class Readiness:
    """The answer of ``/readyz``: what was checked, what failed, what alarms."""

    checks: dict[str, str]
    alarms: tuple[Alarm, ...]

    @property
    def is_ready(self) -> bool:
        """Whether every check of this node passed."""
        return all(answer == "ok" for answer in self.checks.values())

    def as_json(self) -> dict:
        """Return the answer as plain data."""
        return {
            "ready": self.is_ready,
            "checks": self.checks,
            "alarms": [{"code": alarm.code, "message": alarm.message} for alarm in self.alarms],
        }


_alarms: dict[str, Callable[[dt.datetime], Alarm | None]] = {}


def register_alarm(name: str, alarm: Callable[[dt.datetime], Alarm | None]) -> None:
    """Register a question asked on every ``/readyz``; it is given the time and returns an alarm or None.

    It must be cheap: a balancer asks every few seconds.
    """
    _alarms[name] = alarm


def readiness() -> Readiness:
    """Check this node and collect the alarms; never raises."""
    checks = {"database": _answer(_database)}
    if checks["database"] == "ok":
        checks["clock"] = _answer(_clock)
        checks["migrations"] = _answer(_migrations)
    alarms = _raised() if all(answer == "ok" for answer in checks.values()) else ()
    return Readiness(checks=checks, alarms=alarms)


def _answer(check: Callable[[], str]) -> str:
    try:
        return check()
    except DatabaseError as error:
        logger.error("readiness: %s", error)
        return "the database does not answer"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _clock() -> str:
    difference = Clock.difference()
    if abs(difference) < CLOCK_TOLERANCE:
        return "ok"
    return f"the clock of this node differs from the database by {difference:+.1f} s"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not waiting else f"{len(waiting)} migrations are not applied"


def _raised() -> tuple[Alarm, ...]:
    now = Clock.display()
    raised = []
    for name, alarm in _alarms.items():
        try:
            found = alarm(now)
        except Exception:
            # An alarm that fails is itself an alarm, and no reason to take the node out of service.
            logger.exception("alarm %s could not be computed", name)
            found = Alarm(name, "this alarm could not be computed; see the log")
        if found is not None:
            raised.append(found)
    return tuple(raised)


def calendar_horizon(now: dt.datetime) -> Alarm | None:
    """Warn 120 calendar days before the signed calendar ends: terms beyond it cannot be counted."""
    calendar = current_calendar()
    if calendar.is_empty:
        return Alarm("calendar_horizon", "no working calendar is signed")
    left = (calendar.horizon - day_of(now)).days
    if left >= HORIZON_WARNING:
        return None
    return Alarm("calendar_horizon", f"the signed calendar ends on {calendar.horizon}, {left} days from now")


def given_up_jobs(now: dt.datetime) -> Alarm | None:
    """Warn of mail and documents the workers gave up on; an administrator sees and retries them."""
    count = dead_jobs().count()
    return Alarm("dead_jobs", f"{count} jobs were given up") if count else None


def audit_trail(now: dt.datetime) -> Alarm | None:
    """Warn when the last verification of the trail found something, or when the verifier stands still."""
    last = Verification.objects.first()
    if last is None:
        return None
    if not last.is_sound:
        return Alarm("audit_trail", f"the verification of {last.at:%Y-%m-%d} found {last.faults} faults")
    if Clock.real_now() - last.at > VERIFIED_WITHIN:
        return Alarm("audit_trail", f"the trail was last verified on {last.at:%Y-%m-%d}")
    return None
