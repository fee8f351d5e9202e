"""The protocol: drafted, signed, received by the organiser (clauses 19, 20)."""

import datetime as dt

from django.db import transaction

from cluster_selection.competitions import transitions as competitions
from cluster_selection.documents import services as documents
from cluster_selection.journal import services as journal
from cluster_selection.signatures import services as signatures
from cluster_selection.signatures.enums import Method
from cluster_selection.workflow.engine import perform
from cluster_selection.workflow.models import lock_contest
from cluster_selection.workflow.refusals import TransitionRefused
from commission import notices, transitions
from commission.answers import undecided
from commission.documents import protocol_payload
from commission.enums import ProtocolKind, ProtocolState
from commission.models import Meeting, Protocol, ProtocolItem
from commission.services.meeting import PROTOCOL_SIGNED


@transaction.atomic
def draft_protocol(meeting: Meeting, *, acting_as, now: dt.datetime) -> Protocol:
    """Return the draft protocol of a meeting, begun now if there is none; a later one is supplementary.

    Clause: 20
    """
    contest = lock_contest(meeting.competition_id)
    draft = meeting.protocols.filter(state=ProtocolState.DRAFT).first()
    if draft is not None:
        return draft
    earlier = contest.protocols.exclude(state=ProtocolState.DRAFT).exists()
    return Protocol.objects.create(
        competition=contest,
        meeting=meeting,
        kind=ProtocolKind.SUPPLEMENTARY if earlier else ProtocolKind.MAIN,
        created_at=now,
        created_by=acting_as,
    )


@transaction.atomic
def save_items(protocol: Protocol, items: list[ProtocolItem], *, acting_as, now: dt.datetime) -> Protocol:
    """Replace what the draft says of the applications; ``items`` are unsaved rows.

    Clause: 19
    """
    locked = protocol.locked()
    if locked.state != ProtocolState.DRAFT:
        raise TransitionRefused(PROTOCOL_SIGNED)
    locked.items.all().delete()
    for item in items:
        item.protocol = locked
    ProtocolItem.objects.bulk_create(items)
    return locked


def sign_protocol(protocol: Protocol, *, acting_as, now: dt.datetime) -> Protocol:
    """Sign the protocol as the chair; its document is issued. Raises TransitionRefused.

    Clause: 19, 20
    """

    def write(subject):
        subject.document = documents.issue(
            "protocol",
            payload=protocol_payload(subject, now=now, signatory=acting_as),
            subject=subject,
            competition_id=subject.competition_id,
            number=subject.number,
            acting_as=acting_as,
            now=now,
        )
        subject.save(update_fields=["document"])
        signatures.sign(
            subject,
            digest=subject.document.payload_sha256,
            method=Method.PRESS,
            acting_as=acting_as,
            now=now,
        )
        notices.tell_protocol_signed(subject, now=now)
        return {"items": subject.items.count(), "document": subject.document.code}

    return perform(
        transitions.SIGN_PROTOCOL,
        subject=protocol,
        acting_as=acting_as,
        now=now,
        stamps={
            "signed_at": now,
            "signed_by": acting_as,
            "number": lambda subject: f"{subject.competition.number}-P"
            f"{journal.next_number(f'protocol:{subject.competition_id}'):02d}",
        },
        before_audit=write,
    )


@transaction.atomic
def receive_protocol(
    protocol: Protocol, *, occurred_at: dt.datetime, evidence, acting_as, now: dt.datetime
) -> Protocol:
    """Record that the organiser received a signed protocol; when everything is decided, publication is due.

    ``occurred_at`` is the instant of receipt; an earlier one than ``now`` needs evidence. Raises
    TransitionRefused.

    Clause: 20, 21
    """
    received = perform(
        transitions.RECEIVE_PROTOCOL,
        subject=protocol,
        acting_as=acting_as,
        now=now,
        occurred_at=occurred_at,
        evidence=evidence,
        stamps={"received_at": occurred_at, "received_by": acting_as, "file": evidence},
    )
    contest = received.competition
    whole = undecided(contest) == 0
    perform(
        competitions.RECEIVE_PROTOCOL if whole else competitions.RECEIVE_PART,
        subject=contest,
        acting_as=acting_as,
        now=now,
        occurred_at=occurred_at,
        evidence=evidence,
        stamps={"protocol_received_at": occurred_at} if whole else None,
        facts={"protocol": str(received.pk)},
    )
    return received
