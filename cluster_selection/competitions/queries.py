"""What can be looked up about competitions: public lists, the organiser's lists, stages, terms, results."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from cluster_selection.accounts.enums import Office, Role
from cluster_selection.accounts.models import Membership
from cluster_selection.competitions import rooms
from cluster_selection.competitions.enums import Stage, State
from cluster_selection.competitions.models import Competition
from cluster_selection.workflow.enums import PublicationKind, TermStatus
from cluster_selection.workflow.models import Publication, RunningTerm

RESULTS = (PublicationKind.RESULTS, PublicationKind.ERRATUM, PublicationKind.SUPPLEMENT)
_STAGE_OF_STATE = {
    State.DRAFT: Stage.DRAFT,
    State.PROTOCOL_RECEIVED: Stage.PROTOCOL_RECEIVED,
    State.PUBLISHED: Stage.PUBLISHED,
    State.VOID: Stage.VOID,
    State.CANCELLED: Stage.CANCELLED,
}
_SEARCHED = ("number", "title_kk", "title_ru", "title_en")
_WORKS_WITH_DRAFTS = (Office.ORGANISER, Office.AUDIT)


# Who sees which


def public_competitions() -> QuerySet[Competition]:
    """Return what everybody may see: every competition once it is announced, never a draft."""
    return Competition.objects.exclude(state=State.DRAFT).select_related("edition")


def competitions_of_office(acting_as: Membership | None) -> QuerySet[Competition]:
    """Return every competition, drafts too, to the organiser and the auditor; none to anybody else."""
    if acting_as is None or acting_as.office not in _WORKS_WITH_DRAFTS:
        return Competition.objects.none()
    return Competition.objects.select_related("edition", "accepting_officer__user", "decision_file")


def accepting_officers(*, day: dt.date) -> QuerySet[Membership]:
    """Return the people of the organiser who may be named to accept applications (Annex 1)."""
    return (
        Membership.objects.active_on(day)
        .filter(role__in=(Role.REGISTRAR, Role.SCREENER, Role.HEAD))
        .select_related("user", "organisation")
        .order_by("user__full_name", "id")
    )


# Lists


def listed(competitions: QuerySet[Competition]) -> QuerySet[Competition]:
    """Prepare a list for keyset paging: the latest first, by the day that places a competition in time."""
    return competitions.annotate(placed_on=Coalesce("closing_on", "created_at__date"))


LIST_ORDER = ("-placed_on", "id")


def open_competitions(now: dt.datetime) -> QuerySet[Competition]:
    """Return the competitions whose reception is open at an instant, the one that closes first in front."""
    return (
        public_competitions()
        .filter(state=State.ANNOUNCED, announced_at__lte=now, closes_at__gt=now)
        .order_by("closes_at", "id")
    )


def considered_competitions(now: dt.datetime) -> QuerySet[Competition]:
    """Return the competitions between the end of reception and the results."""
    return (
        public_competitions()
        .filter(Q(state=State.PROTOCOL_RECEIVED) | Q(state=State.ANNOUNCED, closes_at__lte=now))
        .order_by("closes_at", "id")
    )


def decided_competitions() -> QuerySet[Competition]:
    """Return the competitions that have ended, the latest first."""
    return (
        public_competitions()
        .filter(state__in=(State.PUBLISHED, State.VOID, State.CANCELLED))
        .annotate(decided_at=Coalesce("published_at", "ended_at", "created_at"))
        .order_by("imported", "-decided_at", "id")
    )


def competitions_with_results() -> QuerySet[Competition]:
    """Return the competitions whose results are published, archive entries included."""
    return listed(public_competitions().filter(state=State.PUBLISHED))


def search(
    competitions: QuerySet[Competition], *, words: str = "", year: int | None = None, state: str = ""
) -> QuerySet[Competition]:
    """Narrow a list by words of the number or the titles in any language, by year and by state.

    The case of Kazakh letters does not matter. The year is that of the announcement, of an archive
    entry that of its closing day.
    """
    for word in words.split():
        found = Q()
        for column in _SEARCHED:
            found |= Q(**{f"{column}__icontains": word})
        competitions = competitions.filter(found)
    if year is not None:
        competitions = competitions.filter(
            Q(announced_at__year=year) | Q(announced_at=None, closing_on__year=year)
        )
    if state == Stage.ARCHIVE:
        competitions = competitions.filter(imported=True)
    elif state:
        competitions = competitions.filter(state=state, imported=False)
    return competitions


def years_of(competitions: QuerySet[Competition]) -> list[int]:
    """Return the years that occur in a list, the latest first; one query."""
    years = competitions.annotate(
        year=Coalesce(ExtractYear("announced_at"), ExtractYear("closing_on"))
    ).values_list("year", flat=True)
    return sorted({year for year in years.order_by().distinct() if year}, reverse=True)


# Stage


def stages_of(competitions: Iterable[Competition], *, now: dt.datetime) -> dict[UUID, Stage]:
    """Return the stage of each competition by its state, the clock and its applications; one query."""
    competitions = list(competitions)
    asked = [contest for contest in competitions if _depends_on_applications(contest, now)]
    rooms_say = rooms.ask("stage", asked, default={}) if asked else {}
    return {contest.pk: _stage(contest, now, rooms_say.get(contest.pk, "")) for contest in competitions}


def stage_of(contest: Competition, *, now: dt.datetime) -> Stage:
    """Return the stage of one competition."""
    return stages_of([contest], now=now)[contest.pk]


def _depends_on_applications(contest: Competition, now: dt.datetime) -> bool:
    return contest.state == State.ANNOUNCED and not contest.is_open(now)


def _stage(contest: Competition, now: dt.datetime, rooms_say: str) -> Stage:
    if contest.imported:
        return Stage.ARCHIVE
    if contest.state in _STAGE_OF_STATE:
        return _STAGE_OF_STATE[State(contest.state)]
    if contest.is_open(now):
        return Stage.RECEPTION_OPEN
    return Stage(rooms_say) if rooms_say else Stage.RECEPTION_CLOSED


# Terms and publications


def terms_of(contest: Competition) -> QuerySet[RunningTerm]:
    """Return the competition's own rows of the ledger: public at any time, no application among them."""
    return contest.terms.filter(subject_type=Competition.subject_type).order_by("started_at", "id")


def checks_of(contest: Competition) -> QuerySet[RunningTerm]:
    """Return the rows of single applications; before the results nobody outside the offices sees them."""
    if contest.state != State.PUBLISHED:
        return RunningTerm.objects.none()
    return contest.terms.exclude(subject_type=Competition.subject_type).exclude(
        status__in=(TermStatus.SUPERSEDED, TermStatus.VOID)
    )


def public_terms_of(competitions: Iterable[Competition]) -> dict[UUID, list[RunningTerm]]:
    """Return the rows in force of several competitions, applications and traces left out; one query."""
    found: dict[UUID, list[RunningTerm]] = {contest.pk: [] for contest in competitions}
    rows = (
        RunningTerm.objects.filter(competition__in=list(found), subject_type=Competition.subject_type)
        .exclude(status=TermStatus.SUPERSEDED)
        .defer("trace")
        .order_by("started_at", "id")
    )
    for row in rows:
        found[row.competition_id].append(row)
    return found


def running_duties_of(competitions: Iterable[Competition]) -> dict[UUID, RunningTerm]:
    """Return the next duty that runs in each competition: the one whose last day comes first; one query."""
    ids = [contest.pk for contest in competitions]
    rows = (
        RunningTerm.objects.filter(
            competition__in=ids,
            subject_type=Competition.subject_type,
            kind="duty",
            status=TermStatus.RUNNING,
            due_on__isnull=False,
        )
        .defer("trace")
        .order_by("due_on", "key")
    )
    nearest: dict[UUID, RunningTerm] = {}
    for row in rows:
        nearest.setdefault(row.competition_id, row)
    return nearest


def publications_of(contest: Competition) -> QuerySet[Publication]:
    """Return what was published of the competition, with its texts, in order."""
    return contest.publications.prefetch_related("texts").order_by("ordinal")


def results_of(contest: Competition) -> QuerySet[Publication]:
    """Return the published results with the corrections beside them."""
    return publications_of(contest).filter(kind__in=(*RESULTS, PublicationKind.ARCHIVE))


def unconfirmed_prints_of(contest: Competition):
    """Return the publications in periodicals that wait for their confirmation."""
    return contest.prints.filter(actual_on=None).order_by(F("planned_on").asc(), "pk")
