"""Who took part in a decision. Pure: rows in, sets out, no queries."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID


def present_at(attendance: Iterable, at: dt.datetime) -> set[UUID]:
    """Return the members with a vote who were in the room at an instant.

    An interval is half-open: who left at that very instant was no longer there; without an end it lasts.
    """
    return {
        row.member_id
        for row in attendance
        if row.member.votes and row.from_at <= at and (row.until_at is None or at < row.until_at)
    }


def recused_from(recusals: Iterable, application_id: UUID) -> set[UUID]:
    """Return the members who do not take part in the decision on an application."""
    return {row.member_id for row in recusals if row.application_id == application_id}


def taking_part(
    attendance: Iterable, recusals: Iterable, application_id: UUID, at: dt.datetime | None
) -> set[UUID]:
    """Return the members with a vote present at the vote and not recused; none without its instant."""
    if at is None:
        return set()
    return present_at(attendance, at) - recused_from(recusals, application_id)
