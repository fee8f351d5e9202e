"""The Commission is created by an order of the organiser (clause 2(4))."""

import datetime as dt

from django.db import transaction

from cluster_selection.journal import services as journal
from cluster_selection.workflow.models import lock_contest
from commission.models import CommissionMember, Composition


@transaction.atomic
def compose(
    contest,
    *,
    order_number: str,
    order_on: dt.date,
    quorum: int,
    majority: str,
    members: list[CommissionMember],
    file,
    acting_as,
    now: dt.datetime,
) -> Composition:
    """Record the composition of the Commission as the order names it; ``members`` are unsaved rows in order.

    A later order is a new composition beside the old one.

    Clause: 2(4), 19
    """
    contest = lock_contest(contest.pk)
    composition = Composition.objects.create(
        competition=contest,
        order_number=order_number,
        order_on=order_on,
        quorum=quorum,
        majority=majority,
        file=file,
        made_at=now,
        made_by=acting_as,
    )
    for position, member in enumerate(members, start=1):
        member.composition, member.position = composition, position
    CommissionMember.objects.bulk_create(members)
    journal.append(
        contest.stream,
        action="commission.composed",
        act="commission.compose",
        clause=contest.law.clause_of("commission.compose"),
        subject=("composition", composition.pk),
        actor=acting_as.actor(),
        occurred_at=now,
        recorded_at=now,
        facts={"members": len(members), "quorum": quorum},
    )
    return composition
