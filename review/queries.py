"""What can be looked up about checks, batches and conclusions, narrowed to what a person may see."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import CharField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from applications.enums import State
from applications.models import Application, ApplicationVersion
from applications.queries import register_of, visible_applications
from cluster_selection.accounts.enums import Office
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.competitions.models import Competition
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.journal.models import AuditEntry
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm, stream_of
from review.enums import BatchKind, CheckOutcome, ConclusionState, RequestState
from review.models import Batch, BatchItem, Check, Conclusion, DataRequest

_SEES_REGISTER = (Office.ORGANISER, Office.AUDIT)
UNFINISHED = (State.REGISTERED, State.ADMITTED)


# Competitions whose applications an office has before it


def announced_competitions(acting_as) -> QuerySet[Competition]:
    """Return the competitions with a register, to the organiser and the auditor; none to anybody else."""
    if acting_as is None or acting_as.office not in _SEES_REGISTER:
        return Competition.objects.none()
    return (
        Competition.objects.exclude(state=CompetitionState.DRAFT)
        .filter(imported=False)
        .select_related("edition")
    )


def competition_of_office(acting_as, pk: UUID) -> Competition:
    """Return one competition with its register; raise ``Http404`` for any other."""
    return get_object_or_404(announced_competitions(acting_as), pk=pk)


# The register


REGISTER_ORDER = ("-received_at", "id")


def register_list(
    contest, *, acting_as, words: str = "", state: str = "", way: str = ""
) -> QuerySet[Application]:
    """Return the register of a competition, electronic and paper in one list, ready for keyset paging.

    ``words`` are sought in number, cluster, participant and its BIN; ``way`` is "portal" or "paper".
    Each row has besides what ``register_of`` gives: ``received_at``, ``day_registered``, ``check_status``,
    ``check_done_on``, ``checker_name``.

    Clause: 8, 11, 12
    """
    latest = ApplicationVersion.objects.filter(application=OuterRef("pk")).order_by("-number")
    check = (
        RunningTerm.objects.filter(subject_id=OuterRef("pk"), key="check")
        .exclude(status=TermStatus.SUPERSEDED)
        .order_by("-started_at", "-pk")
    )
    checker = Check.objects.filter(application=OuterRef("pk")).order_by("-started_at", "-pk")
    rows = (
        register_of(contest, acting_as=acting_as)
        .select_related("participant")
        .annotate(
            received_at=Coalesce(
                Subquery(latest.values("occurred_at")[:1]), F("refused_at"), F("created_at")
            ),
            day_registered=Subquery(latest.values("registered_on")[:1]),
            check_status=Subquery(check.values("status")[:1]),
            check_last_day=Subquery(check.values("due_on")[:1]),
            check_done_at=Subquery(check.values("done_at")[:1]),
            check_delay=Subquery(check.values("delay_working_days")[:1]),
            checker_name=Coalesce(
                Subquery(checker.values("checker__user__full_name")[:1]),
                Value(""),
                output_field=CharField(),
            ),
        )
    )
    for word in words.split():
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(cluster_name__icontains=word)
            | Q(applicant_name__icontains=word)
            | Q(participant__name_kk__icontains=word)
            | Q(participant__name_ru__icontains=word)
            | Q(participant__name_en__icontains=word)
            | Q(participant__identity_number__startswith=word)
        )
    if state:
        rows = rows.filter(state=state)
    if way:
        rows = rows.filter(is_paper=way == "paper")
    return rows


def counts_of(contests: Iterable[Competition]) -> dict[UUID, dict[str, int]]:
    """Return for several competitions how many applications of the register are in each state; one query."""
    counts: dict[UUID, dict[str, int]] = {}
    rows = (
        Application.objects.filter(competition__in=[contest.pk for contest in contests])
        .exclude(state=State.DRAFT)
        .order_by()
        .values_list("competition_id", "state")
        .annotate(number=Count("pk"))
    )
    for contest_id, state, number in rows:
        counts.setdefault(contest_id, {})[state] = number
    return counts


# One application and its check


def application_with_parts(acting_as, pk: UUID) -> Application:
    """Return an application of the register with what its pages show; raise ``Http404`` for any other."""
    if acting_as is None or acting_as.office not in _SEES_REGISTER:
        return get_object_or_404(Application.objects.none(), pk=pk)
    rows = visible_applications(acting_as).exclude(state=State.DRAFT)
    return get_object_or_404(rows.select_related("accepted_by__user", "filed_by__user"), pk=pk)


def open_check(application: Application) -> Check | None:
    """Return the open check of an application, or None."""
    return application.checks.filter(outcome="").select_related("version", "checker__user").first()


def latest_check(application: Application) -> Check | None:
    """Return the open check, else the last one that was decided."""
    rows = application.checks.exclude(outcome=CheckOutcome.SUPERSEDED)
    return (
        rows.select_related("version", "checker__user", "decided_by__user")
        .order_by("started_at", "pk")
        .last()
    )


def checks_of(application: Application) -> QuerySet[Check]:
    """Return the checks of an application in order, with version, official and notice."""
    return application.checks.select_related("version", "checker__user", "decided_by__user", "document")


def check_term_of(application: Application) -> RunningTerm | None:
    """Return the running term of the check, without locking it."""
    return RunningTerm.objects.filter(
        subject_id=application.pk, key="check", status=TermStatus.RUNNING
    ).first()


def terms_of_application(application: Application) -> QuerySet[RunningTerm]:
    """Return every row of the ledger about one application, the oldest first."""
    return RunningTerm.objects.filter(subject_id=application.pk).order_by("started_at", "pk")


def history_of(application: Application) -> QuerySet[AuditEntry]:
    """Return what the trail tells of an application, the latest first."""
    return AuditEntry.objects.filter(
        stream=stream_of(application.competition_id), subject_id=application.pk
    ).order_by("-seq")


def documents_of_application(application: Application) -> QuerySet[IssuedDocument]:
    """Return the documents issued on an application or on one of its versions, the latest first."""
    about = [application.pk, *application.versions.values_list("pk", flat=True)]
    about += application.notices.values_list("pk", flat=True)
    about += application.conclusions.exclude(state=ConclusionState.DRAFT).values_list("pk", flat=True)
    return (
        IssuedDocument.objects.filter(subject_id__in=about)
        .prefetch_related("renderings")
        .defer("payload")
        .order_by("-issued_at", "-pk")
    )


# Forwarding, referral, batches


def applications_to_forward(contest) -> QuerySet[Application]:
    """Return the applications that meet the Rules and wait for forwarding."""
    return _with_participant(contest.applications.filter(state=State.ADMITTED))


def applications_not_forwarded(contest) -> QuerySet[Application]:
    """Return the rest of the register: still checked, returned, withdrawn, not accepted, or sent already."""
    return _with_participant(contest.applications.exclude(state__in=(State.DRAFT, State.ADMITTED)))


def applications_to_refer(contest) -> QuerySet[Application]:
    """Return the applications whose conclusion was received."""
    return _with_participant(contest.applications.filter(state=State.CONCLUSION_RECEIVED))


def applications_at_institute(contest) -> QuerySet[Application]:
    """Return the applications whose conclusion is awaited."""
    return _with_participant(contest.applications.filter(state=State.FORWARDED))


def _with_participant(rows: QuerySet[Application]) -> QuerySet[Application]:
    return rows.select_related("participant").prefetch_related("paper_sets").order_by("number")


def batches_of(contest, *, kind: str = "") -> QuerySet[Batch]:
    """Return the batches of a competition in order, with items and letter."""
    rows = contest.batches.select_related("document", "sent_by__user", "acknowledged_by__user")
    if kind:
        rows = rows.filter(kind=kind)
    items = BatchItem.objects.select_related(
        "application__participant", "version", "conclusion__document"
    ).order_by("application__number")
    return rows.prefetch_related(Prefetch("items", items), "document__renderings").order_by("kind", "number")


def visible_batches(acting_as) -> QuerySet[Batch]:
    """Return the batches a person may see: organiser and auditor all, the institute those sent to it."""
    rows = Batch.objects.select_related("competition__edition", "document")
    if acting_as is None:
        return rows.none()
    if acting_as.office in _SEES_REGISTER:
        return rows
    if acting_as.office == Office.INSTITUTE:
        return rows.filter(kind=BatchKind.FORWARDING)
    return rows.none()


def items_of(batch: Batch) -> QuerySet[BatchItem]:
    """Return what is in a batch, in the order of the numbers."""
    return batch.items.select_related("application__participant", "version", "conclusion__document").order_by(
        "application__number"
    )


# Conclusions


def without_conclusion(applications: QuerySet[Application], *states: str) -> QuerySet[Application]:
    """Keep the applications whose latest version has no conclusion in one of the states."""
    version = ApplicationVersion.objects.filter(application=OuterRef("application")).order_by("-number")
    found = Conclusion.objects.filter(
        application=OuterRef("pk"),
        addendum_to=None,
        state__in=states,
        version=Subquery(version.values("pk")[:1]),
    )
    return applications.filter(~Exists(found))


# Additional data


def data_requests_of(application: Application) -> QuerySet[DataRequest]:
    """Return the requests for additional data of an application, in order."""
    return application.data_requests.select_related("sent_by__user", "answered_by__user", "file")


def own_data_requests(acting_as) -> QuerySet[DataRequest]:
    """Return the requests addressed to the participant a person acts for."""
    if acting_as is None or acting_as.office != Office.APPLICANTS:
        return DataRequest.objects.none()
    return DataRequest.objects.filter(application__participant_id=acting_as.organisation_id).select_related(
        "application__competition__edition", "application__participant", "file"
    )


def waiting_data_requests(acting_as) -> int:
    """Return how many requests wait for an answer of the participant."""
    return own_data_requests(acting_as).filter(state=RequestState.SENT).count()


# Words for the desk


def titles_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return number and cluster of applications; one query."""
    rows = Application.objects.filter(pk__in=list(ids)).values_list("pk", "number", "cluster_name")
    return {pk: " · ".join(part for part in (number, name) if part) for pk, number, name in rows}


def applications_to_check() -> QuerySet[Application]:
    """Return the applications whose check is not decided, of selections that are not over."""
    return Application.objects.filter(state=State.REGISTERED, competition__state=CompetitionState.ANNOUNCED)
