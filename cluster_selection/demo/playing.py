"""The stage of the demo: scripts of several people, played in the order of their instants.

A script is a generator: it yields the instant at which it goes on ("2026-01-19 10:00", Almaty) and receives
it as an aware datetime. What happens is done by the services, so audit trail, ledger and numbers are genuine.
"""

import datetime as dt
import functools
import heapq
import itertools
from collections.abc import Generator
from pathlib import Path

from cluster_selection.clock import ZONE
from cluster_selection.competitions import services as competitions
from cluster_selection.competitions.enums import GroundKind
from cluster_selection.competitions.models import Competition, PrintPublication
from cluster_selection.demo.people import Cast
from cluster_selection.demo.texts import read_data
from cluster_selection.files.models import StoredFile
from cluster_selection.files.services import store

Script = Generator[str | dt.datetime, dt.datetime, None]

FILES = Path(__file__).parent / "files"
ANNOUNCEMENTS = read_data("announcements")


def instant(words: str) -> dt.datetime:
    """Return an instant written as "2026-01-19 10:00" in Asia/Almaty."""
    return dt.datetime.fromisoformat(words).replace(tzinfo=ZONE)


@functools.cache
def content(name: str) -> bytes:
    """Return the bytes of a shipped PDF."""
    return (FILES / f"{name}.pdf").read_bytes()


def scan(name: str, *, acting_as, now: dt.datetime) -> StoredFile:
    """Store a shipped PDF as a document somebody uploaded."""
    return store(content(name), name=f"{name}.pdf", acting_as=acting_as, now=now)


class Stage:
    """Scripts that wait for their next instant; the earliest one goes on first."""

    def __init__(self):
        self._waiting: list[tuple[dt.datetime, int, Script]] = []
        self._order = itertools.count()

    def add(self, script: Script) -> None:
        """Put a script on the stage; it waits for its first instant."""
        self._wait(script, next(script, None))

    def play(self) -> None:
        """Play every script to its end."""
        while self._waiting:
            now, _order, script = heapq.heappop(self._waiting)
            try:
                self._wait(script, script.send(now))
            except StopIteration:
                continue

    def _wait(self, script: Script, until) -> None:
        if until is not None:
            at = instant(until) if isinstance(until, str) else until
            heapq.heappush(self._waiting, (at, next(self._order), script))


class Contest:
    """One competition being played: its row, its people, and the stage of its scripts."""

    def __init__(self, cast: Cast, *, focus: tuple[str, str, str], decision: str):
        self.cast = cast
        self.stage = Stage()
        self.focus = dict(zip(("kk", "ru", "en"), focus, strict=True))
        self.decision = decision
        self.row: Competition | None = None

    def play(self, script: Script) -> Competition:
        """Play a script with everything it puts on the stage; return the competition."""
        self.stage.add(script)
        self.stage.play()
        self.row.refresh_from_db()
        return self.row

    def announce(self, at: str, *, closing_on: str, second_print: str = "", **fields) -> Script:
        """Decide, draft and announce; the periodical appears on the day of the announcement."""
        now = yield at
        head, today = self.cast["head"], now.date()
        prints = [PrintPublication(medium="Индустрия хабаршысы", planned_on=today)]
        if second_print:
            planned = dt.date.fromisoformat(second_print)
            prints.append(PrintPublication(medium="Деловой вестник регионов", planned_on=planned))
        self.row = competitions.draft_competition(
            titles={
                code: words.format(focus=self.focus[code]) for code, words in ANNOUNCEMENTS["titles"].items()
            },
            text=ANNOUNCEMENTS["text"],
            prints=prints,
            acting_as=head,
            now=now,
            decision_kind="бұйрық / приказ",
            decision_number=self.decision,
            decision_on=today,
            decision_signatory="Қ. Мырзахметов",
            decision_file=scan("decision", acting_as=head, now=now),
            closing_on=dt.date.fromisoformat(closing_on),
            accepting_officer=self.cast["registrar"],
            ground_kind=GroundKind.TRAINING,
            ground_number="1-оқу",
            ground_on=dt.date(2025, 1, 10),
            **fields,
        )
        now = yield now + dt.timedelta(minutes=40)
        self.row = competitions.announce(self.row, acting_as=head, now=now)
        now = yield now + dt.timedelta(hours=6)
        registrar = self.cast["registrar"]
        self.row = competitions.confirm_print(
            prints[0],
            actual_on=today,
            issue_number=f"{now.timetuple().tm_yday}",
            evidence=scan("print-issue", acting_as=registrar, now=now),
            acting_as=registrar,
            now=now,
        )
