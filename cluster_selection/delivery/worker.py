"""The worker: takes a job on a lease, does it, notes the end; any number of workers at once.

A job is done at least once. Its lease is prolonged by a heartbeat; when a worker dies the lease runs out and
another worker takes the job. Only the holder of the lease of that very attempt may note an end.
"""

import datetime as dt
import logging
import os
import socket
import threading
import time
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from cluster_selection.clock import Clock
from cluster_selection.delivery.models import Job
from cluster_selection.delivery.queries import jobs_due
from cluster_selection.delivery.registry import handler_of

log = logging.getLogger(__name__)

LEASE = dt.timedelta(seconds=60)
HEARTBEAT = 15.0  # seconds between two prolongations of a lease
LONGEST_RUN = dt.timedelta(minutes=30)  # a job that hangs longer loses its lease
LONGEST_PAUSE = 3600  # seconds between two attempts
LONGEST_ERROR = 8000  # characters of a traceback that are kept, from its end
DATABASE_PAUSE = 5.0  # seconds before a lost database is asked again
DIED = "The worker died during the last attempt."


def worker_name() -> str:
    """Return a name for this worker that no other has, even on the same machine."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def pause_after(attempts: int) -> dt.timedelta:
    """Return how long to wait after a failed attempt: 2, 4, 8 … seconds, one hour at most."""
    return dt.timedelta(seconds=min(2 ** min(attempts, 20), LONGEST_PAUSE))


def claim(worker: str) -> Job | None:
    """Lease the longest waiting job that is due, or return None; an idle look takes no lock.

    A job whose worker died in its last attempt is given up on the way.
    """
    while jobs_due(Clock.real_now()).exists():
        with transaction.atomic():
            now = Clock.real_now()
            due = jobs_due(now)
            if connection.features.has_select_for_update_skip_locked:
                due = due.select_for_update(skip_locked=True)
            job = due.first()
            if job is None:  # another worker was faster
                return None
            if job.attempts < job.max_attempts:
                job.attempts += 1
                job.leased_by, job.leased_until = worker, now + LEASE
                job.save(update_fields=["attempts", "leased_by", "leased_until"])
                return job
            job.leased_by, job.leased_until, job.dead_at = "", None, now
            job.last_error = job.last_error or DIED
            job.save(update_fields=["leased_by", "leased_until", "dead_at", "last_error"])
            log.error("job %s was given up: its worker died", job)
    return None


def execute(job: Job, *, heartbeat: bool = True) -> Exception | None:
    """Do a claimed job and note how it ended; return what went wrong, or None."""
    try:
        if heartbeat:
            with _beating(job):
                handler_of(job.kind).run(job.payload)
        else:
            handler_of(job.kind).run(job.payload)
    except Exception as error:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        _failed(job, error)
        return error
    _done(job)
    return None


def drain(*, raising: bool = True) -> int:
    """Do every job that is due, in this process and without a heartbeat; return how many were done.

    For the demo and for tests. With ``raising`` the first failure, once noted, is raised.
    """
    worker, done = worker_name(), 0
    while (job := claim(worker)) is not None:
        error = execute(job, heartbeat=False)
        if error is None:
            done += 1
        elif raising:
            raise error
    return done


class Worker:
    """A loop over the outbox, for one thread."""

    def __init__(self, *, poll: float = 1.0):
        self.poll = poll
        self.name = worker_name()
        self._stopped = False  # not an Event: its lock may be held by the very code a signal interrupts

    def stop(self) -> None:
        """Ask the loop to end after the job in hand; may be called by a signal or another thread."""
        self._stopped = True

    def run(self, *, once: bool = False, until_empty: bool = False) -> int:
        """Work until asked to stop and return how many jobs were tried.

        ``once``: one job at most. ``until_empty``: until no job is due. A database that does not answer is
        asked again after a pause, unless one of the two is set.
        """
        tried = 0
        while not self._stopped:
            try:
                job = claim(self.name)
                if job is not None:
                    tried += 1
                    execute(job)
            except (OperationalError, InterfaceError):
                if once or until_empty:
                    raise
                log.exception("the database does not answer")
                connection.close()
                self._pause(DATABASE_PAUSE)
                continue
            if once or (until_empty and job is None):
                break
            if job is None:
                connection.close_if_unusable_or_obsolete()
                self._pause(self.poll)
        return tried

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._stopped and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.1))


def _mine(job: Job):
    return Job.objects.filter(
        pk=job.pk, leased_by=job.leased_by, attempts=job.attempts, done_at=None, dead_at=None
    )


def _done(job: Job) -> None:
    noted = _mine(job).update(done_at=Clock.real_now(), leased_until=None, leased_by="", last_error="")
    if not noted:
        log.warning("job %s was done, but its lease had passed to another worker", job)


def _failed(job: Job, error: Exception) -> None:
    now = Clock.real_now()
    ended = (
        {"dead_at": now} if job.attempts >= job.max_attempts else {"run_at": now + pause_after(job.attempts)}
    )
    text = "".join(traceback.format_exception(error))[-LONGEST_ERROR:].replace("\0", "")
    noted = _mine(job).update(leased_until=None, leased_by="", last_error=text, **ended)
    if not noted:
        log.warning("job %s failed, but its lease had passed to another worker", job)
    elif "dead_at" in ended:
        log.error("job %s was given up after %s attempts", job, job.attempts, exc_info=error)
    else:
        log.warning("job %s failed, attempt %s: %s: %s", job, job.attempts, type(error).__name__, error)


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    over = threading.Event()
    beat = threading.Thread(target=_prolong, args=(job, over), name=f"heartbeat {job.pk}", daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()
        beat.join()


def _prolong(job: Job, over: threading.Event) -> None:
    beats = int(LONGEST_RUN.total_seconds() / HEARTBEAT)
    for _beat in range(beats):
        if over.wait(HEARTBEAT):
            return
        try:
            if not _mine(job).update(leased_until=Clock.real_now() + LEASE):
                return
        except DatabaseError:
            log.exception("the lease of job %s was not prolonged this time", job)
        finally:
            connection.close()
    log.error("job %s has run for %s: its lease is not prolonged any more", job, LONGEST_RUN)
