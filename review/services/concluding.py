"""The institute's expert conclusion: written, signed, handed over, supplemented (clauses 14–17)."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from applications.models import Application
from cluster_selection.documents import services as documents
from cluster_selection.journal import services as journal
from cluster_selection.signatures.enums import Method
from cluster_selection.signatures.services import sign
from cluster_selection.workflow.engine import perform, refusal_of
from cluster_selection.workflow.refusals import TransitionRefused
from review import notices, transitions
from review.documents import EXPERT_CONCLUSION, conclusion_payload
from review.models import Conclusion, CriterionFinding

FIELDS = ("finding", "strengths", "weaknesses", "opportunities", "threats", "factors")


class StaleSave(Exception):
    """Somebody saved the same text meanwhile; ``row`` is what stands in the database."""

    def __init__(self, row):
        super().__init__("stale save")
        self.row = row


def open_conclusion(application: Application, *, expert, acting_as, now: dt.datetime) -> Conclusion:
    """Return the conclusion on the forwarded version, begun now if there is none, with a row per criterion.

    ``expert`` is the membership that writes it, or None until one is named; an expert begins only the own.
    Raises TransitionRefused.

    Clause: 14
    """
    with transaction.atomic():
        locked = application.locked()
        version = locked.latest_version
        conclusion = version.conclusions.filter(addendum_to=None).first()
        if conclusion is not None:
            return conclusion

        def write(subject: Application) -> dict:
            nonlocal conclusion
            conclusion = Conclusion.objects.create(
                application=subject,
                version=version,
                expert=expert,
                language=subject.language,
                created_at=now,
            )
            CriterionFinding.objects.bulk_create(
                CriterionFinding(conclusion=conclusion, key=part.key, position=position)
                for position, part in enumerate(subject.competition.law.judged, start=1)
            )
            notices.tell_assigned(conclusion, now=now, by=acting_as)
            return {"conclusion": conclusion.pk, "version": version.number, "expert": expert and expert.pk}

        perform(
            transitions.BEGIN_CONCLUSION,
            subject=locked,
            acting_as=acting_as,
            now=now,
            params={"expert_id": expert and expert.pk},
            before_audit=write,
        )
    return conclusion


def assign(conclusion: Conclusion, *, expert, acting_as, now: dt.datetime) -> Conclusion:
    """Give a conclusion that is not signed yet to another expert. Raises TransitionRefused.

    Clause: 14
    """

    def write(subject: Conclusion) -> dict:
        notices.tell_assigned(subject, now=now, by=acting_as)
        return {"application": subject.application_id, "expert": expert.pk}

    return perform(
        transitions.ASSIGN_CONCLUSION,
        subject=conclusion,
        acting_as=acting_as,
        now=now,
        stamps={"expert": expert},
        before_audit=write,
    )


def save_finding(
    finding: CriterionFinding, *, values: Mapping[str, str], read_version: int, acting_as, now: dt.datetime
) -> CriterionFinding:
    """Write the finding on one criterion; ``values`` holds texts by the names of ``FIELDS``.

    The same texts again change nothing. Raises ``StaleSave`` if it was saved since it was read,
    TransitionRefused once the conclusion is signed.

    Clause: 14
    """
    with transaction.atomic():
        _draft(finding.conclusion, acting_as, now)
        locked = CriterionFinding.objects.select_for_update().get(pk=finding.pk)
        changed = {
            name: values[name] for name in FIELDS if name in values and values[name] != getattr(locked, name)
        }
        if not changed:
            return locked
        if locked.save_version != read_version:
            raise StaleSave(locked)
        for name, text in changed.items():
            setattr(locked, name, text)
        locked.save_version += 1
        locked.save(update_fields=[*changed, "save_version"])
    return locked


def save_summary(
    conclusion: Conclusion, *, summary: str, read_version: int, acting_as, now: dt.datetime
) -> Conclusion:
    """Write the overall finding. Raises ``StaleSave`` if it was saved since it was read, TransitionRefused.

    Clause: 15
    """
    with transaction.atomic():
        locked = _draft(conclusion, acting_as, now)
        if locked.summary == summary:
            return locked
        if locked.save_version != read_version:
            raise StaleSave(locked)
        locked.summary = summary
        locked.save_version += 1
        locked.save(update_fields=["summary", "save_version"])
    return locked


def _draft(conclusion: Conclusion, acting_as, now: dt.datetime) -> Conclusion:
    """Lock a conclusion and judge whether the person may write it; a save leaves no line in the trail."""
    locked = conclusion.locked()
    refusal = refusal_of(
        transitions.WRITE_CONCLUSION, subject=locked, acting_as=acting_as, now=now, params={}
    )
    if refusal is not None:
        raise TransitionRefused(refusal)
    return locked


def sign_conclusion(conclusion: Conclusion, *, acting_as, now: dt.datetime, reason: str = "") -> Conclusion:
    """Sign the conclusion as the head of the institute; its document is issued.

    ``reason`` is needed after the term of the analysis. Raises TransitionRefused.

    Clause: 14, 15, 16
    """

    def write(subject: Conclusion) -> dict:
        subject.document = documents.issue(
            EXPERT_CONCLUSION.key,
            payload=conclusion_payload(subject, now=now, signatory=acting_as),
            subject=subject,
            competition_id=subject.contest_id,
            number=subject.number,
            acting_as=acting_as,
            now=now,
        )
        subject.save(update_fields=["document"])
        sign(
            subject, digest=subject.document.payload_sha256, method=Method.PRESS, acting_as=acting_as, now=now
        )
        return {
            "application": subject.application_id,
            "document": subject.document_id,
            "number": subject.number,
        }

    return perform(
        transitions.SIGN_CONCLUSION,
        subject=conclusion,
        acting_as=acting_as,
        now=now,
        reason=reason,
        stamps={"signed_at": now, "signed_by": acting_as, "number": _take_number},
        before_audit=write,
    )


def _take_number(conclusion: Conclusion) -> str:
    contest = conclusion.contest
    return f"{contest.number}/E-{journal.next_number(f'conclusion:{contest.pk}'):03d}"


def hand_over(conclusion: Conclusion, *, acting_as, now: dt.datetime, reason: str = "") -> Application:
    """Hand the signed conclusion over to the organiser; the application moves with it.

    An addendum moves nothing. ``reason`` is needed after the term. Raises TransitionRefused.

    Clause: 17
    """
    with transaction.atomic():
        handed = perform(
            transitions.HAND_OVER_CONCLUSION,
            subject=conclusion,
            acting_as=acting_as,
            now=now,
            stamps={"handed_over_at": now, "handed_over_by": acting_as},
            facts={"application": conclusion.application_id},
        )
        application = handed.application
        if handed.addendum_to_id is None:
            application = perform(
                transitions.HAND_OVER,
                subject=application,
                acting_as=acting_as,
                now=now,
                reason=reason,
                facts={"conclusion": handed.pk},
            )
        notices.tell_handed_over(handed, now=now)
    return application


def add_addendum(conclusion: Conclusion, *, expert, acting_as, now: dt.datetime) -> Conclusion:
    """Begin an addendum beside a conclusion that was handed over; the conclusion stands as it was signed.

    It is written with ``save_summary``, signed and handed over like a conclusion. Raises TransitionRefused.

    Clause: 15
    """
    made: dict[str, Conclusion] = {}

    def write(subject: Conclusion) -> dict:
        made["addendum"] = Conclusion.objects.create(
            application=subject.application,
            version=subject.version,
            addendum_to=subject,
            expert=expert,
            language=subject.language,
            created_at=now,
        )
        return {"application": subject.application_id, "addendum": made["addendum"].pk}

    perform(transitions.BEGIN_ADDENDUM, subject=conclusion, acting_as=acting_as, now=now, before_audit=write)
    return made["addendum"]
