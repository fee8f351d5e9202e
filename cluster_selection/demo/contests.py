"""The six competitions of the demo, each as a script, and the archive entry of 2017.

On the morning of 30 March 2026 one is open, one is being checked, one is at the institute, one is before the
Commission, one is published and one is void.
"""

import datetime as dt

from cluster_selection.competitions import services as competitions
from cluster_selection.competitions.services import import_archive
from cluster_selection.demo.applicants import (
    ANNOUNCED,
    ASKED,
    DECLINED,
    GIVEN,
    NOT_ASKED,
    REVOKED,
    Entry,
)
from cluster_selection.demo.officials import (
    admit,
    ask_for_data,
    assess,
    begin_check,
    call_meeting,
    conclude,
    enter,
    form_commission,
    forward,
    hold_meeting,
    publish,
    receive_papers,
    refer,
    refuse,
    send_back,
)
from cluster_selection.demo.people import Cast
from cluster_selection.demo.playing import ANNOUNCEMENTS, Contest, Script, instant
from cluster_selection.demo.texts import Cluster
from cluster_selection.workflow.publication import Content
from commission.enums import Outcome
from review.enums import Verdict


def play_all(cast: Cast, edition) -> None:
    """Play the competitions in the order of their announcement."""
    import_contest_of_2017(cast, edition)
    published = Contest(
        cast,
        focus=(
            "агроөнеркәсіп және өңдеу",
            "агропромышленность и переработка",
            "agro-industry and processing",
        ),
        decision="312",
    )
    published.play(play_published(published))
    void = Contest(
        cast,
        focus=(
            "туризм және тұтыну тауарлары",
            "туризм и потребительские товары",
            "tourism and consumer goods",
        ),
        decision="340",
    )
    void.play(play_void(void))
    before = Contest(
        cast,
        focus=("индустрия және сервис", "индустрия и сервис", "industry and services"),
        decision="402",
    )
    before.play(play_before_commission(before))
    analysed = Contest(
        cast, focus=("өңдеу өнеркәсібі", "обрабатывающая промышленность", "manufacturing"), decision="467"
    )
    analysed.play(play_at_institute(analysed))
    checked = Contest(
        cast, focus=("өңірлік тізбектер", "региональные цепочки", "regional value chains"), decision="12"
    )
    checked.play(play_being_checked(checked))
    opened = Contest(cast, focus=("барлық салалар", "все отрасли", "all sectors"), decision="41")
    opened.play(play_open(opened))


def _through(
    contest: Contest,
    entry: Entry,
    *,
    start: str,
    filed: str,
    checked: str,
    papers: str = "",
    by: str = "screener",
    days: float = 9,
    late: str = "",
    attachments: tuple[str, ...] = ("memorandum", "bank-letter"),
) -> Script:
    """Write, file and admit an application; ``late`` is the reason of a check after its term."""
    yield from entry.write(start, days=days, attachments=attachments)
    yield from entry.file(filed)
    if papers:
        yield from receive_papers(entry, papers)
    yield from admit(entry, checked, by=by, reason=late)


# Published


def play_published(contest: Contest) -> Script:
    """Announced in August 2025, published in December: three winners, three not selected, two protocols."""
    yield from contest.announce("2025-08-04 10:00", closing_on="2025-10-10")
    on, stage = contest, contest.stage
    dairy, grain = Entry(on, Cluster("dairy", 0, 7)), Entry(on, Cluster("grain", 0, 7))
    fish, meat = Entry(on, Cluster("fish", 0, 6)), Entry(on, Cluster("meat", 0, 6))
    rice, apples = Entry(on, Cluster("rice", 0, 5)), Entry(on, Cluster("apples", 0, 4))
    honey, textile = Entry(on, Cluster("honey", 0, 4)), Entry(on, Cluster("textile", 0, 5))
    figures = ("memorandum", "bank-letter", "figures")
    late = "Тексеруші еңбекке жарамсыз болды, тексеруді басшы аяқтады."
    for script in (
        _through(
            on,
            dairy,
            start="2025-08-20 11:00",
            filed="2025-09-15 16:20",
            papers="2025-09-17 10:10",
            checked="2025-09-24 11:00",
            by="head",
            late=late,
            attachments=figures,
        ),
        _through(
            on,
            grain,
            start="2025-09-01 09:30",
            filed="2025-09-29 12:05",
            papers="2025-09-30 11:00",
            checked="2025-10-02 15:00",
            attachments=figures,
        ),
        _through(
            on,
            fish,
            start="2025-09-08 14:00",
            filed="2025-10-06 17:40",
            papers="2025-10-08 10:30",
            checked="2025-10-10 10:00",
            by="screener3",
        ),
        _through(
            on,
            meat,
            start="2025-09-10 10:00",
            filed="2025-10-08 09:15",
            papers="2025-10-08 16:00",
            checked="2025-10-13 11:30",
            by="screener2",
        ),
        _through(
            on,
            rice,
            start="2025-09-12 10:00",
            filed="2025-10-09 18:05",
            papers="2025-10-10 12:00",
            checked="2025-10-14 09:30",
        ),
        _paper_of_published(apples),
        _returned(
            honey,
            "2025-09-15 12:00",
            "2025-10-03 14:45",
            "2025-10-08 15:00",
            reasons=("consents.each", "information.3.3"),
            consents=(GIVEN, GIVEN, DECLINED, ASKED),
        ),
        _withdrawn(textile, "2025-08-25 09:00", "2025-09-22 10:40", "2025-09-26 16:10"),
    ):
        stage.add(script)
    stage.add(forward(on, "2025-10-20 11:00", acknowledged="2025-10-21 09:40"))
    for entry, expert, opened, signed, handed in (
        (dairy, "expert", "2025-10-27 09:00", "2025-11-24 15:00", "2025-12-08 10:00"),
        (grain, "expert2", "2025-10-27 09:10", "2025-11-26 11:20", "2025-12-08 10:05"),
        (fish, "expert", "2025-10-28 10:00", "2025-12-02 16:00", "2025-12-08 10:10"),
        (meat, "expert3", "2025-10-29 10:00", "2025-12-03 12:00", "2025-12-10 11:00"),
        (rice, "expert2", "2025-10-30 10:00", "2025-12-05 17:00", "2025-12-10 11:05"),
        (apples, "expert3", "2025-11-03 10:00", "2025-12-08 17:30", "2025-12-10 11:10"),
    ):
        stage.add(conclude(entry, expert, opened, signed=signed, handed=handed))
    stage.add(ask_for_data(rice, "2025-11-12 10:00", answered="2025-11-19 15:25"))
    stage.add(form_commission(on, "2025-11-17 12:00", order="355"))
    stage.add(refer(on, "2025-12-12 15:00", acknowledged="2025-12-15 09:20"))
    strong = (dairy, grain, meat)
    for place, entry in enumerate((dairy, grain, fish, meat, rice, apples)):
        stage.add(assess(entry, f"2025-12-17 1{place}:00", strong=entry in strong))
    stage.add(_meetings_of_published(on, dairy, grain, fish, meat, rice, apples))
    stage.add(publish(on, "2025-12-29 16:00"))


def _meetings_of_published(on: Contest, dairy, grain, fish, meat, rice, apples) -> Script:
    first = yield from call_meeting(on, "2025-12-15 12:00", starts="2025-12-19 11:00")
    yield from hold_meeting(
        on,
        first,
        recorded="2025-12-19 14:00",
        ends="2025-12-19 13:30",
        outcomes=[
            (dairy, Outcome.WINNER),
            (grain, Outcome.WINNER),
            (fish, Outcome.NOT_SELECTED),
            (rice, Outcome.NOT_SELECTED),
            (apples, Outcome.NOT_SELECTED),
            (meat, Outcome.ADJOURNED),
        ],
        absent=("member4",),
        recused=("member3", grain, "Қатысушы ұйыммен еңбек қатынасында болған."),
        received="2025-12-22 10:15",
    )
    second = yield from call_meeting(on, "2025-12-22 12:00", starts="2025-12-24 15:00")
    yield from hold_meeting(
        on,
        second,
        recorded="2025-12-24 16:30",
        ends="2025-12-24 16:10",
        outcomes=[(meat, Outcome.WINNER)],
        received="2025-12-25 11:40",
    )


def _paper_of_published(entry: Entry) -> Script:
    yield from enter(entry, "2025-10-10 17:05", received="2025-10-10 16:30")
    yield from admit(entry, "2025-10-15 10:00", by="screener3")


def _returned(
    entry: Entry,
    start: str,
    filed: str,
    sent_back: str,
    *,
    reasons,
    consents=(),
    by: str = "screener2",
    days=8,
) -> Script:
    """File with gaps, nevertheless, and have it returned."""
    yield from entry.write(start, days=days, consents=consents, attachments=("memorandum",))
    yield from entry.file(filed, nevertheless=True)
    yield from send_back(entry, sent_back, reasons=reasons, by=by)


def _withdrawn(entry: Entry, start: str, filed: str, withdrawn: str, days: float = 8) -> Script:
    """File and withdraw before closing."""
    yield from entry.write(start, days=days)
    yield from entry.file(filed)
    yield from entry.withdraw(withdrawn)


# Void


def play_void(contest: Contest) -> Script:
    """Announced in September 2025; nothing was alive after closing."""
    yield from contest.announce("2025-09-02 10:00", closing_on="2025-11-07")
    tourism, furniture = Entry(contest, Cluster("tourism", 0, 4)), Entry(contest, Cluster("furniture", 0, 4))
    pharma = Entry(contest, Cluster("pharma", 0, 4))
    stage = contest.stage
    stage.add(_withdrawn(tourism, "2025-09-22 10:00", "2025-10-13 15:00", "2025-10-24 12:30"))
    stage.add(
        _returned(
            furniture,
            "2025-09-29 10:00",
            "2025-10-20 11:10",
            "2025-10-24 16:00",
            reasons=("information.complete_and_reliable", "consents.signed"),
        )
    )
    stage.add(
        refuse(pharma, "2025-11-11 11:00", received="2025-11-11 10:20", posted_on="2025-11-08", returned=True)
    )
    stage.add(_declare_void(contest, "2025-11-12 15:00"))


def _declare_void(contest: Contest, at: str) -> Script:
    now = yield at
    contest.row = competitions.declare_void(
        contest.row,
        ground={
            "kk": "Қабылдау мерзімі аяқталғанда қарауға жататын бірде-бір өтінім қалған жоқ.",
            "ru": "К окончанию приема не осталось ни одной заявки, подлежащей рассмотрению.",
            "en": "When the acceptance ended, no application was left to consider.",
        },
        acting_as=contest.cast["head"],
        now=now,
    )


# Before the Commission


def play_before_commission(contest: Contest) -> Script:
    """Closed on 26 December 2025; referred in March 2026, one application without a conclusion."""
    yield from contest.announce("2025-10-20 11:00", closing_on="2025-12-26")
    on, stage = contest, contest.stage
    machinery, aluminium = Entry(on, Cluster("machinery", 0, 7)), Entry(on, Cluster("aluminium", 0, 7))
    building, oilfield = Entry(on, Cluster("building", 0, 8)), Entry(on, Cluster("oilfield", 0, 6))
    furniture, leather = Entry(on, Cluster("furniture", 1, 6)), Entry(on, Cluster("leather", 0, 4))
    for script in (
        _through(
            on,
            machinery,
            start="2025-11-10 10:00",
            filed="2025-12-08 11:35",
            papers="2025-12-10 10:00",
            checked="2025-12-12 11:00",
            attachments=("memorandum", "bank-letter", "figures"),
        ),
        _through(
            on,
            aluminium,
            start="2025-11-17 10:00",
            filed="2025-12-15 16:00",
            papers="2025-12-17 15:10",
            checked="2025-12-19 10:00",
            by="screener3",
        ),
        _through(
            on,
            building,
            start="2025-11-24 10:00",
            filed="2025-12-22 18:50",
            papers="2025-12-24 11:15",
            checked="2025-12-26 15:00",
            by="screener2",
        ),
        _through(
            on,
            oilfield,
            start="2025-12-01 10:00",
            filed="2025-12-24 10:20",
            papers="2025-12-25 12:00",
            checked="2025-12-30 16:00",
        ),
        _stated(furniture),
        _withdrawn(leather, "2025-11-12 10:00", "2025-12-03 12:10", "2025-12-18 09:45"),
    ):
        stage.add(script)
    stage.add(forward(on, "2026-01-06 10:30", acknowledged="2026-01-08 11:00"))
    for entry, expert, opened, signed, handed in (
        (machinery, "expert3", "2026-01-13 10:00", "2026-02-17 12:00", "2026-02-26 10:00"),
        (aluminium, "expert3", "2026-01-14 10:00", "2026-02-19 17:00", "2026-02-26 10:10"),
        (building, "expert2", "2026-01-15 10:00", "2026-02-20 16:00", "2026-02-27 10:00"),
        (furniture, "expert", "2026-01-16 10:00", "2026-02-23 11:00", "2026-02-27 10:20"),
    ):
        stage.add(conclude(entry, expert, opened, signed=signed, handed=handed))
    stage.add(conclude(oilfield, "expert", "2026-01-19 10:00", findings=5))
    reason = "Тапсыру мерзімі өтті, бір қорытынды ұсынылмады; іріктеуді кідіртпеу үшін материалдар беріледі."
    stage.add(refer(on, "2026-03-04 11:00", by="head", acknowledged="2026-03-05 09:30", reason=reason))
    stage.add(form_commission(on, "2026-03-06 10:00", order="78"))
    for entry, at, strong in (
        (machinery, "2026-03-26 15:00", True),
        (aluminium, "2026-03-26 15:30", True),
        (furniture, "2026-03-27 11:00", False),
    ):
        stage.add(assess(entry, at, strong=strong))
    stage.add(_only_called(on))


def _only_called(on: Contest) -> Script:
    yield from call_meeting(on, "2026-03-27 12:00", starts="2026-03-31 11:00")


def _stated(entry: Entry) -> Script:
    """File, be admitted, and state after closing the wish to withdraw: it changes nothing."""
    yield from entry.write("2025-11-26 09:00", days=10)
    yield from entry.file("2025-12-23 15:05")
    yield from receive_papers(entry, "2025-12-24 15:00")
    yield from admit(entry, "2025-12-29 10:00", by="screener2")
    yield from entry.state_withdrawal("2026-01-15 12:00")


# At the institute


def play_at_institute(contest: Contest) -> Script:
    """Closed on 27 February 2026; conclusions in every stage of writing, one handed over."""
    yield from contest.announce("2025-12-15 10:00", closing_on="2026-02-27")
    on, stage = contest, contest.stage
    textile, leather = Entry(on, Cluster("textile", 1, 7)), Entry(on, Cluster("leather", 1, 7))
    furniture, pharma = Entry(on, Cluster("furniture", 2, 7)), Entry(on, Cluster("pharma", 1, 7))
    meat, fish = (
        Entry(on, Cluster("meat", 1, 5), name="Ақтөбе ет-былғары кластері"),
        Entry(on, Cluster("fish", 1, 4)),
    )
    for script in (
        _through(
            on,
            textile,
            start="2026-01-12 10:00",
            filed="2026-02-09 11:00",
            papers="2026-02-11 10:00",
            checked="2026-02-13 15:00",
        ),
        _through(
            on,
            leather,
            start="2026-01-19 10:00",
            filed="2026-02-16 16:30",
            papers="2026-02-18 10:20",
            checked="2026-02-20 10:00",
            by="screener2",
        ),
        _through(
            on,
            furniture,
            start="2026-01-26 10:00",
            filed="2026-02-20 14:00",
            papers="2026-02-24 12:00",
            checked="2026-02-26 11:00",
            attachments=("memorandum", "bank-letter", "figures"),
        ),
        _through(
            on,
            pharma,
            start="2026-02-02 10:00",
            filed="2026-02-26 23:41",
            papers="2026-02-27 16:00",
            checked="2026-03-05 12:00",
            by="screener3",
        ),
        _amended(meat),
        _returned(
            fish,
            "2026-02-02 12:00",
            "2026-02-18 13:00",
            "2026-02-24 15:30",
            reasons=("information.3.3",),
        ),
    ):
        stage.add(script)
    stage.add(forward(on, "2026-03-10 11:00", acknowledged="2026-03-10 15:20"))
    stage.add(
        conclude(textile, "expert", "2026-03-12 10:00", signed="2026-03-26 16:00", handed="2026-03-27 11:30")
    )
    stage.add(conclude(leather, "expert2", "2026-03-13 10:00", signed="2026-03-27 17:10"))
    stage.add(conclude(furniture, "expert", "2026-03-16 10:00", findings=12))
    stage.add(conclude(pharma, "expert3", "2026-03-17 10:00", findings=4))
    stage.add(ask_for_data(pharma, "2026-03-18 15:00", answered="2026-03-27 12:40"))
    stage.add(ask_for_data(meat, "2026-03-26 12:00"))


def _amended(entry: Entry) -> Script:
    """File, amend before closing, and be admitted in the second version."""
    yield from entry.write("2026-01-28 10:00", days=8)
    yield from entry.file("2026-02-17 12:00")
    yield from entry.amend("2026-02-23 16:00")
    yield from receive_papers(entry, "2026-02-25 10:00")
    yield from admit(entry, "2026-02-27 15:00", by="screener2")


# Being checked


def play_being_checked(contest: Contest) -> Script:
    """Closed on 27 March 2026, after Nauryz; checks run, one is overdue, paper came late and in time."""
    yield from contest.announce(
        "2026-01-19 10:00", closing_on="2026-03-27", required_additional=["a1.1", "a1.2"]
    )
    on, stage = contest, contest.stage
    dairy = Entry(on, Cluster("dairy", 1, 8), name="Молочный кластер «Есіл»")
    grain = Entry(on, Cluster("grain", 1, 6), name="Кластер зерновых продуктов Тобыла")
    rice, apples = Entry(on, Cluster("rice", 1, 6)), Entry(on, Cluster("apples", 1, 6))
    honey, fish = Entry(on, Cluster("honey", 1, 6)), Entry(on, Cluster("fish", 2, 6))
    meat, tourism = Entry(on, Cluster("meat", 2, 4)), Entry(on, Cluster("tourism", 1, 3))
    building = Entry(on, Cluster("building", 1, 4))
    for script in (
        _through(
            on,
            dairy,
            start="2026-02-10 10:00",
            filed="2026-03-11 10:05",
            papers="2026-03-12 10:00",
            checked="2026-03-17 11:00",
            attachments=("memorandum", "bank-letter", "figures"),
        ),
        _through(
            on,
            rice,
            start="2026-02-16 10:00",
            filed="2026-03-13 15:40",
            papers="2026-03-16 10:00",
            checked="2026-03-20 09:30",
            by="screener2",
        ),
        _in_check(
            grain,
            "2026-02-18 10:00",
            "2026-03-17 11:30",
            "2026-03-18 10:00",
            "2026-03-19 15:00",
            by="screener",
        ),
        _in_check(
            apples,
            "2026-02-24 10:00",
            "2026-03-26 17:20",
            "2026-03-27 12:15",
            "2026-03-30 09:05",
            by="screener2",
            marks={"information.3.3": (Verdict.DEFECT, apples.cluster.words("reasons", "information.3.3"))},
        ),
        _in_check(honey, "2026-02-26 10:00", "2026-03-27 23:58", "", "", by=""),
        _returned(
            fish,
            "2026-02-20 10:00",
            "2026-03-16 12:20",
            "2026-03-19 15:20",
            reasons=("consents.each", "information.complete_and_reliable"),
            consents=(GIVEN, GIVEN, ANNOUNCED, NOT_ASKED, GIVEN, GIVEN),
            by="screener3",
        ),
        _withdrawn(meat, "2026-02-23 10:00", "2026-03-18 10:00", "2026-03-26 16:45"),
        tourism.write(
            "2026-03-10 10:00",
            days=6,
            consents=(GIVEN, ASKED, NOT_ASKED),
            items=("1.1", "1.2", "1.3", "2"),
            attachments=(),
            signed=False,
        ),
        enter(building, "2026-03-30 09:40", received="2026-03-30 09:05", posted_on="2026-03-27"),
    ):
        stage.add(script)
    oilfield = Entry(on, Cluster("oilfield", 1, 4))
    stage.add(refuse(oilfield, "2026-03-30 09:25", received="2026-03-30 09:10"))


def _in_check(
    entry: Entry, start: str, filed: str, papers: str, begun: str, *, by: str, marks=None, days: float = 10
) -> Script:
    """File, and have the check begun but not decided."""
    yield from entry.write(start, days=days)
    yield from entry.file(filed)
    if papers:
        yield from receive_papers(entry, papers)
    if begun:
        yield from begin_check(entry, begun, by=by, marks=marks)


# Open


def play_open(contest: Contest) -> Script:
    """Announced in February 2026, open until 24 April: drafts in every stage, and first filings."""
    yield from contest.announce("2026-02-16 10:00", closing_on="2026-04-24", second_print="2026-02-20")
    on, stage = contest, contest.stage
    furniture, tourism = Entry(on, Cluster("furniture", 3, 8)), Entry(on, Cluster("tourism", 2, 7))
    leather, fish = Entry(on, Cluster("leather", 2, 6)), Entry(on, Cluster("fish", 3, 3))
    dairy, building = Entry(on, Cluster("dairy", 2, 7)), Entry(on, Cluster("building", 2, 8))
    pharma, textile = Entry(on, Cluster("pharma", 2, 6)), Entry(on, Cluster("textile", 2, 5))
    machinery, honey = Entry(on, Cluster("machinery", 1, 6)), Entry(on, Cluster("honey", 2, 5))
    aluminium, apples = Entry(on, Cluster("aluminium", 1, 5)), Entry(on, Cluster("apples", 2, 5))
    rice = Entry(on, Cluster("rice", 2, 3))
    for script in (
        # Ready to be filed: only the press of the button is missing.
        furniture.write("2026-03-02 10:00", days=16, attachments=("memorandum", "bank-letter", "figures")),
        tourism.write(
            "2026-03-12 10:00",
            days=12,
            consents=(GIVEN, ANNOUNCED, ASKED, DECLINED, REVOKED, NOT_ASKED, GIVEN),
            items=("1.1", "1.2", "1.3", "2", "3.1", "3.2", "5.1"),
            attachments=("memorandum",),
            signed=False,
        ),
        fish.write(
            "2026-03-26 15:00",
            days=2,
            consents=(NOT_ASKED, NOT_ASKED, NOT_ASKED),
            items=("1.1",),
            attachments=(),
            signed=False,
        ),
        rice.write(
            "2026-03-27 09:00",
            days=2,
            consents=(ASKED, ASKED, NOT_ASKED),
            items=(),
            attachments=(),
            signed=False,
            annex1=False,
        ),
        _in_check(leather, "2026-03-04 10:00", "2026-03-27 10:45", "", "", by=""),
        _in_check(
            dairy,
            "2026-03-02 10:00",
            "2026-03-26 11:10",
            "2026-03-27 10:00",
            "2026-03-27 15:00",
            by="screener",
            marks={"application.signed": (Verdict.IN_ORDER, "")},
        ),
        _through(
            on,
            building,
            start="2026-02-24 10:00",
            filed="2026-03-16 12:30",
            papers="2026-03-17 11:00",
            checked="2026-03-19 16:00",
            by="screener3",
        ),
        _returned_and_anew(on, pharma),
        _withdrawn(textile, "2026-02-23 10:00", "2026-03-13 14:00", "2026-03-20 10:15"),
        _amended_lately(honey),
        enter(machinery, "2026-03-20 12:00", received="2026-03-20 11:20"),
        _through(
            on,
            aluminium,
            start="2026-02-26 10:00",
            filed="2026-03-18 09:40",
            checked="2026-03-26 10:30",
            by="screener2",
        ),
        apples.write(
            "2026-03-16 10:00",
            days=10,
            consents=(GIVEN, ASKED, GIVEN, ANNOUNCED, ASKED),
            attachments=("memorandum",),
            signed=False,
        ),
    ):
        stage.add(script)
    stage.add(_change_text(on, "2026-03-05 11:00"))


def _amended_lately(entry: Entry) -> Script:
    yield from entry.write("2026-02-25 10:00", days=9)
    yield from entry.file("2026-03-17 16:00")
    yield from entry.amend("2026-03-27 14:20")


def _returned_and_anew(on: Contest, first: Entry) -> Script:
    """Be returned, and write anew before closing: the new draft follows the returned one."""
    yield from _returned(
        first,
        "2026-02-20 10:00",
        "2026-03-10 10:30",
        "2026-03-13 15:10",
        reasons=("consents.each", "consents.signed"),
        consents=(GIVEN, GIVEN, ASKED, DECLINED, GIVEN, GIVEN),
    )
    anew = Entry(on, first.cluster, name=f"{first.name} (қайта)")
    yield from anew.write(
        "2026-03-26 10:00",
        days=3,
        follows=first.refreshed(),
        items=(),
        attachments=(),
        annex1=False,
        signed=False,
    )


def _change_text(contest: Contest, at: str) -> Script:
    now = yield at
    version = contest.row.versions.last()
    note = {
        "kk": "Электрондық тасығыштың нысаны нақтыланды.",
        "ru": "Уточнен вид электронного носителя.",
    }
    more = {
        "kk": "Электрондық тасығыш – порталда берілген өтінімнің өзі.",
        "ru": "Электронным носителем является сама заявка, поданная на портале.",
        "en": "The electronic medium is the application filed in the portal itself.",
    }
    contest.row = competitions.change_text(
        contest.row,
        text={code: f"{getattr(version, f'text_{code}')}\n\n{more[code]}" for code in more},
        change_note=note,
        acting_as=contest.cast["head"],
        now=now,
    )


# The archive


def import_contest_of_2017(cast: Cast, edition) -> None:
    """Enter the real contest of 2017 as an archive entry, with its sources."""
    known = ANNOUNCEMENTS["archive_2017"]
    import_archive(
        number="2017-1",
        titles={code: entry["title"] for code, entry in known.items()},
        edition=edition,
        closing_on=dt.date(2017, 6, 8),
        archive={
            "announced_on": "2017-04-10",
            "closing_on": "2017-06-08",
            "selected": 6,
            "sources": ["https://smeproject.kz", "https://prs.kz/press/25548"],
        },
        texts={code: Content(**entry) for code, entry in known.items()},
        acting_as=cast["head"],
        now=instant("2025-07-01 10:00"),
    )
