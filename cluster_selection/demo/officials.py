"""What the offices of the demo do: register paper, check, forward, conclude, refer, decide."""

import datetime as dt
from collections.abc import Mapping, Sequence

from applications.enums import Delivered, State
from applications.models import Application
from applications.registration import PaperDelivery
from applications.services import (
    AttachmentEntry,
    MemberEntry,
    enter_paper,
    receive_paper_set,
    refuse_late,
)
from cluster_selection.demo.applicants import DIRECTOR, Entry, members_on_paper, next_signer
from cluster_selection.demo.playing import Contest, Script, instant, scan
from commission.enums import Body, Function, Outcome
from commission.models import CommissionMember, Composition, Meeting, ProtocolItem
from commission.services.composing import compose
from commission.services.deciding import draft_protocol, receive_protocol, save_items, sign_protocol
from commission.services.meeting import open_meeting, record_meeting, save_assessment
from commission.services.publishing import publish_results
from review import services as review
from review.enums import Verdict

# Paper


def _delivery(
    contest: Contest, now: dt.datetime, *, received: str = "", posted_on: str = ""
) -> PaperDelivery:
    registrar = contest.cast["registrar"]
    return PaperDelivery(
        Delivered.POST if posted_on else Delivered.HAND,
        instant(received) if received else now - dt.timedelta(minutes=25),
        posted_on=dt.date.fromisoformat(posted_on) if posted_on else None,
        evidence=scan("postmark" if posted_on else "stamp", acting_as=registrar, now=now),
        electronic_medium=True,
        sheets=64,
    )


def receive_papers(entry: Entry, at: str) -> Script:
    """Receive the paper set of an application filed in the portal."""
    now = yield at
    registrar = entry.contest.cast["registrar"]
    receive_paper_set(entry.refreshed(), delivery=_delivery(entry.contest, now), acting_as=registrar, now=now)


def enter(entry: Entry, at: str, *, received: str = "", posted_on: str = "") -> Script:
    """Enter an application that came on paper, with its members and their consents."""
    now = yield at
    contest, cluster = entry.contest, entry.cluster
    registrar = contest.cast["registrar"]
    language = entry.language
    members = [
        MemberEntry(
            kind=kind,
            name=name,
            identity_number=number,
            region=cluster.facts["region"],
            specialisation=specialisation,
            consent=scan(f"consent-{language}", acting_as=registrar, now=now),
            consent_signer_name=next_signer(cluster.sector, place),
            consent_signer_position=DIRECTOR,
        )
        for place, (kind, name, specialisation, number) in enumerate(members_on_paper(cluster), start=1)
    ]
    papers = scan(f"paper-application-{language}", acting_as=registrar, now=now)
    version = enter_paper(
        contest.row,
        participant=entry.applicant.organisation,
        delivery=_delivery(contest, now, received=received, posted_on=posted_on),
        fields=_annex1(entry),
        members=members,
        attachments=[AttachmentEntry(papers, _INFORMATION[language])],
        signed_form=scan(f"annex1-{language}", acting_as=registrar, now=now),
        language=language,
        acting_as=registrar,
        now=now,
    )
    entry.row = version.application


def refuse(
    entry: Entry, at: str, *, received: str = "", posted_on: str = "", returned: bool = False
) -> Script:
    """Enter late papers in the register of refusals."""
    now = yield at
    entry.row = refuse_late(
        entry.contest.row,
        participant=entry.applicant.organisation,
        delivery=_delivery(entry.contest, now, received=received, posted_on=posted_on),
        fields=_annex1(entry),
        papers_returned_on=now.date() if returned else None,
        language=entry.language,
        acting_as=entry.contest.cast["registrar"],
        now=now,
    )


_INFORMATION = {"kk": "3-қосымша бойынша ақпарат (скан)", "ru": "Информация по приложению 3 (скан)"}


def _annex1(entry: Entry) -> dict:
    organisation, person = entry.applicant.organisation, entry.applicant.user
    return {
        "cluster_name": entry.name,
        "applicant_name": getattr(organisation, f"name_{entry.language}"),
        "regions": [entry.cluster.facts["region"]],
        "industries": entry.cluster.facts["industries"],
        "signer_name": person.full_name,
        "signer_position": person.position,
        "contact_email": person.email,
        "contact_phone": person.phone,
    }


# The check


def begin_check(
    entry: Entry, at: str, *, by: str, marks: Mapping[str, tuple[str, str]] | None = None
) -> Script:
    """Open the check; with ``marks`` also mark lines, without deciding."""
    now = yield at
    official = entry.contest.cast[by]
    check = review.open_the_check(entry.refreshed(), acting_as=official, now=now)
    if marks:
        review.mark_lines(check, marks, acting_as=official, now=now + dt.timedelta(minutes=30))


def admit(entry: Entry, at: str, *, by: str = "screener", reason: str = "") -> Script:
    """Check every line and find the application in order."""
    now = yield at
    official = entry.contest.cast[by]
    application = entry.refreshed()
    check = review.open_the_check(application, acting_as=official, now=now)
    _mark_the_rest(check, {}, official, now + dt.timedelta(minutes=50))
    now = yield now + dt.timedelta(minutes=55)
    review.admit(application, version=check.version, acting_as=official, now=now, reason=reason)


def send_back(entry: Entry, at: str, *, reasons: Sequence[str], by: str = "screener2") -> Script:
    """Check, and return the application for reasons by the key of their line."""
    now = yield at
    official = entry.contest.cast[by]
    application = entry.refreshed()
    check = review.open_the_check(application, acting_as=official, now=now)
    defects = {key: (Verdict.DEFECT, entry.cluster.words("reasons", key)) for key in reasons}
    _mark_the_rest(check, defects, official, now + dt.timedelta(minutes=70))
    now = yield now + dt.timedelta(minutes=80)
    review.return_application(application, version=check.version, acting_as=official, now=now)


def _mark_the_rest(check, marks: Mapping[str, tuple[str, str]], official, now: dt.datetime) -> None:
    lines = {line.key: (Verdict.IN_ORDER, "") for line in check.lines.all() if line.verdict == Verdict.OPEN}
    review.mark_lines(check, {**lines, **marks}, acting_as=official, now=now)


# The institute


def in_state(contest: Contest, state: str) -> list[Application]:
    """Return the applications of the competition in a state, by number."""
    return list(Application.objects.filter(competition=contest.row, state=state).order_by("number"))


def forward(contest: Contest, at: str, *, acknowledged: str = "") -> Script:
    """Forward everything admitted to the institute, which acknowledges it."""
    now = yield at
    admitted = in_state(contest, State.ADMITTED)
    batch = review.forward(contest.row, admitted, acting_as=contest.cast["registrar"], now=now)
    if acknowledged:
        now = yield acknowledged
        review.acknowledge(batch, acting_as=contest.cast["coordinator"], now=now)


def conclude(
    entry: Entry, expert: str, opened: str, *, findings: int = 12, signed: str = "", handed: str = ""
) -> Script:
    """Write the expert conclusion; without ``signed`` it stays a draft with some findings."""
    now = yield opened
    cast, cluster = entry.contest.cast, entry.cluster
    conclusion = review.open_conclusion(
        entry.refreshed(), expert=cast[expert], acting_as=cast["coordinator"], now=now
    )
    now = yield now + dt.timedelta(days=2)
    for finding in conclusion.findings.order_by("position")[:findings]:
        review.save_finding(
            finding,
            values=cluster.finding(finding.key),
            read_version=finding.save_version,
            acting_as=cast[expert],
            now=now,
        )
    if not signed:
        return
    review.save_summary(
        conclusion,
        summary=cluster.summary,
        read_version=conclusion.save_version,
        acting_as=cast[expert],
        now=now,
    )
    now = yield signed
    conclusion = review.sign_conclusion(conclusion, acting_as=cast["institute"], now=now)
    if handed:
        now = yield handed
        review.hand_over(conclusion, acting_as=cast["coordinator"], now=now)


def ask_for_data(entry: Entry, at: str, *, answered: str = "") -> Script:
    """Ask the participant for additional data as the institute; the participant answers."""
    now = yield at
    words = entry.cluster.words
    request = review.ask_for_data(
        entry.refreshed(),
        asked_for=words("request", "asked"),
        item_keys=["3.3"],
        answer_by=now.date() + dt.timedelta(days=10),
        acting_as=entry.contest.cast["coordinator"],
        now=now,
    )
    if answered:
        now = yield answered
        letter = scan(f"bank-letter-{entry.language}", acting_as=entry.applicant, now=now)
        review.answer_data_request(
            request, answer=words("request", "answer"), file=letter, acting_as=entry.applicant, now=now
        )


def refer(
    contest: Contest, at: str, *, by: str = "registrar", acknowledged: str = "", reason: str = ""
) -> Script:
    """Submit everything concluded to the Commission, with ``reason`` also what has no conclusion."""
    now = yield at
    chosen = in_state(contest, State.CONCLUSION_RECEIVED)
    if reason:
        chosen += in_state(contest, State.FORWARDED)
    batch = review.refer(contest.row, chosen, acting_as=contest.cast[by], now=now, reason=reason)
    if acknowledged:
        now = yield acknowledged
        review.acknowledge(batch, acting_as=contest.cast["secretary"], now=now)


# The Commission

_COMPOSITION = (
    ("chair", Function.CHAIR, Body.STATE_BODY, True),
    ("member", Function.MEMBER, Body.STATE_BODY, True),
    ("member2", Function.MEMBER, Body.STATE_BODY, True),
    ("member3", Function.MEMBER, Body.NATIONAL_COMPANY, True),
    ("member4", Function.MEMBER, Body.NATIONAL_COMPANY, True),
    ("member5", Function.MEMBER, Body.ATAMEKEN, True),
    ("secretary", Function.SECRETARY, Body.STATE_BODY, False),
)
_AGENDA = "1. Өтінімдерді кешенді бағалау.\n2. Жеңімпаздарды айқындау туралы шешім."
_PLACE = "Астана, министрлік ғимараты, 3-қабаттағы мәжіліс залы"


def form_commission(contest: Contest, at: str, *, order: str) -> Script:
    """Record the order that forms the Commission: six members with a vote, quorum four."""
    now = yield at
    head = contest.cast["head"]
    members = [
        CommissionMember(
            membership=contest.cast[login],
            name=contest.cast[login].user.full_name,
            post=contest.cast[login].user.position,
            body=body,
            function=function,
            votes=votes,
        )
        for login, function, body, votes in _COMPOSITION
    ]
    compose(
        contest.row,
        order_number=order,
        order_on=now.date(),
        quorum=4,
        majority="қатысқан мүшелер дауысының жай көпшілігі",
        members=members,
        file=scan("commission-order", acting_as=head, now=now),
        acting_as=head,
        now=now,
    )


def call_meeting(contest: Contest, at: str, *, starts: str) -> Meeting:
    """Call a meeting of the Commission; a script that returns the meeting."""
    now = yield at
    return open_meeting(
        contest.row,
        composition=Composition.objects.get(competition=contest.row),
        starts_at=instant(starts),
        place=_PLACE,
        agenda=_AGENDA,
        acting_as=contest.cast["secretary"],
        now=now,
    )


def assess(entry: Entry, at: str, *, strong: bool, by: str = "secretary") -> Script:
    """Write the comprehensive assessment of an application."""
    now = yield at
    save_assessment(
        entry.refreshed(),
        values=entry.cluster.assessment(strong=strong),
        read_version=0,
        acting_as=entry.contest.cast[by],
        now=now,
    )


def hold_meeting(
    contest: Contest,
    meeting: Meeting,
    *,
    recorded: str,
    ends: str,
    outcomes: Sequence[tuple[Entry, str]],
    received: str,
    absent: Sequence[str] = (),
    recused: tuple[str, Entry, str] | None = None,
) -> Script:
    """Record the meeting, decide, sign the protocol, and let the organiser receive it."""
    now = yield recorded
    cast, starts = contest.cast, meeting.starts_at
    members = {member.membership_id: member for member in meeting.composition.members.all()}
    attending = [members[cast[login].pk] for login, *_rest in _COMPOSITION if login not in absent]
    recusals = []
    if recused:
        login, entry, ground = recused
        recusals = [(members[cast[login].pk], entry.refreshed(), ground)]
    meeting = record_meeting(
        meeting,
        ends_at=instant(ends),
        attendance=[(member, starts, None) for member in attending],
        recusals=recusals,
        acting_as=cast["secretary"],
        now=now,
    )
    protocol = draft_protocol(meeting, acting_as=cast["secretary"], now=now)
    voting = sum(member.votes for member in attending)
    items = [
        _item(entry, outcome, voting - bool(recused and recused[1] is entry), starts + (place + 1) * _EACH)
        for place, (entry, outcome) in enumerate(outcomes)
    ]
    save_items(protocol, items, acting_as=cast["secretary"], now=now)
    now = yield now + dt.timedelta(hours=2)
    protocol = sign_protocol(protocol, acting_as=cast["chair"], now=now)
    now = yield received
    receive_protocol(protocol, occurred_at=now, evidence=None, acting_as=cast["registrar"], now=now)


_EACH = dt.timedelta(minutes=12)


def _item(entry: Entry, outcome: str, voting: int, voted_at: dt.datetime) -> ProtocolItem:
    against = 1 if outcome == Outcome.NOT_SELECTED else 0
    decided = outcome != Outcome.ADJOURNED
    return ProtocolItem(
        application=entry.refreshed(),
        outcome=outcome,
        voted_at=voted_at if decided else None,
        votes_for=voting - against if decided else 0,
        votes_against=against if decided else 0,
        grounds=entry.cluster.words("grounds", outcome),
    )


def publish(contest: Contest, at: str, *, reason: str = "") -> Script:
    """Publish the results."""
    now = yield at
    contest.row = publish_results(contest.row, acting_as=contest.cast["head"], now=now, reason=reason)
