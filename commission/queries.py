"""What the Commission sees: referred applications alone, and never one a person is recused from."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from applications.enums import ALIVE, DECIDED, State
from applications.models import Application
from applications.reading import file_entries
from cluster_selection.accounts.enums import Office, Role
from cluster_selection.accounts.models import Membership
from cluster_selection.competitions.enums import State as CompetitionState
from cluster_selection.competitions.models import Competition
from cluster_selection.files.models import StoredFile
from commission.enums import Outcome, ProtocolState
from commission.models import (
    Attendance,
    CommissionMember,
    Composition,
    Meeting,
    Protocol,
    ProtocolItem,
    Recusal,
)
from review.enums import BatchKind, ConclusionState
from review.models import Batch, BatchItem, Conclusion

BEFORE_THE_COMMISSION = (State.REFERRED, *DECIDED)
# Who of the organiser learns the decision with the receipt of the protocol, before it is published.
RECEIVERS = (Role.HEAD, Role.REGISTRAR)
_NAMED_BY_THE_ORDER = (Role.MEMBER, Role.CHAIR)


# Competitions


def competitions_of(acting_as) -> QuerySet[Competition]:
    """Return the competitions whose Commission a person may look at.

    A member and the chair see those whose latest composition names them; the secretary, the head, the
    registrar and the auditor see every announced one; nobody else sees any.
    """
    contests = Competition.objects.exclude(state=CompetitionState.DRAFT).filter(imported=False)
    contests = contests.select_related("edition")
    role = getattr(acting_as, "role", "")
    if role in (Role.SECRETARY, *RECEIVERS, Role.AUDITOR):
        return contests
    if role in _NAMED_BY_THE_ORDER:
        return contests.filter(_names(acting_as, OuterRef("pk")))
    return contests.none()


def _names(acting_as, contest) -> Exists:
    """Say whether the latest composition of a competition names the person."""
    # One OuterRef more: the subquery stands two levels below the rows it is asked for.
    latest = (
        Composition.objects.filter(competition=OuterRef(contest)).order_by("-made_at", "-pk").values("pk")
    )
    return Exists(
        CommissionMember.objects.filter(
            composition=Subquery(latest[:1]), membership__user_id=acting_as.user_id
        )
    )


def competition_of(acting_as, pk: UUID) -> Competition:
    """Return one competition whose Commission the person may look at; raise ``Http404`` for any other."""
    return get_object_or_404(competitions_of(acting_as), pk=pk)


def with_progress(contests: QuerySet[Competition]) -> QuerySet[Competition]:
    """Add to each competition how many applications are before the Commission, and its meetings."""
    referred = Application.objects.filter(competition=OuterRef("pk"), state__in=BEFORE_THE_COMMISSION)
    meetings = Meeting.objects.filter(competition=OuterRef("pk"))
    return contests.annotate(
        referred_count=_counted(referred, "competition"),
        meetings_count=_counted(meetings, "competition"),
        is_composed=Exists(Composition.objects.filter(competition=OuterRef("pk"))),
    )


def _counted(rows: QuerySet, group: str):
    counts = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Subquery(counts)


# Composition


def compositions_of(contest) -> QuerySet[Composition]:
    """Return the compositions of a competition's Commission, the one in force first."""
    return (
        Composition.objects.filter(competition=contest)
        .select_related("file", "made_by__user")
        .prefetch_related(Prefetch("members", CommissionMember.objects.select_related("membership__user")))
        .order_by("-made_at", "-pk")
    )


def current_composition(contest) -> Composition | None:
    """Return the composition in force: the one of the latest order."""
    return compositions_of(contest).first()


def people_of_the_commission(day) -> QuerySet[Membership]:
    """Return the people who hold a role of the Commission on a day."""
    return (
        Membership.objects.active_on(day)
        .filter(role__in=(Role.SECRETARY, Role.MEMBER, Role.CHAIR))
        .select_related("user", "organisation")
        .order_by("user__full_name", "id")
    )


# Applications


def referred_to(acting_as) -> QuerySet[Application]:
    """Return the applications a person of the Commission has before it, never one it is recused from.

    Clause: 18
    """
    applications = Application.objects.filter(state__in=BEFORE_THE_COMMISSION)
    role = getattr(acting_as, "role", "")
    if getattr(acting_as, "office", None) != Office.COMMISSION:
        return applications.none()
    if role in _NAMED_BY_THE_ORDER:
        applications = applications.filter(_names(acting_as, OuterRef("competition")))
    return applications.exclude(_recused(acting_as))


def _recused(acting_as) -> Exists:
    return Exists(
        Recusal.objects.filter(application=OuterRef("pk"), member__membership__user_id=acting_as.user_id)
    )


def referred_applications(contest, acting_as) -> QuerySet[Application]:
    """Return the applications before the Commission, without those the person is recused from.

    Clause: 18
    """
    return (
        referred_to(acting_as)
        .filter(competition=contest)
        .select_related("competition__edition", "participant", "assessment")
        .order_by("number", "id")
    )


def referred_application(acting_as, pk: UUID) -> Application:
    """Return one application with what its materials page needs; raise ``Http404`` for any other.

    Clause: 18
    """
    rows = referred_to(acting_as).select_related(
        "competition__edition", "participant", "assessment__updated_by__user"
    )
    return get_object_or_404(rows, pk=pk)


def listed_applications(contest, acting_as) -> QuerySet[Application]:
    """Return every application before the Commission with ``is_recused``: of those the number alone is shown.

    Clause: 18
    """
    return (
        Application.objects.filter(competition=contest, state__in=BEFORE_THE_COMMISSION)
        .select_related("participant", "assessment")
        .annotate(
            is_recused=_recused(acting_as),
            is_without_conclusion=~Q(without_conclusion_reason=""),
            outcome=_outcome_by_a_protocol(),
        )
    )


def _outcome_by_a_protocol():
    items = _deciding_items().filter(application=OuterRef("pk")).order_by("-protocol__signed_at")
    return Subquery(items.values("outcome")[:1])


def _deciding_items() -> QuerySet[ProtocolItem]:
    signed = (ProtocolState.SIGNED, ProtocolState.RECEIVED)
    return ProtocolItem.objects.filter(protocol__state__in=signed).exclude(outcome=Outcome.ADJOURNED)


def referral_item(application: Application) -> BatchItem | None:
    """Return what was submitted of an application: the version, and its conclusion if there was one.

    Clause: 18
    """
    return (
        BatchItem.objects.filter(application=application, batch__kind=BatchKind.REFERRAL)
        .select_related("batch__competition", "version", "conclusion__document")
        .order_by("-batch__number")
        .first()
    )


def conclusions_of(application: Application) -> list[Conclusion]:
    """Return the handed-over conclusion on the version submitted, and its addenda, with the findings.

    Clause: 18
    """
    rows = Conclusion.objects.filter(application=application, state=ConclusionState.HANDED_OVER)
    rows = rows.select_related("document").prefetch_related("findings", "document__renderings__file")
    return list(rows.order_by("addendum_to_id", "signed_at", "pk"))


def data_requests_of(application: Application):
    """Return the requests for additional data with their answers."""
    return application.data_requests.select_related("file").order_by("sent_at", "pk")


def files_of_materials(application: Application) -> dict[str, StoredFile]:
    """Return the files of the materials by key: of the frozen version, and of the additional data."""
    item = referral_item(application)
    keys = {entry["id"] for entry in file_entries(item.version.manifest)} if item else set()
    keys |= {str(request.file_id) for request in data_requests_of(application) if request.file_id}
    return {str(file.pk): file for file in StoredFile.objects.filter(pk__in=keys)}


def batches_to(contest) -> QuerySet[Batch]:
    """Return what was submitted to the Commission, batch by batch.

    Clause: 18
    """
    return (
        Batch.objects.filter(competition=contest, kind=BatchKind.REFERRAL)
        .select_related("competition__edition", "acknowledged_by__user", "document")
        .annotate(items_count=Count("items"))
        .order_by("number")
    )


def batch_to(acting_as, pk: UUID) -> Batch:
    """Return a batch submitted to a Commission the person may look at; raise ``Http404`` for any other."""
    rows = Batch.objects.filter(
        kind=BatchKind.REFERRAL, competition__in=competitions_of(acting_as).order_by()
    )
    return get_object_or_404(rows.select_related("competition__edition"), pk=pk)


# Meetings


def meetings_of(contest) -> QuerySet[Meeting]:
    """Return the meetings of a competition's Commission with their protocols."""
    return (
        Meeting.objects.filter(competition=contest)
        .select_related("composition")
        .prefetch_related("protocols")
        .annotate(present_count=Count("attendance__member", distinct=True))
        .order_by("number")
    )


def meeting_of(acting_as, pk: UUID) -> Meeting:
    """Return a meeting a person of the Commission may look at; raise ``Http404`` for any other."""
    rows = Meeting.objects.filter(competition__in=competitions_of(acting_as).order_by())
    return get_object_or_404(rows.select_related("competition__edition", "composition"), pk=pk)


def attendance_of(meeting: Meeting) -> QuerySet[Attendance]:
    """Return the intervals of presence at a meeting, in order."""
    return meeting.attendance.select_related("member").order_by("from_at", "pk")


def recusals_of(meeting: Meeting) -> QuerySet[Recusal]:
    """Return the recusals at a meeting."""
    return meeting.recusals.select_related("member", "application")


def applications_to_decide(contest, *, excluding: Protocol | None = None) -> QuerySet[Application]:
    """Return the referred applications no signed protocol decides; ``excluding`` leaves one out.

    Clause: 19
    """
    decided = _deciding_items()
    if excluding is not None:
        decided = decided.exclude(protocol=excluding)
    return (
        Application.objects.filter(competition=contest, state=State.REFERRED)
        .exclude(pk__in=decided.filter(protocol__competition=contest).values("application"))
        .select_related("participant", "assessment")
        .order_by("number", "id")
    )


def recused_applications(contest, acting_as) -> set[UUID]:
    """Return the keys of the applications a person is recused from."""
    rows = Recusal.objects.filter(meeting__competition=contest, member__membership__user_id=acting_as.user_id)
    return set(rows.values_list("application_id", flat=True))


# Protocols


def protocols_of(contest, acting_as) -> QuerySet[Protocol]:
    """Return the protocols of a competition a person may know of.

    The Commission knows its drafts too; the organiser's head and registrar a protocol from its signature,
    without its content; the auditor those of a competition whose results are published.
    """
    rows = Protocol.objects.filter(competition=contest).select_related(
        "meeting__composition",
        "competition__edition",
        "document",
        "signed_by__user",
        "received_by__user",
        "file",
    )
    rows = rows.order_by("meeting__number", "pk")
    if acting_as.office == Office.COMMISSION:
        return rows
    signed = rows.exclude(state=ProtocolState.DRAFT)
    if acting_as.role in RECEIVERS:
        return signed
    if acting_as.role == Role.AUDITOR and contest.state == CompetitionState.PUBLISHED:
        return signed
    return rows.none()


def protocol_of(acting_as, pk: UUID) -> Protocol:
    """Return a protocol the person may know of; raise ``Http404`` for any other."""
    contest = get_object_or_404(competitions_of(acting_as), protocols=pk)
    return get_object_or_404(protocols_of(contest, acting_as), pk=pk)


def may_read(protocol: Protocol, acting_as) -> bool:
    """Say whether a person may read what the protocol decides.

    The Commission always; the organiser's head and registrar once it is received; the auditor once the
    results are published. Nobody else before publication.
    """
    if acting_as.office == Office.COMMISSION:
        return True
    if acting_as.role in RECEIVERS:
        return protocol.state == ProtocolState.RECEIVED
    return acting_as.role == Role.AUDITOR and protocol.competition.state == CompetitionState.PUBLISHED


def items_of(protocol: Protocol) -> QuerySet[ProtocolItem]:
    """Return what a protocol decides, by number."""
    return protocol.items.select_related("application__participant", "application__assessment").order_by(
        "application__number", "pk"
    )


def decided_item(application, *, excluding=None, received_only: bool = False) -> ProtocolItem | None:
    """Return the item of a signed protocol that decides an application, or None."""
    items = _deciding_items().filter(application=application)
    if received_only:
        items = items.filter(protocol__state=ProtocolState.RECEIVED)
    if excluding:
        items = items.exclude(protocol_id=excluding)
    return items.order_by("protocol__signed_at").last()


def decided_elsewhere(protocol: Protocol) -> set[UUID]:
    """Return the keys of the applications that another signed protocol of the competition decides."""
    items = (
        _deciding_items().filter(protocol__competition=protocol.competition_id).exclude(protocol=protocol.pk)
    )
    return set(items.values_list("application_id", flat=True))


def decided_items(contest) -> list[ProtocolItem]:
    """Return the item that decides each application, from received protocols, by number.

    Clause: 21
    """
    items = (
        ProtocolItem.objects.filter(protocol__competition=contest, protocol__state=ProtocolState.RECEIVED)
        .exclude(outcome=Outcome.ADJOURNED)
        .filter(application__state__in=BEFORE_THE_COMMISSION)
        .select_related("protocol", "application__participant", "application__competition__edition")
        .order_by("application__number")
    )
    return list(items)


def undecided(contest) -> int:
    """Return how many applications that still take part no received protocol decides.

    Clause: 20
    """
    decided = ProtocolItem.objects.filter(
        protocol__competition=contest, protocol__state=ProtocolState.RECEIVED
    ).exclude(outcome=Outcome.ADJOURNED)
    return (
        Application.objects.filter(competition=contest, state__in=ALIVE)
        .exclude(pk__in=decided.values("application"))
        .count()
    )


# The menu


def waiting_for(acting_as, now) -> int:
    """Return how many things wait for a person: batches to acknowledge, protocols to receive or sign."""
    contests = competitions_of(acting_as).filter(state=CompetitionState.ANNOUNCED).order_by()
    if acting_as.role == Role.SECRETARY:
        waiting = Batch.objects.filter(kind=BatchKind.REFERRAL, acknowledged_at=None)
        return waiting.filter(competition__in=contests).count()
    if acting_as.role == Role.CHAIR:
        drafts = Protocol.objects.filter(
            state=ProtocolState.DRAFT, items__isnull=False, competition__in=contests
        )
        return drafts.distinct().count()
    if acting_as.role in RECEIVERS:
        return Protocol.objects.filter(state=ProtocolState.SIGNED, competition__in=contests).count()
    return 0
