"""The desk of an office: its running terms from the ledger, overdue, due today, this week and later."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.enums import Office
from cluster_selection.clock import day_of
from cluster_selection.competitions import rooms
from cluster_selection.competitions.cards import title_of
from cluster_selection.competitions.models import Competition
from cluster_selection.languages import format_day, format_weekday, pick
from cluster_selection.workdays.calendar import Calendar
from cluster_selection.workdays.queries import current_calendar
from cluster_selection.workflow.enums import TermStatus
from cluster_selection.workflow.models import RunningTerm
from cluster_selection.workflow.terms import WORKING_DAYS
from cluster_selection.workflow.words import left_words

OFFICES = (Office.ORGANISER, Office.INSTITUTE)
ORDER = ("place", "id")
FAR = dt.date(9999, 12, 31)  # where a term beyond the calendar stands: after every term with a day

_WHAT = {
    "notice": _("Confirm the publication in print"),
    "check": _("Check the application"),
    "forward": _("Forward the applications to the national institute"),
    "analysis": _("Write and sign the expert conclusions"),
    "hand_over": _("Hand over the expert conclusions"),
    "refer": _("Submit the materials to the Commission"),
    "publish": _("Publish the results"),
}
_BUTTONS = {
    "notice": _("Open the selection"),
    "check": _("Check"),
    "forward": _("Forward"),
    "analysis": _("Open the conclusions"),
    "hand_over": _("Hand over"),
    "refer": _("Submit"),
    "publish": _("Go to publication"),
}


@dataclass(frozen=True)
class Row:
    """One running term as the desk shows it; ``count`` is its stored proof for the ribbon of days."""

    title: str
    title_url: str
    of: str
    what: str
    clause: str
    edition_key: str
    left: str
    tone: str
    due_on: dt.date | None
    words: str
    url: str
    button: str
    count: dict | None


@dataclass(frozen=True)
class Group:
    """Rows of one part of the desk; ``number`` counts all of them, not only those of the page."""

    key: str
    title: str
    words: str
    tone: str
    number: int
    rows: list[Row]


@dataclass(frozen=True)
class Counts:
    """How many terms stand in each part; ``uncounted`` lie beyond the calendar."""

    late: int = 0
    today: int = 0
    week: int = 0
    later: int = 0
    uncounted: int = 0


def terms_of_office(office: str) -> QuerySet[RunningTerm]:
    """Return the running terms an office owes, each at the day on which it stands on the desk.

    A duty stands at its last day. The notice stands at the day of the later publication: until then its
    confirmation is awaited.
    """
    place = Case(
        When(key="notice", then=F("basis_on")),
        default=Coalesce("due_on", Value(FAR)),
        output_field=DateField(),
    )
    return (
        RunningTerm.objects.filter(status=TermStatus.RUNNING, office=office)
        .annotate(place=place)
        .select_related("competition__edition")
    )


def counts_of(terms: QuerySet[RunningTerm], *, today: dt.date) -> Counts:
    """Return how many terms stand in each part of the desk; one query."""
    sunday = end_of_week(today)
    return Counts(
        **terms.aggregate(
            late=Count("id", filter=Q(place__lt=today)),
            today=Count("id", filter=Q(place=today)),
            week=Count("id", filter=Q(place__gt=today, place__lte=sunday)),
            later=Count("id", filter=Q(place__gt=sunday)),
            uncounted=Count("id", filter=Q(place=FAR)),
        )
    )


def waiting(acting_as, now: dt.datetime) -> int:
    """Return how many terms of the reader's office are overdue or end today; one query, for the menu."""
    if acting_as is None or acting_as.office not in OFFICES:
        return 0
    return terms_of_office(acting_as.office).filter(place__lte=day_of(now)).count()


def end_of_week(today: dt.date) -> dt.date:
    """Return the Sunday of the week."""
    return today + dt.timedelta(days=6 - today.weekday())


def narrowed(terms: QuerySet[RunningTerm], *, competition_id=None, key: str = "") -> QuerySet[RunningTerm]:
    """Narrow the desk to one competition or one kind of term."""
    if competition_id is not None:
        terms = terms.filter(competition=competition_id)
    if key:
        terms = terms.filter(key=key)
    return terms


def competitions_on(terms: QuerySet[RunningTerm]) -> QuerySet[Competition]:
    """Return the competitions that have terms on the desk."""
    ids = terms.order_by().values("competition")
    return Competition.objects.filter(pk__in=ids).order_by("-announced_at", "id")


def groups_of(terms: Iterable[RunningTerm], counts: Counts, *, now: dt.datetime) -> list[Group]:
    """Return the rows of one page in the parts of the desk; titles of subjects cost one query a kind."""
    terms, today, calendar = list(terms), day_of(now), current_calendar()
    titles = subject_titles(terms)
    rows: dict[str, list[Row]] = {"late": [], "today": [], "week": [], "later": []}
    for term in terms:
        rows[_part(term.place, today)].append(_row(term, titles, now, calendar))
    frames = (
        ("late", _("Overdue"), _("The act is still taken, with a written reason."), "bad"),
        ("today", _("Today"), _("%(day)s, until 24:00") % {"day": format_day(today)}, "warn"),
        ("week", _("This week"), _("until %(day)s") % {"day": format_day(end_of_week(today))}, ""),
        ("later", _("Later"), "", ""),
    )
    return [
        Group(key, str(title), str(words), tone, getattr(counts, key), rows[key])
        for key, title, words, tone in frames
        if rows[key]
    ]


def _part(place: dt.date, today: dt.date) -> str:
    if place < today:
        return "late"
    if place == today:
        return "today"
    return "week" if place <= end_of_week(today) else "later"


def subject_titles(terms: Iterable[RunningTerm]) -> dict:
    """Return the words that name the subjects of terms that are not a competition itself, by id."""
    ids = [term.subject_id for term in terms if term.subject_type != Competition.subject_type]
    return rooms.ask("subject_title", ids, default={}) if ids else {}


def _row(term: RunningTerm, titles: dict, now: dt.datetime, calendar: Calendar) -> Row:
    contest, law = term.competition, term.competition.law
    rule = law.terms.get(term.key)
    unit = rule.unit if rule else WORKING_DAYS
    own = term.subject_type == Competition.subject_type
    page = "manage" if term.office == Office.ORGANISER else "competition"
    url = rooms.ask("act_url", term) or reverse(f"competitions:{page}", args=[contest.pk])
    notice = term.key == "notice"
    is_short = notice and term.due_on is not None and contest.closing_on < term.due_on
    waits = term.place == day_of(now) or (notice and term.place < day_of(now))
    tone = "bad" if term.is_overdue(now) or is_short else "wait" if waits else ""
    return Row(
        title=title_of(contest) if own else str(titles.get(term.subject_id, "–")),
        title_url=url,
        of="" if own else title_of(contest),
        what=str(_("Extend the term: the notice is too short") if is_short else _what(term.key, rule)),
        clause=term.clause,
        edition_key=law.key,
        left=_left(term, unit, now, calendar, is_short=is_short),
        tone=tone,
        due_on=term.basis_on if notice else term.due_on,
        words=format_weekday(term.basis_on if notice else term.due_on, short=True)
        if notice or term.due_on
        else "",
        url=url,
        button=str(_BUTTONS.get(term.key, _("Open"))),
        count={"trace": term.trace, "due_on": term.due_on.isoformat()}
        if term.trace and term.due_on and unit == WORKING_DAYS
        else None,
    )


def _what(key: str, rule):
    return _WHAT.get(key) or (pick(rule.names) if rule else key)


def _left(term: RunningTerm, unit: str, now: dt.datetime, calendar: Calendar, *, is_short: bool) -> str:
    if is_short:
        return str(_("only an extension settles it"))
    if term.key == "notice":
        passed = term.basis_on < day_of(now)
        return str(_("the planned day has passed") if passed else _("planned day of the periodical"))
    if term.due_on is None:
        return str(_("will be counted when the next year's calendar is signed"))
    return left_words(term.due_on, unit=unit, now=now, calendar=calendar)
