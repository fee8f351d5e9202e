"""The protocol: drafted, signed, received by the organiser (clauses 19, 20)."""

import datetime as dt

from django.db import transaction

from cluster_selection.competitions import transitions as competitions
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.documents import services as documents
from cluster_selection.journal import services as journal
from cluster_selection.signatures import services as signatures
from cluster_selection.signatures.enums import Method
from cluster_selection.workflow.engine import perform
from cluster_selection.workflow.models import lock_contest
from commission import notices, transitions
from commission.documents import protocol_payload, text_digest
from commission.enums import ProtocolKind, ProtocolState
from commission.models import Meeting, Protocol, ProtocolItem
from commission.queries import undecided


def draft_protocol(meeting: Meeting, *, acting_as, now: dt.datetime) -> Protocol:
    """Return the draft protocol of a meeting, begun now if there is none. Raises TransitionRefused.

    Clause: 20
    """
    made: dict[str, Protocol] = {}

    def write(subject):
        protocol = subject.protocols.filter(meeting=meeting).first()
        if protocol is None:
            protocol = Protocol.objects.create(
                competition=subject,
                meeting=meeting,
                kind=_kind(subject),
                created_at=now,
                created_by=acting_as,
            )
        made["protocol"] = protocol
        return {"protocol": protocol.pk, "meeting": meeting.pk}

    perform(
        transitions.DRAFT_PROTOCOL,
        subject=meeting.competition,
        acting_as=acting_as,
        now=now,
        params={"meeting": meeting},
        before_audit=write,
    )
    return made["protocol"]


def _kind(contest) -> str:
    """The first protocol that is signed is the main one, every later one supplementary."""
    signed = contest.protocols.exclude(state=ProtocolState.DRAFT).exists()
    return ProtocolKind.SUPPLEMENTARY if signed else ProtocolKind.MAIN


def save_items(protocol: Protocol, items: list[ProtocolItem], *, acting_as, now: dt.datetime) -> Protocol:
    """Replace what the draft says of the applications; ``items`` are unsaved rows. Raises TransitionRefused.

    Clause: 19
    """

    def write(subject):
        subject.items.all().delete()
        for item in items:
            item.protocol = subject
        ProtocolItem.objects.bulk_create(items)
        return {"items": len(items)}

    return perform(
        transitions.WRITE_PROTOCOL, subject=protocol, acting_as=acting_as, now=now, before_audit=write
    )


def sign_protocol(protocol: Protocol, *, acting_as, now: dt.datetime, shown: str = "") -> Protocol:
    """Sign the protocol as the chair; its document is issued. Raises TransitionRefused.

    ``shown`` is the ``documents.text_digest`` of what the signer read; a text changed since is not signed.

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
        params={"shown": shown, "current": text_digest},
        stamps={
            "kind": lambda subject: _kind(subject.competition),
            "signed_at": now,
            "signed_by": acting_as,
            "number": lambda subject: (
                f"{subject.competition.number}-P"
                f"{journal.next_number(f'protocol:{subject.competition_id}'):02d}"
            ),
        },
        before_audit=write,
    )


@transaction.atomic
def receive_protocol(
    protocol: Protocol, *, occurred_at: dt.datetime, evidence, acting_as, now: dt.datetime
) -> Protocol:
    """Record that the organiser received a signed protocol; when everything is decided, publication is due.

    ``occurred_at`` is the instant of receipt; an earlier one than ``now`` needs ``evidence``, a stored file.
    The term of publication runs from the latest receipt among the protocols. Raises TransitionRefused.

    Clause: 20, 21
    """
    contest = lock_contest(protocol.competition_id)
    received = perform(
        transitions.RECEIVE_PROTOCOL,
        subject=protocol,
        acting_as=acting_as,
        now=now,
        occurred_at=occurred_at,
        evidence=evidence,
        stamps={"received_at": occurred_at, "received_by": acting_as, "file": evidence},
    )
    if contest.state != CompetitionState.ANNOUNCED:
        return received  # it only adjourned, and everything is decided without it
    whole = undecided(contest) == 0
    received.competition = perform(
        competitions.RECEIVE_PROTOCOL if whole else competitions.RECEIVE_PART,
        subject=contest,
        acting_as=acting_as,
        now=now,
        occurred_at=occurred_at,
        evidence=evidence,
        stamps={"protocol_received_at": _latest_receipt} if whole else None,
        facts={"protocol": received.pk},
    )
    return received


def _latest_receipt(contest) -> dt.datetime:
    rows = contest.protocols.filter(state=ProtocolState.RECEIVED)
    return max(rows.values_list("received_at", flat=True))
