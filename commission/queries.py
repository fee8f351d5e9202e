"""What the Commission sees: referred applications alone, and never one a person is recused from."""

from django.db.models import QuerySet

from applications.enums import DECIDED, State
from applications.models import Application
from commission.enums import Outcome, ProtocolState
from commission.models import ProtocolItem, Recusal


def referred_applications(contest, acting_as) -> QuerySet[Application]:
    """Return the applications before the Commission, without those the person is recused from.

    Clause: 18
    """
    recused = Recusal.objects.filter(
        meeting__competition=contest, member__membership__user_id=acting_as.user_id
    )
    return (
        Application.objects.filter(competition=contest, state__in=[State.REFERRED, *DECIDED])
        .exclude(pk__in=recused.values("application"))
        .order_by("number")
    )


def decided_items(contest) -> list[ProtocolItem]:
    """Return the item that decides each application, from received protocols, by number."""
    items = (
        ProtocolItem.objects.filter(protocol__competition=contest, protocol__state=ProtocolState.RECEIVED)
        .exclude(outcome=Outcome.ADJOURNED)
        .select_related("protocol", "application__participant", "application__competition__edition")
        .order_by("application__number")
    )
    return list(items)
