"""A contest brought to a stage through the services, on a frozen clock: what every room's tests stand on.

``Scenario()`` makes the edition, the calendar and one person of every role; ``announced()`` gives an open
competition. Rooms extend it by functions or subclasses of their own.
"""

import datetime as dt
import functools
import io

import pikepdf

from cluster_selection.accounts.enums import Role
from cluster_selection.accounts.models import Membership
from cluster_selection.clock import day_of
from cluster_selection.competitions import services as competitions
from cluster_selection.competitions.enums import GroundKind
from cluster_selection.competitions.models import Competition, PrintPublication
from cluster_selection.editions.models import Edition
from cluster_selection.editions.services import load_edition
from cluster_selection.files.models import StoredFile
from cluster_selection.files.services import keep
from cluster_selection.journal.models import VirtualClock
from cluster_selection.settings import BASE_DIR
from cluster_selection.workdays.reading import SHIPPED
from cluster_selection.workdays.services import load_calendar
from tests.factories import OrganisationFactory, member

EDITION_DIR = BASE_DIR / "cluster_selection" / "editions" / "order-1212-2020-10-22"

ANNOUNCED_AT = "2026-01-12T10:00:00+05:00"  # a Monday
CLOSING_ON = dt.date(2026, 3, 20)  # a Friday, 67 calendar days later; Nauryz follows

TITLES = {
    "kk": "Аумақтық кластерлерді конкурстық іріктеу",
    "ru": "Конкурсный отбор территориальных кластеров",
    "en": "Competitive selection of territorial clusters",
}
TEXT = {
    "kk": "Өтінімдер қабылданады.\n\nӨтінім Қағидаларға сәйкес беріледі.",
    "ru": "Принимаются заявки.\n\nЗаявка подается по Правилам.",
    "en": "Applications are accepted.\n\nAn application is filed under the Rules.",
}
GROUND = {
    "kk": "Бірде-бір өтінім берілмеді.",
    "ru": "Ни одной заявки не подано.",
    "en": "No application was filed.",
}
TRAINING = {"ground_kind": GroundKind.TRAINING, "ground_number": "1", "ground_on": dt.date(2026, 1, 5)}


class Scenario:
    """People of every role, the law, the calendar, and the contest.

    ``people[Role.HEAD]`` is a membership; every role is also an attribute in lower case (``scenario.head``).
    ``now`` is the frozen instant; ``at(...)`` moves it.
    """

    def __init__(self, now: str | dt.datetime = "2026-01-06T10:00:00+05:00", *, years=(2025, 2026)):
        self.at(now)
        self.edition = self.load_edition()
        load_calendar(SHIPPED, now=self.now, signed_by="test", years=years)
        self.people = {role: member(role) for role in Role if role != Role.EDITOR}
        self.people[Role.EDITOR] = member(Role.EDITOR, organisation=self.representative.organisation)

    def __getattr__(self, name: str) -> Membership:
        people = self.__dict__.get("people", {})
        if name.upper() not in people:
            raise AttributeError(name)
        return people[Role(name.upper())]

    # Time and law

    def at(self, instant: str | dt.datetime) -> dt.datetime:
        """Freeze the clock of the law at an instant and return it."""
        if isinstance(instant, str):
            instant = dt.datetime.fromisoformat(instant)
        VirtualClock.objects.update_or_create(id=1, defaults={"offset_seconds": 0, "frozen_at": instant})
        self.now = instant
        return instant

    def load_edition(self, path=EDITION_DIR) -> Edition:
        """Load an edition from a folder."""
        return load_edition(path, now=self.now)

    # People

    def participant(self, role: Role = Role.REPRESENTATIVE, **fields) -> Membership:
        """Return a person of a further participant; ``fields`` are those of its organisation."""
        return member(role, organisation=OrganisationFactory(**fields))

    # The contest

    def contest(self, *, prints=None, text=None, titles=None, **fields) -> Competition:
        """Return a draft that can be announced: decision with its file, text, print, closing day, ground."""
        values = {
            "decision_kind": "бұйрық / приказ",
            "decision_number": "27",
            "decision_on": day_of(self.now),
            "decision_signatory": "А. Серікова",
            "decision_file": pdf(self.now),
            "closing_on": CLOSING_ON,
            "accepting_officer": self.registrar,
            "required_additional": [],
            **TRAINING,
            **fields,
        }
        return competitions.draft_competition(
            titles=titles or TITLES,
            text=text or TEXT,
            prints=[PrintPublication(medium="Индустрия хабаршысы", planned_on=day_of(self.now))]
            if prints is None
            else prints,
            acting_as=self.head,
            now=self.now,
            **values,
        )

    def announced(
        self,
        at: str | dt.datetime = ANNOUNCED_AT,
        *,
        closing_on: dt.date = CLOSING_ON,
        printed_on: dt.date | None = None,
        **fields,
    ) -> Competition:
        """Return an announced competition; it appeared in print on ``printed_on`` (default the same day)."""
        self.at(at)
        prints = [
            PrintPublication(
                medium="Индустрия хабаршысы", actual_on=printed_on or day_of(self.now), issue_number="4"
            )
        ]
        contest = self.contest(closing_on=closing_on, **{"prints": prints, **fields})
        return competitions.announce(contest, acting_as=self.head, now=self.now)


def pdf(now: dt.datetime, name: str = "decision.pdf") -> StoredFile:
    """Return a stored PDF."""
    return keep(one_page(), name=name, kind="pdf", now=now)


@functools.cache
def one_page() -> bytes:
    """Return a PDF of one blank page."""
    content = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(content, static_id=True)
    return content.getvalue()
