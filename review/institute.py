"""What the institute sees, and nothing else: applications that were forwarded, and their conclusions."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Prefetch, Q, QuerySet

from applications.enums import State
from applications.models import Application
from cluster_selection.accounts.enums import Role
from cluster_selection.accounts.models import Membership
from cluster_selection.competitions.bases import running_or_last
from cluster_selection.languages import pick
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm
from review.enums import BatchKind, BatchState
from review.models import Batch, Conclusion, CriterionFinding

SEEN = (State.FORWARDED, State.CONCLUSION_RECEIVED, State.REFERRED, State.WINNER, State.NOT_SELECTED)


def visible_applications(acting_as) -> QuerySet[Application]:
    """Return the applications the institute may open: those that were forwarded and not recalled.

    Clause: 13
    """
    found = Application.objects.filter(state__in=SEEN).select_related("competition__edition", "participant")
    if acting_as.role == Role.EXPERT:
        # An expert sees what is not given to somebody else.
        found = found.exclude(Q(conclusions__expert__isnull=False) & ~Q(conclusions__expert=acting_as))
    return found.distinct()


def applications_at_institute(acting_as) -> QuerySet[Application]:
    """Return the list of the institute, with the instant of forwarding and the conclusion of each."""
    return (
        visible_applications(acting_as)
        .annotate(
            forwarded_at=Max(
                "batch_items__batch__sent_at", filter=Q(batch_items__batch__kind=BatchKind.FORWARDING)
            )
        )
        .filter(forwarded_at__isnull=False)
        .prefetch_related(
            Prefetch(
                "conclusions",
                Conclusion.objects.filter(addendum_to=None)
                .select_related("expert__user")
                .order_by("created_at"),
                to_attr="own_conclusions",
            )
        )
    )


def visible_conclusions(acting_as) -> QuerySet[Conclusion]:
    """Return the conclusions the person may open; an expert only the own ones."""
    found = Conclusion.objects.select_related(
        "application__competition__edition", "application__participant", "expert__user", "version", "document"
    )
    if acting_as.role == Role.EXPERT:
        found = found.filter(Q(expert=acting_as) | Q(expert=None))
    return found


@dataclass(frozen=True)
class Row:
    """One application of the list with its conclusion, or None."""

    application: Application
    conclusion: Conclusion | None
    at_institute: bool


def rows(applications) -> list[Row]:
    """Return the rows of a page of the list."""
    return [
        Row(
            application,
            application.own_conclusions[-1] if application.own_conclusions else None,
            application.state == State.FORWARDED,
        )
        for application in applications
    ]


def batches_to_acknowledge() -> QuerySet[Batch]:
    """Return the batches that have not been confirmed."""
    return (
        Batch.objects.filter(kind=BatchKind.FORWARDING, state=BatchState.SENT)
        .select_related("competition", "document")
        .order_by("sent_at")
    )


def experts(acting_as) -> QuerySet[Membership]:
    """Return the experts of the person's institute who are active."""
    return (
        Membership.objects.filter(organisation_id=acting_as.organisation_id, role=Role.EXPERT, until_on=None)
        .select_related("user")
        .order_by("user__full_name")
    )


def running_terms(now: dt.datetime) -> list[RunningTerm]:
    """Return the institute's running terms, the nearest first."""
    return list(
        RunningTerm.objects.filter(key__in=("analysis", "hand_over"), status=TermStatus.RUNNING)
        .filter(competition__applications__state=State.FORWARDED)
        .select_related("competition__edition")
        .distinct()
        .order_by("due_on", "key")
    )


def is_late(conclusion: Conclusion, key: str, now: dt.datetime) -> bool:
    """Say whether the running term has ended: then the act needs a reason."""
    term = running_or_last(conclusion.contest, key)
    return bool(term and term.is_running and term.closes_at and now >= term.closes_at)


@dataclass(frozen=True)
class CriterionRow:
    """One line of the list of criteria: number, words, how far its finding is."""

    key: str
    number: str
    words: str
    finding: CriterionFinding
    current: bool

    @property
    def written(self) -> bool:
        """Whether the finding has been written."""
        return bool(self.finding.finding.strip())


@dataclass(frozen=True)
class CriterionGroup:
    """A criterion of Annex 4 with the lines that are judged."""

    number: str
    words: str
    lines: list


def criteria_of(conclusion: Conclusion, current: str = "") -> list[CriterionGroup]:
    """Return the criteria of the edition with the findings written so far."""
    found = {line.key: line for line in conclusion.findings.all()}
    groups = []
    for criterion in conclusion.contest.law.criteria:
        lines = [
            CriterionRow(part.key, part.number, pick(part.words), found[part.key], part.key == current)
            for part in criterion.judged
            if part.key in found
        ]
        groups.append(CriterionGroup(criterion.number, pick(criterion.words), lines))
    return groups


def criterion_words(conclusion: Conclusion, key: str) -> dict:
    """Return number and words of a criterion in the reader's language."""
    for criterion in conclusion.contest.law.criteria:
        for part in criterion.judged:
            if part.key == key:
                return {"number": part.number, "words": pick(part.words), "group": pick(criterion.words)}
    return {"number": key, "words": "", "group": ""}


def key_after(conclusion: Conclusion, key: str) -> str | None:
    """Return the key of the next criterion, or None after the last."""
    keys = [part.key for part in conclusion.contest.law.judged]
    place = keys.index(key) + 1
    return keys[place] if place < len(keys) else None


def unfinished(conclusion: Conclusion) -> list[CriterionRow]:
    """Return the criteria without a finding."""
    return [line for group in criteria_of(conclusion) for line in group.lines if not line.written]


def conflict_of(row, form, names) -> list[dict]:
    """Return both texts of each field that differs: what stands now, and what was typed."""
    return [
        {"label": form.fields[name].label, "theirs": getattr(row, name), "mine": form.cleaned_data[name]}
        for name in names
        if getattr(row, name) != form.cleaned_data[name]
    ]
