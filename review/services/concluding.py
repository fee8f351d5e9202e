"""The institute's expert conclusion: written, signed, handed over (clauses 14–17)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications.enums import State
from applications.models import Application
from cluster_selection.documents import services as documents
from cluster_selection.journal import services as journal
from cluster_selection.signatures import services as signatures
from cluster_selection.signatures.enums import Method
from cluster_selection.workflow.engine import clause_of, perform
from cluster_selection.workflow.refusals import Refusal, TransitionRefused
from review import notices, transitions
from review.documents import conclusion_payload
from review.enums import ConclusionState
from review.models import Conclusion, CriterionFinding

FIELDS = ("finding", "strengths", "weaknesses", "opportunities", "threats", "factors")
NOT_AT_INSTITUTE = Refusal("state", _("The application is not at the national institute."))
SIGNED = Refusal("signed", _("The conclusion is signed."), _("A correction is an addendum."))


@transaction.atomic
def open_conclusion(application: Application, *, expert, acting_as, now: dt.datetime) -> Conclusion:
    """Return the conclusion on the forwarded version, begun now if there is none, with a row per criterion.

    Clause: 14
    """
    locked = application.locked()
    if locked.state != State.FORWARDED:
        raise TransitionRefused(NOT_AT_INSTITUTE)
    version = locked.latest_version
    conclusion = version.conclusions.filter(addendum_to=None).first()
    if conclusion is None:
        conclusion = Conclusion.objects.create(
            application=locked, version=version, expert=expert, language=locked.language, created_at=now
        )
        CriterionFinding.objects.bulk_create(
            CriterionFinding(conclusion=conclusion, key=key, position=position)
            for position, key in enumerate(criterion_keys(locked.competition.law), start=1)
        )
        journal.append(
            locked.stream,
            action="conclusion.begun",
            act="conclusion.write",
            clause=clause_of(locked, "conclusion.write"),
            subject=("conclusion", conclusion.pk),
            actor=acting_as.actor(),
            occurred_at=now,
            recorded_at=now,
            facts={"application": str(locked.pk), "version": version.number},
        )
    return conclusion


def criterion_keys(law) -> list[str]:
    """Return the keys of the criteria in order: each sub-criterion, or the criterion that has none."""
    return [
        key
        for criterion in law.criteria
        for key in ([part.key for part in criterion.parts] or [criterion.key])
    ]


@transaction.atomic
def assign(conclusion: Conclusion, *, expert, acting_as, now: dt.datetime) -> Conclusion:
    """Give a conclusion to another expert."""
    locked = _draft(conclusion)
    locked.expert = expert
    locked.save(update_fields=["expert"])
    return locked


class StaleSave(Exception):
    """Somebody saved the same finding meanwhile; ``row`` is what stands in the database."""

    def __init__(self, row):
        super().__init__("stale save")
        self.row = row


@transaction.atomic
def save_finding(
    finding: CriterionFinding, *, values: dict[str, str], read_version: int, acting_as, now: dt.datetime
) -> CriterionFinding:
    """Write the finding on one criterion; raises StaleSave if it was saved since it was read.

    Clause: 14
    """
    _draft(finding.conclusion)
    locked = CriterionFinding.objects.select_for_update().get(pk=finding.pk)
    if locked.save_version != read_version:
        raise StaleSave(locked)
    for name in FIELDS:
        setattr(locked, name, values.get(name, ""))
    locked.save_version += 1
    locked.save()
    return locked


@transaction.atomic
def save_summary(
    conclusion: Conclusion, *, summary: str, read_version: int, acting_as, now: dt.datetime
) -> Conclusion:
    """Write the overall finding; raises StaleSave if it was saved since it was read.

    Clause: 15
    """
    locked = _draft(conclusion)
    if locked.save_version != read_version:
        raise StaleSave(locked)
    locked.summary = summary
    locked.save_version += 1
    locked.save(update_fields=["summary", "save_version"])
    return locked


def sign_conclusion(conclusion: Conclusion, *, acting_as, now: dt.datetime, reason: str = "") -> Conclusion:
    """Sign the conclusion as the institute's head; its document is issued. Raises TransitionRefused.

    Clause: 14, 15, 16
    """

    def write(subject):
        subject.document = documents.issue(
            "expert_conclusion",
            payload=conclusion_payload(subject, now=now, signatory=acting_as),
            subject=subject,
            competition_id=subject.contest_id,
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
        return {"application": str(subject.application_id), "document": subject.document.code}

    return perform(
        transitions.SIGN_CONCLUSION,
        subject=conclusion,
        acting_as=acting_as,
        now=now,
        reason=reason,
        stamps={
            "signed_at": now,
            "signed_by": acting_as,
            "number": lambda subject: f"{subject.contest.number}-E"
            f"{journal.next_number(f'conclusion:{subject.contest_id}'):03d}",
        },
        before_audit=write,
    )


@transaction.atomic
def hand_over(conclusion: Conclusion, *, acting_as, now: dt.datetime, reason: str = "") -> Application:
    """Hand the signed conclusion over to the organiser; the application moves with it.

    Raises TransitionRefused.

    Clause: 17
    """
    handed = perform(
        transitions.HAND_OVER_CONCLUSION,
        subject=conclusion,
        acting_as=acting_as,
        now=now,
        stamps={"handed_over_at": now, "handed_over_by": acting_as},
    )
    application = perform(
        transitions.HAND_OVER,
        subject=handed.application,
        acting_as=acting_as,
        now=now,
        reason=reason,
        facts={"conclusion": str(handed.pk)},
    )
    notices.tell_handed_over(handed, now=now)
    return application


def _draft(conclusion: Conclusion) -> Conclusion:
    locked = conclusion.locked()
    if locked.state != ConclusionState.DRAFT:
        raise TransitionRefused(SIGNED)
    return locked
