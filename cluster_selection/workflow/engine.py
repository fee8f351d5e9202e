"""The workflow service: it performs every transition, and nothing else assigns a state or writes the ledger.

A transition is a value; the engine locks the row, judges the locked copy, and writes state, stamps,
ledger and audit entry in one transaction with one injected ``now``.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from django.db import transaction as database
from django.utils.translation import gettext_lazy as _

from cluster_selection.journal import services as journal
from cluster_selection.workflow import ledger
from cluster_selection.workflow.refusals import Refusal, TransitionRefused
from cluster_selection.workflow.registry import source_of

_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Act:
    """One attempt at a transition, as the guards see it.

    ``params`` is empty when a page merely asks whether the act is possible (``asking``); a guard that
    judges a parameter then has nothing to say.
    """

    transition: "Transition"
    subject: Any
    acting_as: Any
    now: dt.datetime
    occurred_at: dt.datetime
    reason: str = ""
    evidence: Any = None
    params: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    asking: bool = False

    @property
    def contest(self):
        return self.subject.contest


Guard = Callable[[Act], Refusal | None]


@dataclass(frozen=True)
class Transition:
    """A row of the state table: who may do what, from where to where, and which terms it touches.

    ``target`` None keeps the state. ``occurred="evidenced"`` allows an act recorded later than it
    happened. ``reason`` is "never", "late" (when a settled duty has ended) or "always". ``starts`` and
    ``moves`` name terms to start or recount; ``settles`` names terms the act fulfils; ``voids`` ends
    the subject's own running terms without their act.
    """

    name: str
    act: str
    sources: frozenset
    target: Any
    may: Guard
    guards: tuple[Guard, ...] = ()
    starts: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    voids: bool = False
    occurred: str = "received"
    reason: str = "never"

    def __post_init__(self):
        if not isinstance(self.sources, frozenset):
            raise TypeError(f"{self.name}: sources must be a frozenset")


def refusal_of(
    transition: Transition,
    *,
    subject,
    acting_as,
    now: dt.datetime,
    occurred_at: dt.datetime | None = None,
    evidence=None,
    reason: str = "",
    params: Mapping[str, Any] | None = None,
) -> Refusal | None:
    """Return why the act is not possible, with the clause of the competition's edition, or None.

    Pages call it without parameters to draw a button; the engine calls it with them to refuse.
    """
    act = Act(
        transition,
        subject,
        acting_as,
        now,
        occurred_at or now,
        reason,
        evidence,
        params or _EMPTY,
        asking=params is None,
    )
    refusal = _judge(act)
    if refusal is None:
        return None
    return replace(refusal, clause=refusal.clause or clause_of(subject, transition.act))


def clause_of(subject, act: str) -> str:
    """Return the clause behind an act in the competition's edition."""
    return subject.contest.law.clause_of(act)


def _judge(act: Act) -> Refusal | None:
    transition = act.transition
    refusal = transition.may(act)
    if refusal is not None:
        return refusal
    if act.subject.state not in transition.sources:
        return Refusal(
            "state",
            _("This act is not possible now: the state is “%(state)s”.")
            % {"state": act.subject.get_state_display()},
            _("Open the page again to see what is possible."),
        )
    if act.occurred_at > act.now:
        return Refusal(
            "future", _("An act cannot be recorded before it happens."), _("Check the day and the time.")
        )
    if act.occurred_at != act.now and transition.occurred != "evidenced":
        return Refusal("occurred", _("This act counts from the instant at which it is received."), "")
    if act.occurred_at != act.now and act.evidence is None and not act.asking:
        return Refusal(
            "evidence",
            _("An act recorded later than it happened needs its evidence."),
            _("Attach the scan, the postmark or the letter."),
        )
    for guard in transition.guards:
        refusal = guard(act)
        if refusal is not None:
            return refusal
    return _reason_missing(act)


def _reason_missing(act: Act) -> Refusal | None:
    if act.asking or act.reason.strip():
        return None
    late = act.transition.reason == "late" and any(
        term.is_duty and term.closes_at and act.occurred_at >= term.closes_at for term in _settled_terms(act)
    )
    if act.transition.reason == "always" or late:
        message = (
            _("The term has ended: the act is accepted with a written reason only.")
            if late
            else _("This act needs a written reason.")
        )
        return Refusal("reason", message, _("Write the reason; it is kept in the record."))
    return None


def _settled_terms(act: Act):
    for key in act.transition.settles:
        owner = act.subject if source_of(key).per_subject else act.contest
        term = ledger.running_term(key, owner)
        if term is not None:
            yield term


def perform(
    transition: Transition,
    *,
    subject,
    acting_as,
    now: dt.datetime,
    occurred_at: dt.datetime | None = None,
    evidence=None,
    reason: str = "",
    stamps: Mapping[str, Any] | None = None,
    params: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    before_audit: Callable[[Any], Mapping[str, Any]] | None = None,
):
    """Perform a transition and return the locked, moved copy of the subject.

    ``stamps`` are columns to write; a callable stamp is asked with the locked subject, so that a number
    is taken only when the act is certain. ``facts`` go into the audit entry (ids, digests, numbers and
    days only); ``before_audit(subject)`` may write the rows that belong to the act and adds facts.
    Raises TransitionRefused; then nothing has changed.
    """
    occurred_at = occurred_at or now
    with database.atomic():
        locked = subject.locked()
        refusal = refusal_of(
            transition,
            subject=locked,
            acting_as=acting_as,
            now=now,
            occurred_at=occurred_at,
            evidence=evidence,
            reason=reason,
            params=params if params is not None else {},
        )
        if refusal is not None:
            raise TransitionRefused(refusal)
        actor = acting_as.actor()
        act = Act(transition, locked, acting_as, now, occurred_at, reason, evidence, params or _EMPTY)
        before = locked.state
        written = _stamp(locked, transition, stamps or {})
        locked.save(update_fields=written)
        extra = dict(before_audit(locked) or {}) if before_audit else {}
        _write_ledger(act, actor)
        journal.append(
            locked.stream,
            action=transition.name,
            act=transition.act,
            clause=clause_of(locked, transition.act),
            subject=(locked.subject_type, locked.pk),
            actor=actor,
            occurred_at=occurred_at,
            recorded_at=now,
            facts={
                "from": before,
                "to": locked.state,
                **({"reason": True} if reason else {}),
                **(facts or {}),
                **extra,
            },
        )
        return locked


def _stamp(subject, transition: Transition, stamps: Mapping[str, Any]) -> list[str]:
    written = ["state"]
    if transition.target is not None:
        subject.state = transition.target
    for name, value in stamps.items():
        setattr(subject, name, value(subject) if callable(value) else value)
        written.append(name)
    return written


def _write_ledger(act: Act, actor) -> None:
    transition = act.transition
    for key in (*transition.starts, *transition.moves):
        if key in transition.moves and not source_of(key).per_subject and not _runs(key, act.contest):
            continue
        ledger.start(key, contest=act.contest, subject=act.subject, now=act.now)
    for term in list(_settled_terms(act)):
        owner = act.subject if source_of(term.key).per_subject else act.contest
        if source_of(term.key).fulfilled(act.contest, owner, act.now):
            ledger.settle(term, now=act.now, occurred_at=act.occurred_at, by=actor.id, reason=act.reason)
    if transition.voids:
        ledger.void_all(
            act.contest,
            now=act.now,
            subject_id=None if act.subject is act.contest else act.subject.pk,
        )


def _runs(key: str, contest) -> bool:
    return ledger.running_term(key, contest) is not None


def record_refusal(transition: Transition, *, subject, acting_as, now: dt.datetime, refusal: Refusal) -> None:
    """Record a refused act in a transaction of its own: the refused one took everything back with it."""
    with database.atomic():
        journal.append(
            subject.stream,
            action=f"{transition.act}.refused",
            act=transition.act,
            clause=refusal.clause,
            subject=(subject.subject_type, subject.pk),
            actor=acting_as.actor(),
            occurred_at=now,
            recorded_at=now,
            facts={"code": refusal.code},
        )
