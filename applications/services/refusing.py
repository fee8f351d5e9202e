"""Refusals the law cares about are recorded, in a transaction of their own, before they are raised again."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from cluster_selection.workflow.engine import Transition, record_refusal, refusal_of
from cluster_selection.workflow.refusals import TransitionRefused

# Attempts after the term, or after the end of the selection, are evidence; other refusals are not.
_RECORDED = frozenset({"closed", "ended", "late_paper"})


@contextmanager
def late_attempts_recorded(transition: Transition, *, subject, acting_as, now: dt.datetime) -> Iterator[None]:
    """Record a late attempt and raise it again; the refused transaction has taken everything else back.

    Clause: 11
    """
    try:
        yield
    except TransitionRefused as refused:
        if refused.refusal.code in _RECORDED:
            record_refusal(transition, subject=subject, acting_as=acting_as, now=now, refusal=refused.refusal)
        raise


def judge(transition: Transition, *, subject, acting_as, now: dt.datetime) -> None:
    """Raise TransitionRefused when a page would not offer the act: before anything is stored for it."""
    refusal = refusal_of(transition, subject=subject, acting_as=acting_as, now=now)
    if refusal is not None:
        raise TransitionRefused(refusal)
