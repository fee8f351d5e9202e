"""The Commission is created by an order of the organiser (clause 2(4))."""

import datetime as dt

from cluster_selection.workflow.engine import perform
from commission import notices, transitions
from commission.models import CommissionMember, Composition


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

    ``quorum`` (members with a vote) and ``majority`` (words) are those of the order, not of the Rules;
    ``file`` is its stored scan or None. A later order is a new composition beside the old one. Raises
    TransitionRefused.

    Clause: 2(4)
    """
    composition = Composition(
        competition=contest,
        order_number=order_number,
        order_on=order_on,
        quorum=quorum,
        majority=majority,
        file=file,
        made_at=now,
        made_by=acting_as,
    )

    def write(subject):
        composition.competition = subject
        composition.save(force_insert=True)
        for position, member in enumerate(members, start=1):
            member.composition, member.position = composition, position
        CommissionMember.objects.bulk_create(members)
        notices.tell_composed(composition, members, now=now)
        return {
            "composition": composition.pk,
            "members": len(members),
            "voting": sum(member.votes for member in members),
            "quorum": quorum,
            "order_on": order_on,
        }

    perform(
        transitions.COMPOSE,
        subject=contest,
        acting_as=acting_as,
        now=now,
        params={"composition": composition, "members": members},
        before_audit=write,
    )
    return composition
