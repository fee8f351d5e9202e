"""When something counts: the day of registration (T9), and the instants of paper (T7). Pure."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from applications.enums import Delivered
from cluster_selection.clock import ZONE, day_of, end_of
from cluster_selection.workdays.calendar import BeyondHorizon, Calendar

_INSTANT = dt.timedelta(microseconds=1)


def office_closes_at(day: dt.date) -> dt.datetime:
    """Return the instant at which the organiser's working hours end on a day (Asia/Almaty)."""
    return dt.datetime.combine(day, dt.time.fromisoformat(settings.OFFICE_CLOSES_AT), tzinfo=ZONE)


def registration_day(calendar: Calendar, received_at: dt.datetime, *, policy: str) -> dt.date | None:
    """Return the day of registration of what was received at an instant; None beyond the horizon.

    ``policy`` is the setting of T9: "next_working_day" or "same_day".

    Clause: 12
    """
    day = day_of(received_at)
    if policy == "same_day":
        return day
    try:
        if calendar.is_working_day(day) and received_at < office_closes_at(day):
            return day
        return calendar.next_working_day(day + dt.timedelta(days=1))
    except BeyondHorizon:
        return None


@dataclass(frozen=True)
class PaperDelivery:
    """How papers came: handed in at ``received_at``, or posted on ``posted_on`` and received then.

    ``evidence`` is the stored scan (the postmark, the stamp of receipt); counts are of whole sets, ``sheets``
    of sheets of the original.
    """

    delivered: str
    received_at: dt.datetime
    posted_on: dt.date | None = None
    evidence: Any = None
    originals: int = 1
    copies: int = 1
    electronic_medium: bool = False
    sheets: int | None = None
    remark: str = ""

    def occurred_at(self, *, policy: str) -> dt.datetime:
        """Return the legal instant: of handing in, or for the post the last instant of the day of posting.

        The hour of posting is not on a postmark, and the whole day counts: so the last instant of the day
        stands for it, unless the papers were received earlier. ``policy`` is the setting of T7: with
        "arrival" posted papers count from their receipt.
        """
        if self.delivered == Delivered.POST and self.posted_on and policy == "postmark":
            return min(end_of(self.posted_on) - _INSTANT, self.received_at)
        return self.received_at

    def is_late(self, *, closes_at: dt.datetime, closing_on: dt.date, policy: str) -> bool:
        """Say whether papers came after the term: posted after its last day, or handed in after hours of it.

        Clause: 11
        """
        if self.delivered == Delivered.POST:
            return self.occurred_at(policy=policy) >= closes_at
        after_hours = day_of(self.received_at) == closing_on and self.received_at >= office_closes_at(
            closing_on
        )
        return self.received_at >= closes_at or after_hours
