"""Acts of the hall itself: only the virtual clock of a training copy."""

import datetime as dt

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from cluster_selection.clock import Clock, day_of, end_of
from cluster_selection.journal.models import VirtualClock


class Move(models.TextChoices):
    """Which way the virtual clock moves."""

    SET = "set", _("to an instant")
    HOUR = "hour", _("an hour on")
    DAY = "day", _("a day on")
    EVENING = "evening", _("to the next 23:59")
    REAL = "real", _("back to real time")


def move_clock(move: str, *, now: dt.datetime, instant: dt.datetime | None = None) -> None:
    """Move the virtual clock from ``now``; a frozen clock stays frozen, a running one runs on."""
    with transaction.atomic():
        clock, _created = VirtualClock.objects.select_for_update().get_or_create(id=1)
        if move == Move.REAL:
            clock.offset_seconds, clock.frozen_at = 0, None
        else:
            target = _target(move, now, instant)
            if clock.frozen_at is not None:
                clock.frozen_at = target
            else:
                clock.offset_seconds += (target - Clock.now()).total_seconds()
        clock.save()


def _target(move: str, now: dt.datetime, instant: dt.datetime | None) -> dt.datetime:
    if move == Move.HOUR:
        return now + dt.timedelta(hours=1)
    if move == Move.DAY:
        return now + dt.timedelta(days=1)
    if move == Move.EVENING:
        evening = end_of(day_of(now)) - dt.timedelta(minutes=1)
        return evening if evening > now else evening + dt.timedelta(days=1)
    return instant
