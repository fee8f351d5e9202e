"""The ledger of running terms. Only the engine and the calendar's own act write here.

Every row keeps its count: each day counted or skipped and why, and the version of the calendar.
"""

import datetime as dt

from django.apps import apps
from django.db import transaction
from django.db.models import F

from cluster_selection.clock import day_of, end_of
from cluster_selection.journal import services as journal
from cluster_selection.workdays.calendar import BeyondHorizon, Calendar
from cluster_selection.workdays.queries import current_calendar
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm, lock_contest
from cluster_selection.workflow.registry import Basis, source_of
from cluster_selection.workflow.terms import Count, count_term

_MODELS = {"competition": "competitions.Competition", "application": "applications.Application"}


def start(key: str, *, contest, subject, now: dt.datetime) -> RunningTerm | None:
    """Start a term, or recount it when its basis has moved; return the running row.

    Returns None while the basis is unknown. A term beyond the calendar's horizon runs without a last
    day: nothing is guessed, and no act is refused for it (DESIGN §5).
    """
    source = source_of(key)
    owner = subject if source.per_subject else contest
    basis = source.basis(contest, owner)
    if basis is None:
        return None
    running = running_term(key, owner)
    fields = _counted(key, contest=contest, basis=basis)
    if running is not None and _same_count(running, fields):
        return running
    if running is None and _already_done(key, owner, fields):
        return None
    row = RunningTerm(
        competition=contest,
        subject_type=owner.subject_type,
        subject_id=owner.pk,
        key=key,
        started_at=now,
        **fields,
    )
    if running is None:
        row.save(force_insert=True)
        return row
    return supersede(running, row, now=now)


def _same_count(term: RunningTerm, fields: dict) -> bool:
    return all(getattr(term, name) == fields[name] for name in ("basis_on", "basis_at", "due_on"))


def _already_done(key: str, owner, fields: dict) -> bool:
    last = (
        RunningTerm.objects.filter(subject_id=owner.pk, key=key, status=TermStatus.DONE)
        .order_by("-started_at", "-pk")
        .first()
    )
    return last is not None and _same_count(last, fields)


def supersede(old: RunningTerm, new: RunningTerm, *, now: dt.datetime) -> RunningTerm:
    """Put a new count beside an old one; the old row keeps its proof and names its successor."""
    # The successor is stored as VOID for a moment: only one row of a term may run.
    new.status = TermStatus.VOID
    new.save(force_insert=True)
    old.status, old.superseded_by, old.ended_at = TermStatus.SUPERSEDED, new, now
    old.save(update_fields=["status", "superseded_by", "ended_at"])
    new.status = TermStatus.RUNNING
    new.save(update_fields=["status"])
    return new


def settle(term: RunningTerm, *, now: dt.datetime, occurred_at: dt.datetime, by, reason: str) -> None:
    """Record that the act of a running term was done, with the delay in working days and its reason."""
    term.status, term.done_at, term.ended_at, term.done_by = TermStatus.DONE, occurred_at, now, by
    if term.is_duty and term.closes_at and occurred_at >= term.closes_at:
        term.delay_working_days = _delay(term.due_on, day_of(occurred_at))
        term.reason = reason
    term.save(update_fields=["status", "done_at", "ended_at", "done_by", "delay_working_days", "reason"])


def void_all(contest, *, now: dt.datetime, subject_id=None) -> None:
    """End running terms without their act: of the whole competition, or of one subject.

    A gate that has done its work (the reception that ran to its end) is done, not void.
    """
    rows = RunningTerm.objects.filter(competition=contest, status=TermStatus.RUNNING)
    if subject_id is not None:
        rows = rows.filter(subject_id=subject_id)
    passed = [
        gate.pk
        for gate in rows.filter(kind="gate", subject_id=contest.pk, closes_at__lte=now)
        if source_of(gate.key).fulfilled(contest, contest, now)
    ]
    rows.filter(pk__in=passed).update(status=TermStatus.DONE, done_at=F("closes_at"), ended_at=now)
    rows.update(status=TermStatus.VOID, ended_at=now)


def count_uncounted(*, acting_as, now: dt.datetime) -> list[RunningTerm]:
    """Count the running terms that lay beyond the horizon, now that the calendar reaches further.

    Each competition is a transaction of its own; a term that leans on another is counted after it.
    """
    waiting = RunningTerm.objects.filter(status=TermStatus.RUNNING, due_on__isnull=True)
    counted = []
    for pk in waiting.order_by("competition_id").values_list("competition_id", flat=True).distinct():
        with transaction.atomic():
            contest = lock_contest(pk)
            while newly := _count_once(contest, waiting.filter(competition=contest), now):
                counted += newly
                journal.append(
                    contest.stream,
                    action="terms.counted",
                    subject=("competition", contest.pk),
                    actor=acting_as.actor(),
                    occurred_at=now,
                    recorded_at=now,
                    facts={"terms": [f"{term.key} {term.due_on.isoformat()}" for term in newly]},
                )
    return counted


def _count_once(contest, rows, now: dt.datetime) -> list[RunningTerm]:
    newly = []
    for row in list(rows.order_by("key")):
        owner = apps.get_model(_MODELS[row.subject_type])._base_manager.get(pk=row.subject_id)
        new = start(row.key, contest=contest, subject=owner, now=now)
        if new is not None and new.due_on is not None:
            newly.append(new)
    return newly


def running_term(key: str, owner) -> RunningTerm | None:
    """Return the running row of a term for a competition or an application, locked."""
    return (
        RunningTerm.objects.select_for_update()
        .filter(subject_id=owner.pk, key=key, status=TermStatus.RUNNING)
        .first()
    )


def gate(contest, key: str) -> RunningTerm | None:
    """Return the latest row of a gate of the competition, under lock, whatever became of it."""
    return (
        RunningTerm.objects.select_for_update()
        .filter(competition=contest, key=key)
        .exclude(status=TermStatus.SUPERSEDED)
        .order_by("-started_at")
        .first()
    )


def count_of(key: str, *, contest, basis: Basis, calendar: Calendar | None = None) -> Count | None:
    """Count a term by the law of the competition's edition; None when the calendar does not reach.

    Interpretation T5 decides whether a last day that is not a working day rolls forward.
    """
    law = contest.law
    rule = law.term(key)
    try:
        return count_term(
            calendar or current_calendar(),
            start=basis.day,
            amount=rule.amount,
            unit=rule.unit,
            bound=rule.bound,
            count_event_day=rule.count_event_day,
            roll=law.policy("T5") == "roll_forward",
        )
    except BeyondHorizon:
        return None


def _counted(key: str, *, contest, basis: Basis) -> dict:
    rule = contest.law.term(key)
    fields = {
        "clause": rule.clause,
        "kind": rule.kind,
        "office": rule.office,
        "basis_on": basis.day,
        "basis_at": basis.at,
        "due_on": basis.fixed_due_on,
        "closes_at": None,
        "trace": None,
        "calendar": "",
    }
    if basis.fixed_due_on is None and basis.countable:
        count = count_of(key, contest=contest, basis=basis)
        if count is not None:
            fields |= {"due_on": count.due_on, "trace": count.as_json()["trace"], "calendar": count.calendar}
    if fields["due_on"] is not None:
        fields["closes_at"] = end_of(fields["due_on"])
    return fields


def _delay(due_on: dt.date, done_on: dt.date) -> int | None:
    try:
        return current_calendar().working_days(due_on, done_on)
    except BeyondHorizon:
        return None
