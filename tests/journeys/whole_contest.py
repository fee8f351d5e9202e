"""A whole contest, walked page by page as each of its people: from the draft of the announcement to its end.

One walk for both ways of walking (``visitors``). The representative of W wins; N is not selected, having
filed a tenth of a second before midnight; P came on paper, posted in time and entered late; R is returned;
D is withdrawn; L pressed at midnight and is refused; Q's papers came late.
"""

import datetime as dt
import re

from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from applications.enums import State
from applications.models import Application, Consent, Member
from cluster_selection.accounts.enums import Role
from cluster_selection.competitions.models import Competition
from cluster_selection.delivery.models import Job
from cluster_selection.delivery.registry import handler_of
from commission.models import Composition, Meeting, Protocol
from review.models import Batch, Conclusion
from tests.factories import member, synthetic_bin
from tests.journeys.visitors import Upload
from tests.review.factories import ReviewRoom

CLOSING_ON = "20.03.2026"
LAST_TENTH = "2026-03-20T23:59:59.900000+05:00"
MIDNIGHT = "2026-03-21T00:00:00+05:00"


class Walk:
    """The people, the clock, and the pages of one contest; ``visitor(membership)`` opens them."""

    def __init__(self, visitor):
        self.room = ReviewRoom("2026-01-12T09:30:00+05:00")
        self._visitor, self._visitors = visitor, {}
        self.w = self.room.representative
        self.others = {letter: self.room.participant() for letter in "NPRDLQ"}
        commission = self.room.people[Role.MEMBER].organisation
        self.members = [self.room.people[Role.MEMBER]]
        self.members += [member(Role.MEMBER, organisation=commission) for _ in range(3)]
        self.contest: Competition | None = None
        self.applications: dict[str, Application] = {}

    # Steps

    def at(self, instant: str) -> None:
        """Move the clock of the law."""
        self.room.at(instant)

    def as_(self, person):
        """Return the visitor who acts in a membership; None is a reader from the street."""
        key = person.pk if person is not None else None
        if key not in self._visitors:
            self._visitors[key] = self._visitor(person)
        return self._visitors[key]

    def office(self, role: Role):
        """Return the visitor of an office."""
        return self.as_(self.room.people[role])

    def address(self, name: str, *args, language: str = "kk", **parts) -> str:
        """Return the address of a page."""
        with override(language):
            return reverse(name, args=args or None, kwargs=parts or None)

    def application(self, letter: str) -> Application:
        """Return an application as it stands."""
        self.applications[letter].refresh_from_db()
        return self.applications[letter]

    def state(self, letter: str) -> str:
        """Return the state of an application."""
        return self.application(letter).state

    # The contest

    def announce(self) -> None:
        """The head writes the draft and announces; the registrar confirms the issue of the periodical."""
        self.at("2026-01-12T09:40:00+05:00")
        head = self.office(Role.HEAD).open(self.address("competitions:new"))
        head.send(
            title_kk="Аумақтық кластерлерді конкурстық іріктеу – 2026",
            title_ru="Конкурсный отбор территориальных кластеров – 2026",
            title_en="Competitive selection of territorial clusters – 2026",
            decision_kind="бұйрық",
            decision_number="27",
            decision_on="12.01.2026",
            decision_signatory="А. Серікова",
            decision_file=Upload("decision.pdf"),
            closing_on=CLOSING_ON,
            accepting_officer=str(self.room.registrar.pk),
            text_kk="Өтінімдер қабылданады.",
            text_ru="Принимаются заявки.",
            text_en="Applications are accepted.",
            ground_kind="TRAINING",
            ground_number="1",
            ground_on="05.01.2026",
            **{"print-0-medium": "Индустрия хабаршысы", "print-0-planned_on": "12.01.2026"},
        )
        self.contest = Competition.objects.get()
        self.at("2026-01-12T10:00:00+05:00")
        head.open(self.address("competitions:announce", self.contest.pk)).send(confirmed=True)
        self.contest.refresh_from_db()
        self.at("2026-01-13T11:00:00+05:00")
        issue = self.contest.prints.get()
        page = self.address("competitions:confirm_one_print", self.contest.pk, issue.pk)
        self.office(Role.REGISTRAR).open(page).send(
            actual_on="12.01.2026", issue_number="4", evidence=Upload("issue.pdf")
        )
        reader = self.as_(None)
        for language in ("kk", "ru", "en"):
            reader.open(self.address("competitions:competition", self.contest.pk, language=language))
            assert f"– {self.contest.number[:4]}" in reader.text

    def write_as_w(self) -> None:
        """W writes its whole application through the pages; one member consents through its link."""
        self.at("2026-02-16T10:00:00+05:00")
        w = self.as_(self.w).open(self.address("applications:start", self.contest.pk))
        w.send(cluster_name="Ақмола сүт кластері", language="kk")
        application = self.applications["W"] = Application.objects.get()
        w.open(self._own("annex1", "W")).send(
            applicant_name="«Көкше сүт» қауымдастығы",
            regions=["110000000"],
            industries=["A", "C"],
            signer_position="атқарушы директор",
            signer_name="Ахметов Данияр Серікұлы",
        )
        for number, name in enumerate(("«Есіл сүт» ЖШС", "«Зеренді шаруа» ШҚ"), start=1):
            w.open(self._own("add_member", "W")).send(
                kind="PRODUCER",
                name=name,
                identity="BIN",
                identity_number=synthetic_bin(number),
                region="110000000",
                contact_email=f"member{number}@example.kz",
            )
        first, second = Member.objects.filter(application=application)
        w.open(self._own("give", "W", first.pk)).send(
            signer_name="Тілеуов Ержан", signer_position="директор", file=Upload("consent.pdf")
        )
        self._consent_by_link(second)
        for item in self.contest.law.main_items:
            w.open(self._own("item", "W", item.key)).send(text=f"{item.number}: тоғыз ұйым, 2 340 жұмысшы.")
        w.open(self._own("documents", "W")).send(files=Upload("charter.pdf"), title="Жарғы")
        w.open(self._own("signed_form", "W")).send(file=Upload("annex1.pdf"))

    def _consent_by_link(self, asked: Member) -> None:
        self.as_(self.w).open(self._own("ask", "W", asked.pk)).send(email="member2@example.kz")
        self.send_letters()
        link = re.search(r"https?://[^/]+(/\S*consents/\S+)", mail.outbox[-1].body)[1]
        reader = self.as_(None).open(link)
        reader.send(action="announce/", signer_name="Серік Асан", signer_position="төраға")
        assert Consent.objects.get(member=asked).state == "ANNOUNCED"
        reader.open(link).send(
            action="give/", signer_name="Серік Асан", signer_position="төраға", file=Upload("annex2.pdf")
        )
        assert Consent.objects.get(member=asked).state == "GIVEN"

    def send_letters(self) -> None:
        """Let the worker post the letters that wait; the PDFs wait on."""
        for job in Job.objects.filter(done_at=None, kind__in=("mail.send", "accounts.letter")):
            handler_of(job.kind).run(job.payload)
            Job.objects.filter(pk=job.pk).update(done_at=self.room.now)

    def prepare(self, letter: str, *, complete: bool = True) -> None:
        """Another participant has written its draft."""
        self.applications[letter] = self.room.draft(self.contest, self.others[letter], complete=complete)

    def press_file(self, letter: str, *, status: int = 200, **values) -> None:
        """Check the answers and press the button that files them, at the time it is."""
        who = self.as_(self.w if letter == "W" else self.others[letter])
        who.open(self._own("check", letter)).send()
        self._pressing(letter, who, status, values)

    def check_answers(self, letter: str) -> None:
        """Only check the answers: the page with the button stands open."""
        self.as_(self.others[letter]).open(self._own("check", letter)).send()

    def press_on_open_page(self, letter: str, *, status: int = 200) -> None:
        """Press the button of the page that stands open."""
        self._pressing(letter, self.as_(self.others[letter]), status, {})

    def _pressing(self, letter: str, who, status: int, values: dict) -> None:
        who.send(action="file/", status=status, **values)

    def _own(self, name: str, letter: str, *parts) -> str:
        return self.address(f"applications:{name}", self.applications[letter].pk, *parts)

    def receive_paper_set(self, letter: str, received: str) -> None:
        """The registrar takes in the paper set of an application filed in the portal."""
        page = self.address("review:receive_paper_set", self.applications[letter].pk)
        self.office(Role.REGISTRAR).open(page).send(
            delivered="HAND", received_at=received, evidence=Upload("stamp.pdf"), electronic_medium=True
        )

    def check(self, letter: str, *, defect: str = "") -> None:
        """The screener begins the check, marks every line, and admits or returns."""
        pk = self.applications[letter].pk
        screener = self.office(Role.SCREENER).open(self.address("review:check", pk))
        screener.send(action="begin/")
        check = self.applications[letter].checks.get()
        marks = {}
        for line in check.lines.all():
            if line.key == defect:
                marks |= {f"v-{line.key}": "DEFECT", f"r-{line.key}": "Қол қойылмаған."}
            elif line.verdict in ("OPEN", "DEFECT"):
                marks[f"v-{line.key}"] = "IN_ORDER"
        screener.open(self.address("review:check", pk))
        screener.send(press={"next": "return" if defect else "admit"}, **marks)
        screener.send()

    def withdraw(self, letter: str) -> None:
        """The participant withdraws with a written notice."""
        who = self.as_(self.others[letter]).open(self._own("withdraw", letter))
        who.send(text="Қағидалардың 9-тармағы бойынша өтінімді кері қайтарып аламыз.")

    def enter_paper(self, letter: str, *, received: str, posted: str = "", late: bool = False) -> None:
        """The registrar enters an application that came on paper, or refuses it as late."""
        registrar = self.office(Role.REGISTRAR).open(self.address("review:enter_paper", self.contest.pk))
        values = {
            "delivered": "POST" if posted else "HAND",
            "posted_on": posted,
            "received_at": received,
            "evidence": Upload("postmark.pdf"),
            "known": str(self.others[letter].organisation_id),
            "cluster_name": "Алматы жиһаз кластері",
            "applicant_name": "«Алатау» қауымдастығы",
            "regions": ["750000000"],
            "industries": ["C"],
            "signer_position": "төраға",
            "signer_name": "Сейтқали Арман",
        }
        registrar.send(**values)
        if late:
            registrar.send(confirm_late=True)
        self.applications[letter] = Application.objects.get(participant=self.others[letter].organisation)

    def forward(self, *letters: str) -> None:
        """The registrar forwards; the coordinator confirms the receipt."""
        chosen = [str(self.applications[letter].pk) for letter in letters]
        page = self.address("review:forwarding", self.contest.pk)
        self.office(Role.REGISTRAR).open(page).send(applications=chosen)
        self.office(Role.COORDINATOR).open(self.address("review:institute")).send(action="acknowledge/")

    def conclude(self, *letters: str, through_pages: str = "W") -> None:
        """The institute writes, signs and hands over; one conclusion line by line through the pages."""
        coordinator = self.office(Role.COORDINATOR)
        expert, head = self.office(Role.EXPERT), self.office(Role.INSTITUTE_HEAD)
        for letter in letters:
            application = self.application(letter)
            if letter in through_pages:
                coordinator.open(self.address("review:institute"))
                coordinator.send(action=f"{application.pk}/begin/")
                conclusion = Conclusion.objects.get(application=application)
                coordinator.open(self.address("review:conclusion", conclusion.pk))
                coordinator.send(action="assign/", expert=str(self.room.expert.pk))
                for part in self.contest.law.judged:
                    expert.open(self.address("review:finding", conclusion.pk, part.key)).send(
                        finding=f"{part.number}: сәйкес келеді.",
                        strengths="тізбек бар",
                        weaknesses="логистика",
                        opportunities="экспорт",
                        threats="құрғақшылық",
                        factors="шикізат бағасы",
                    )
                expert.open(self.address("review:conclusion", conclusion.pk))
                expert.send(summary="Кластер өлшемшарттарға сәйкес келеді.")
            else:
                conclusion = self.room.written(application)
            head.open(self.address("review:sign_conclusion", conclusion.pk)).send()
            coordinator.open(self.address("review:hand_over_conclusion", conclusion.pk)).send()

    def refer(self, *letters: str) -> None:
        """The registrar submits the materials to the Commission; its secretary confirms the receipt."""
        chosen = [str(self.applications[letter].pk) for letter in letters]
        page = self.address("review:referral", self.contest.pk)
        self.office(Role.REGISTRAR).open(page).send(applications=chosen)
        batch = Batch.objects.get(kind="REFERRAL")
        secretary = self.office(Role.SECRETARY).open(self.address("commission:contest", self.contest.pk))
        secretary.send(action=f"{batch.pk}/acknowledge/")

    def compose(self) -> None:
        """The head records the order that forms the Commission."""
        head = self.office(Role.HEAD).open(self.address("commission:compose", self.contest.pk))
        head.send(
            order_number="41", order_on=f"{self.room.now:%d.%m.%Y}", quorum="3", majority="жай көпшілік"
        )

    def meet(self, starts: str) -> None:
        """The secretary calls the meeting."""
        page = self.address("commission:open_meeting", self.contest.pk)
        self.office(Role.SECRETARY).open(page).send(starts_at=starts, place="Астана", agenda="1. Шешім")

    def assess(self, *letters: str) -> None:
        """The secretary writes the comprehensive assessment of each application."""
        for letter in letters:
            page = self.address("commission:assessment", self.applications[letter].pk)
            self.office(Role.SECRETARY).open(page).send(
                strengths="толық тізбек",
                weaknesses="логистика",
                opportunities="экспорт",
                threats="құрғақшылық",
                factors="шикізат",
                competitiveness="жоғары",
            )

    def decide(self, outcomes: dict[str, str], *, ends: str, time: str) -> None:
        """The secretary records the meeting and the decisions; the chair signs."""
        meeting = Meeting.objects.get()
        secretary, chair = self.office(Role.SECRETARY), self.office(Role.CHAIR)
        voting = Composition.objects.get().members.filter(votes=True)
        begun = f"{dt.datetime.fromisoformat(f'2026-01-01T{time}'):%H:%M}"
        secretary.open(self.address("commission:record_meeting", meeting.pk)).send(
            ends_at=ends, **{f"present_{row.pk.hex}": f"{begun}–" for row in voting}
        )
        secretary.open(self.address("commission:meeting", meeting.pk)).send(action="protocol/")
        protocol = Protocol.objects.get()
        items = {}
        for letter, outcome in outcomes.items():
            prefix = f"item-{self.applications[letter].pk.hex}"
            items |= {
                f"{prefix}-outcome": outcome,
                f"{prefix}-voted_at": time,
                f"{prefix}-votes_for": str(voting.count()),
                f"{prefix}-grounds": "Кешенді талдау бойынша.",
            }
        secretary.open(self.address("commission:items", protocol.pk)).send(**items)
        chair.open(self.address("commission:sign", protocol.pk)).send()

    def receive_protocol(self) -> None:
        """The registrar receives the protocol."""
        page = self.address("commission:receive", Protocol.objects.get().pk)
        self.office(Role.REGISTRAR).open(page).send(when="now")

    def publish(self) -> None:
        """The head publishes the results."""
        self.office(Role.HEAD).open(self.address("commission:publication", self.contest.pk)).send()

    # The whole

    def walk(self) -> None:
        """Walk from the announcement to the moment before the results are published."""
        self.announce()
        self.write_as_w()
        for letter, complete in (("N", True), ("R", True), ("D", True), ("L", True)):
            self.prepare(letter, complete=complete)

        self.at("2026-03-11T14:05:12+05:00")
        self.press_file("W")
        self.press_file("R")
        self.press_file("D")
        self.at("2026-03-13T11:00:00+05:00")
        self.receive_paper_set("W", "13.03.2026 10:30")
        self.check("W")
        self.check("R", defect="consents.signed")
        self.at("2026-03-18T12:00:00+05:00")
        self.withdraw("D")
        assert (self.state("W"), self.state("R"), self.state("D")) == (
            State.ADMITTED,
            State.RETURNED,
            State.WITHDRAWN,
        )

        self.at("2026-03-20T17:00:00+05:00")
        self.check_answers("L")
        self.check_answers("N")
        self.at(LAST_TENTH)
        self.press_on_open_page("N")
        self.at(MIDNIGHT)
        self.press_on_open_page("L", status=409)
        late = self.as_(self.others["L"])
        assert re.search(r"#c11\b", late.text)  # the refusal names its clause
        late.open(self._own("application", "L"))
        assert self._own("download_html", "L") in late.text  # and what was written can be taken away
        assert (self.state("N"), self.state("L")) == (State.REGISTERED, State.DRAFT)

        self.at("2026-03-26T11:00:00+05:00")  # Nauryz is over
        self.receive_paper_set_by_post("N")
        self.enter_paper("P", received="26.03.2026 10:10", posted="20.03.2026")
        self.enter_paper("Q", received="26.03.2026 10:20", posted="21.03.2026", late=True)
        self.at("2026-03-27T10:00:00+05:00")
        self.check("N")
        self.check("P")
        self.at("2026-03-31T15:00:00+05:00")
        self.forward("W", "N", "P")
        self.at("2026-04-20T10:00:00+05:00")
        self.conclude("W", "N", "P")
        self.compose()
        self.at("2026-04-22T10:00:00+05:00")
        self.refer("W", "N", "P")
        self.assess("W", "N", "P")
        self.meet("24.04.2026 10:00")
        self.at("2026-04-24T13:00:00+05:00")
        self.decide(
            {"W": "WINNER", "N": "NOT_SELECTED", "P": "NOT_SELECTED"}, ends="24.04.2026 12:00", time="10:00"
        )
        self.at("2026-04-27T10:00:00+05:00")
        self.receive_protocol()
        self.at("2026-04-28T16:00:00+05:00")

    def receive_paper_set_by_post(self, letter: str) -> None:
        """The paper set of a last-minute filing comes by post, with the postmark of the closing day."""
        page = self.address("review:receive_paper_set", self.applications[letter].pk)
        self.office(Role.REGISTRAR).open(page).send(
            delivered="POST",
            posted_on=CLOSING_ON,
            received_at="26.03.2026 10:00",
            evidence=Upload("postmark.pdf"),
            electronic_medium=True,
        )
