"""Who is told what by the Commission's room; ``delivery`` queues, sends and records."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from cluster_selection.accounts.enums import OFFICE_OF, Office, Role
from cluster_selection.accounts.models import Membership
from cluster_selection.clock import day_of
from cluster_selection.delivery.services import notify
from cluster_selection.languages import in_three
from commission.enums import Outcome
from commission.models import CommissionMember, Composition, Protocol, ProtocolItem
from commission.queries import RECEIVERS

_WRITERS = tuple(role for role, office in OFFICE_OF.items() if office == Office.APPLICANTS)


def tell_composed(composition: Composition, members: Iterable[CommissionMember], *, now: dt.datetime) -> None:
    """Tell the people whom the order names, and the secretary, that the Commission is created.

    Clause: 2(4)
    """
    contest = composition.competition
    people = [member.membership.user for member in members if member.membership is not None]
    people += _people_with(Role.SECRETARY, now=now)
    notify(
        people,
        "commission.composed",
        {
            "number": contest.number,
            "title": in_three(contest, "title"),
            "order_number": composition.order_number,
            "order_on": composition.order_on.isoformat(),
        },
        competition_id=contest.pk,
        url=f"/commission/{contest.pk}/",
        now=now,
    )


def tell_protocol_signed(protocol: Protocol, *, now: dt.datetime) -> None:
    """Tell the organiser's head and registrar that a protocol is signed and waits to be received; no outcome.

    Clause: 20
    """
    contest = protocol.competition
    notify(
        _people_with(*RECEIVERS, now=now),
        "commission.protocol_signed",
        {
            "number": contest.number,
            "title": in_three(contest, "title"),
            "protocol": protocol.number,
        },
        competition_id=contest.pk,
        url=f"/protocols/{protocol.pk}/",
        legal=True,
        now=now,
    )


def _people_with(*roles: Role, now: dt.datetime) -> list:
    rows = Membership.objects.active_on(day_of(now)).filter(role__in=roles).select_related("user")
    return [membership.user for membership in rows.order_by("pk")]


def tell_results(contest, items: Iterable[ProtocolItem], *, now: dt.datetime) -> None:
    """Tell each participant the outcome of its applications; nobody else is written to.

    Clause: 21
    """
    items = list(items)
    people = defaultdict(list)
    rows = Membership.objects.active_on(day_of(now)).filter(
        role__in=_WRITERS, organisation__in=[item.application.participant_id for item in items]
    )
    for membership in rows.select_related("user").order_by("pk"):
        people[membership.organisation_id].append(membership.user)
    for item in items:
        notify(
            people[item.application.participant_id],
            "commission.results",
            {
                "number": contest.number,
                "title": in_three(contest, "title"),
                "application": item.application.number,
                "cluster": item.application.cluster_name,
                "winner": item.outcome == Outcome.WINNER,
                "grounds": item.grounds,
            },
            competition_id=contest.pk,
            url=f"/competitions/{contest.pk}/",
            legal=True,
            now=now,
        )
