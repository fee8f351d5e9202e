"""Paper (clauses 8, 11): entering an application, refusing a late one, receiving the paper set."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from applications import documents, notices, transitions
from applications.completeness import Finding, missing
from applications.enums import AttachmentKind, VersionAct
from applications.manifest import ANNEX1_FIELDS, manifest_of
from applications.models import Application, ApplicationVersion, Attachment, Consent, Member, PaperSet
from applications.registration import PaperDelivery
from applications.services.filing import facts_of, freeze_version, registration_stamps, take_number
from cluster_selection.accounts.enums import IdentityKind
from cluster_selection.files.models import StoredFile
from cluster_selection.journal import services as journal
from cluster_selection.workflow.engine import perform


@dataclass(frozen=True)
class MemberEntry:
    """A member as the registrar reads it from the papers; ``consent`` is the scan of its signed form."""

    kind: str
    name: str
    identity: str = IdentityKind.BIN
    identity_number: str = ""
    region: str = ""
    specialisation: str = ""
    consent: StoredFile | None = None
    consent_signer_name: str = ""
    consent_signer_position: str = ""


@dataclass(frozen=True)
class AttachmentEntry:
    """A scanned document of the papers, already stored; ``item_key`` empty means the whole of Annex 3."""

    file: StoredFile
    title: str
    kind: str = AttachmentKind.ANNEX3
    item_key: str = ""


def enter_paper(
    contest,
    *,
    participant,
    delivery: PaperDelivery,
    fields: Mapping[str, Any],
    acting_as,
    now: dt.datetime,
    members: Sequence[MemberEntry] = (),
    attachments: Sequence[AttachmentEntry] = (),
    signed_form: StoredFile | None = None,
    language: str = "kk",
) -> ApplicationVersion:
    """Register an application that came on paper, as the registrar; return its version 1.

    ``participant`` is an organisation; ``fields`` are those of Annex 1 (``manifest.ANNEX1_FIELDS``). The act
    counts from the handing in or the posting (T7), the registration and the check from the receipt (T9).
    Raises TransitionRefused: late papers are refused by ``refuse_late``.

    Clause: 8
    """
    with transaction.atomic():
        application = _paper_application(contest, participant, fields, language, signed_form, acting_as, now)
        for place, entry in enumerate(members, start=1):
            _enter_member(application, place, entry, delivery, acting_as, now)
        attach(application, attachments, acting_as, now)
        locked = application.locked()
        occurred_at = delivery.occurred_at(policy=locked.contest.law.policy("T7"))
        made: dict[str, ApplicationVersion] = {}

        def write(subject: Application) -> dict:
            paper_set = _paper_set(subject, delivery, True, acting_as, now)
            manifest = manifest_of(subject)
            version = made["version"] = freeze_version(
                subject,
                manifest=manifest,
                act=VersionAct.PAPER,
                findings=findings_of_manifest(manifest, subject),
                acting_as=acting_as,
                now=now,
                delivery=delivery,
                occurred_at=occurred_at,
            )
            notices.tell_paper_entered(version, now=now)
            return {**facts_of(version), "delivered": delivery.delivered, "paper_set": paper_set.pk}

        perform(
            transitions.ENTER_PAPER,
            subject=locked,
            acting_as=acting_as,
            now=now,
            occurred_at=occurred_at,
            evidence=delivery.evidence,
            params={"delivery": delivery},
            stamps={
                "number": take_number,
                "submitted_at": occurred_at,
                "accepted_by": acting_as,
                "filed_by": acting_as,
                **registration_stamps(locked, delivery.received_at),
            },
            before_audit=write,
        )
    return made["version"]


def refuse_late(
    contest,
    *,
    participant,
    delivery: PaperDelivery,
    fields: Mapping[str, Any],
    acting_as,
    now: dt.datetime,
    papers_returned_on: dt.date | None = None,
    language: str = "kk",
) -> Application:
    """Enter late papers in the register of refusals, with a notice to the participant; nothing is considered.

    The number is that of the register of refusals, e.g. 2026-1/R-002. Raises TransitionRefused for papers
    that came in time: their acceptance is mandatory.

    Clause: 11
    """
    with transaction.atomic():
        application = _paper_application(contest, participant, fields, language, None, acting_as, now)
        locked = application.locked()
        occurred_at = delivery.occurred_at(policy=locked.contest.law.policy("T7"))

        def write(subject: Application) -> dict:
            paper_set = _paper_set(subject, delivery, False, acting_as, now)
            document = documents.issue_refusal(subject, delivery=delivery, acting_as=acting_as, now=now)
            notices.tell_late_refused(subject, now=now)
            return {
                "number": subject.number,
                "delivered": delivery.delivered,
                "paper_set": paper_set.pk,
                "document": document.pk,
            }

        return perform(
            transitions.REFUSE_LATE,
            subject=locked,
            acting_as=acting_as,
            now=now,
            occurred_at=occurred_at,
            evidence=delivery.evidence,
            params={"delivery": delivery},
            stamps={"number": _refusal_number, "refused_at": now, "papers_returned_on": papers_returned_on},
            before_audit=write,
        )


def record_return_of_papers(
    application: Application, *, returned_on: dt.date, acting_as, now: dt.datetime
) -> Application:
    """Record the day on which late papers went back to the participant. Raises TransitionRefused.

    Clause: 11
    """
    return perform(
        transitions.RECORD_RETURN_OF_PAPERS,
        subject=application,
        acting_as=acting_as,
        now=now,
        stamps={"papers_returned_on": returned_on},
        facts={"returned_on": returned_on},
    )


def receive_paper_set(
    application: Application, *, delivery: PaperDelivery, acting_as, now: dt.datetime
) -> PaperSet:
    """Record a set of paper to an application filed in the portal; a late one is recorded as late (T13).

    Raises TransitionRefused.

    Clause: 8
    """
    made: dict[str, PaperSet] = {}

    def write(subject: Application) -> dict:
        contest = subject.contest
        late = delivery.is_late(
            closes_at=contest.closes_at, closing_on=contest.closing_on, policy=contest.law.policy("T7")
        )
        made["set"] = _paper_set(subject, delivery, not late, acting_as, now)
        notices.tell_paper_set_received(made["set"], now=now)
        return {"paper_set": made["set"].pk, "delivered": delivery.delivered, "in_time": not late}

    perform(
        transitions.RECEIVE_PAPER_SET,
        subject=application,
        acting_as=acting_as,
        now=now,
        occurred_at=_instant_of(delivery, application),
        evidence=delivery.evidence,
        params={"delivery": delivery},
        before_audit=write,
    )
    return made["set"]


def _instant_of(delivery: PaperDelivery, application: Application) -> dt.datetime:
    return delivery.occurred_at(policy=application.competition.law.policy("T7"))


def findings_of_manifest(manifest: Mapping[str, Any], application: Application) -> list[Finding]:
    """Return what is missing in a manifest entered from paper."""
    contest = application.contest
    return missing(manifest, contest.law, required_additional=contest.required_additional)


def attach(
    application: Application, entries: Sequence[AttachmentEntry], acting_as, now: dt.datetime
) -> list[Attachment]:
    """Attach scanned documents at the end of an application, in their order; runs in the act."""
    last = application.attachments.aggregate(last=Max("position"))["last"] or 0
    rows = [
        Attachment(
            application=application,
            position=last + place,
            kind=entry.kind,
            item_key=entry.item_key,
            title=entry.title,
            file=entry.file,
            added_at=now,
            added_by=acting_as,
        )
        for place, entry in enumerate(entries, start=1)
    ]
    return Attachment.objects.bulk_create(rows)


def _paper_application(contest, participant, fields, language, signed_form, acting_as, now) -> Application:
    unknown = set(fields) - set(ANNEX1_FIELDS)
    if unknown:
        raise TypeError(f"not fields of Annex 1: {sorted(unknown)}")
    return Application.objects.create(
        competition=contest,
        participant=participant,
        language=language,
        is_paper=True,
        signed_form=signed_form,
        created_at=now,
        created_by=acting_as,
        updated_at=now,
        **fields,
    )


def _enter_member(
    application, place: int, entry: MemberEntry, delivery: PaperDelivery, acting_as, now
) -> None:
    member = Member(
        application=application,
        position=place,
        kind=entry.kind,
        name=entry.name,
        identity=entry.identity,
        identity_number=entry.identity_number,
        region=entry.region,
        specialisation=entry.specialisation,
    )
    member.full_clean()
    member.save(force_insert=True)
    consent = Consent.objects.create(member=member, application=application)
    if entry.consent is None:
        return
    perform(
        transitions.GIVE_ON_PAPER,
        subject=consent,
        acting_as=acting_as,
        now=now,
        occurred_at=_instant_of(delivery, application),
        evidence=entry.consent,
        params={"file": entry.consent},
        stamps={
            "file": entry.consent,
            "given_at": _instant_of(delivery, application),
            "signer_name": entry.consent_signer_name,
            "signer_position": entry.consent_signer_position,
        },
        facts={"sha256": entry.consent.sha256},
    )


def _paper_set(application, delivery: PaperDelivery, in_time: bool, acting_as, now: dt.datetime) -> PaperSet:
    return PaperSet.objects.create(
        application=application,
        delivered=delivery.delivered,
        posted_on=delivery.posted_on,
        received_at=delivery.received_at,
        originals=delivery.originals,
        copies=delivery.copies,
        electronic_medium=delivery.electronic_medium,
        sheets=delivery.sheets,
        evidence=delivery.evidence,
        remark=delivery.remark,
        in_time=in_time,
        recorded_at=now,
        recorded_by=acting_as,
    )


def _refusal_number(application: Application) -> str:
    contest = application.contest
    return f"{contest.number}/R-{journal.next_number(f'refusal:{contest.pk}'):03d}"
