"""A contest before its Commission: referred applications as rows, the decision through the services."""

import datetime as dt

from applications.enums import State, VersionAct
from applications.models import Application, ApplicationVersion
from cluster_selection.accounts.enums import Role
from cluster_selection.accounts.models import Membership
from cluster_selection.clock import local
from cluster_selection.documents.models import IssuedDocument
from cluster_selection.files.services import keep
from cluster_selection.journal.canonical import digest
from commission.enums import Body, Function, Outcome
from commission.guards import ASSESSMENT_FIELDS
from commission.models import CommissionMember, Composition, Meeting, Protocol, ProtocolItem
from commission.services import composing, deciding, publishing
from commission.services import meeting as meetings
from review.enums import BatchKind, ConclusionState
from review.models import Batch, BatchItem, Conclusion, CriterionFinding, DataRequest
from tests.factories import OrganisationFactory, UserFactory, member
from tests.scenario import Scenario, pdf

REFERRED_AT = "2026-06-01T12:00:00+05:00"
MEETING_AT = "2026-06-29T10:00:00+05:00"  # a Monday
SIGNED_AT = "2026-06-30T11:00:00+05:00"
RECEIVED_AT = "2026-07-03T09:00:00+05:00"  # a Friday; the Monday after it is a holiday
LAST_DAY = dt.date(2026, 7, 9)
GROUNDS = "Тізбегі толығырақ, өсуі шарттармен расталған: МӘН-7391"  # a mark no page outside may show
CLUSTERS = (
    ("Ақмола сүт кластері", "110000000", "A"),
    ("Алматы жиһаз кластері", "750000000", "C"),
    ("Маңғыстау туризм кластері", "470000000", "I"),
)


class Decisions(Scenario):
    """The scenario with a Commission of five votes, quorum three.

    ``voters`` are the members with a vote in order, the chair first.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = ("Оспанов Т. Е.", "Абенова Л. Ж.", "Нұрғалиев С. К.", "Ли О. В.", "Қасымова А. Н.")
        chair, first = self.chair, self.people[Role.MEMBER]
        others = [member(Role.MEMBER) for _number in range(3)]
        self.voters: list[Membership] = [chair, first, *others]
        for membership, name in zip(self.voters, names, strict=True):
            membership.user.full_name, membership.user.position = name, "департамент директоры"
            membership.user.save()

    # Before the Commission

    def before_commission(
        self, number: int = 2, *, composed: bool = True, closing_on=None
    ) -> list[Application]:
        """Return the referred applications of an announced competition, and compose its Commission."""
        contest = self.announced()
        self.at(REFERRED_AT)
        applications = [self.referred(contest, position) for position in range(1, number + 1)]
        if composed:
            self.composed(contest)
        return applications

    def referred(
        self, contest, position: int = 1, *, state=State.REFERRED, with_conclusion=True
    ) -> Application:
        """Return an application as the earlier rooms leave it: filed, concluded, submitted."""
        name, region, industry = CLUSTERS[(position - 1) % len(CLUSTERS)]
        participant = OrganisationFactory(
            name_kk=f"«Бастау {position}» қауымдастығы",
            name_ru=f"Ассоциация «Бастау {position}»",
            name_en=f"Association Bastau {position}",
            region=region,
        )
        writer = member(Role.REPRESENTATIVE, organisation=participant)
        application = Application.objects.create(
            competition=contest,
            participant=participant,
            state=state,
            number=f"{contest.number}/{position:03d}",
            cluster_name=name,
            applicant_name=participant.name_kk,
            regions=[region],
            industries=[industry],
            signer_name="Ахметов Данияр Серікұлы",
            signer_position="директор",
            submitted_at=self.now,
            registered_at=self.now,
            registered_on=self.now.date(),
            filed_by=writer,
            created_at=self.now,
            created_by=writer,
            updated_at=self.now,
        )
        version = self._version(application, writer)
        if state == State.REFERRED:
            conclusion = self._conclusion(application, version) if with_conclusion else None
            self._submitted(application, version, conclusion)
        return application

    def _version(self, application, writer) -> ApplicationVersion:
        file = keep(b"%PDF-1.4\n%%EOF\n", name="business-plan.pdf", kind="pdf", now=self.now)
        manifest = {
            "schema": 1,
            "language": "kk",
            "notices": [],
            "participant": {
                "kind": application.participant.kind,
                "identity": "BIN",
                "identity_number": application.participant.identity_number,
                "lead": None,
                "name": {
                    code: getattr(application.participant, f"name_{code}") for code in ("kk", "ru", "en")
                },
            },
            "annex1": {
                "cluster_name": application.cluster_name,
                "applicant_name": application.applicant_name,
                "regions": application.regions,
                "industries": application.industries,
                "signer_position": application.signer_position,
                "signer_name": application.signer_name,
                "contact_email": "a@example.kz",
                "contact_phone": "",
                "signed_form": None,
            },
            "members": [
                {
                    "id": "1",
                    "kind": "PRODUCER",
                    "name": "«Есіл сүт» ЖШС",
                    "identity": "BIN",
                    "identity_number": "150140000012",
                    "region": "110000000",
                    "specialisation": "ірімшік",
                    "consent": {
                        "state": "GIVEN",
                        "signer_name": "Т. Е.",
                        "signer_position": "директор",
                        "file": None,
                    },
                }
            ],
            "annex3": {"1.1": "Ақмола облысы, Көкшетау қаласы"},
            "attachments": [
                {
                    "id": "2",
                    "kind": "OTHER",
                    "item": "",
                    "title": "Бизнес-жоспар",
                    "file": {
                        "id": str(file.pk),
                        "sha256": file.sha256,
                        "name": file.original_name,
                        "size": file.size,
                    },
                }
            ],
        }
        receipt = IssuedDocument.objects.create(
            kind="receipt",
            number=application.number,
            code=_code(application),
            competition_id=application.competition_id,
            subject_type="application",
            subject_id=application.pk,
            payload={},
            payload_sha256="0" * 64,
            issued_at=self.now,
        )
        return ApplicationVersion.objects.create(
            application=application,
            number=1,
            act=VersionAct.FILED,
            manifest=manifest,
            sha256=digest(manifest),
            occurred_at=self.now,
            received_at=self.now,
            filed_by=writer,
            receipt=receipt,
        )

    def _conclusion(self, application, version) -> Conclusion:
        conclusion = Conclusion.objects.create(
            application=application,
            version=version,
            state=ConclusionState.HANDED_OVER,
            expert=self.expert,
            summary="Критерийлерге сәйкес келеді.",
            number=f"{application.number}-E",
            created_at=self.now,
            signed_at=self.now,
            signed_by=self.institute_head,
            handed_over_at=self.now,
            handed_over_by=self.coordinator,
        )
        criteria = application.competition.law.judged
        CriterionFinding.objects.bulk_create(
            CriterionFinding(
                conclusion=conclusion,
                key=part.key,
                position=position,
                finding="тізбек бар",
                strengths="тоғыз ұйым",
            )
            for position, part in enumerate(criteria, start=1)
        )
        return conclusion

    def _submitted(self, application, version, conclusion) -> BatchItem:
        batch, _created = Batch.objects.get_or_create(
            competition=application.competition,
            kind=BatchKind.REFERRAL,
            number=1,
            defaults={"sent_at": self.now, "sent_by": self.registrar},
        )
        return BatchItem.objects.create(
            batch=batch, application=application, version=version, conclusion=conclusion
        )

    def asked_for_data(self, application) -> DataRequest:
        """Return an answered request for additional data."""
        return DataRequest.objects.create(
            application=application,
            state="ANSWERED",
            asked_for="энергетика туралы мәліметтер",
            item_keys=[],
            asked_by_office="INSTITUTE",
            sent_at=self.now,
            sent_by=self.coordinator,
            answer="қосалқы станция бар",
            file=pdf(self.now, "grid.pdf"),
            answered_at=self.now,
            answered_by=application.filed_by,
        )

    # The Commission

    def members(self) -> list[CommissionMember]:
        """Return the unsaved rows of the order: five with a vote, and the secretary."""
        bodies = (Body.STATE_BODY, Body.NATIONAL_COMPANY, Body.ATAMEKEN, Body.STATE_BODY, Body.STATE_BODY)
        rows = [
            CommissionMember(
                membership=membership,
                name=membership.user.full_name,
                post=membership.user.position,
                body=body,
                function=Function.MEMBER if number else Function.CHAIR,
            )
            for number, (membership, body) in enumerate(zip(self.voters, bodies, strict=True))
        ]
        secretary = CommissionMember(
            membership=self.secretary,
            name="Исаева Д. М.",
            post="бас сарапшы",
            body=Body.STATE_BODY,
            function=Function.SECRETARY,
            votes=False,
        )
        return [*rows, secretary]

    def composed(self, contest, **fields) -> Composition:
        """Return the composition of the Commission: quorum three of five."""
        values = {
            "order_number": "41",
            "order_on": dt.date(2026, 1, 9),
            "quorum": 3,
            "majority": "отырысқа қатысушылардың жай көпшілігі",
            "members": self.members(),
            "file": None,
            **fields,
        }
        return composing.compose(contest, acting_as=self.head, now=self.now, **values)

    # The meeting

    def meeting(self, contest, at: str = MEETING_AT) -> Meeting:
        """Return an open meeting without attendance."""
        self.at(at)
        return meetings.open_meeting(
            contest,
            composition=contest.compositions.last(),
            starts_at=self.now,
            place="Астана, Қабанбай батыр даңғылы, 32/1",
            agenda="1. Жеңімпаздарды айқындау.",
            acting_as=self.secretary,
            now=self.now,
        )

    def recorded(
        self, meeting: Meeting, *, present: int = 5, recusals=(), hours: float = 2, attendance=None
    ) -> Meeting:
        """Record who was present (the first ``present`` voters from the beginning) and end the meeting."""
        ends_at = meeting.starts_at + dt.timedelta(hours=hours)
        self.at(max(self.now, ends_at))
        rows = list(meeting.composition.members.all())
        intervals = [(row, meeting.starts_at, None) for row in rows[:present]]
        return meetings.record_meeting(
            meeting,
            ends_at=ends_at,
            attendance=intervals if attendance is None else attendance,
            recusals=list(recusals),
            acting_as=self.secretary,
            now=self.now,
        )

    def assessed(self, application: Application) -> None:
        """Write the comprehensive assessment."""
        meetings.save_assessment(
            application,
            values={name: f"{name}: тоғыз ұйым, экспорт өсті" for name in ASSESSMENT_FIELDS},
            read_version=0,
            acting_as=self.secretary,
            now=self.now,
        )

    # The protocol

    def item(self, application, outcome=Outcome.WINNER, *, votes=(5, 0, 0), minutes: int = 30, **fields):
        """Return an unsaved item of a protocol, voted so many minutes after the beginning of the meeting."""
        votes_for, against, abstained = (0, 0, 0) if outcome == Outcome.ADJOURNED else votes
        meeting = Meeting.objects.filter(competition=application.competition_id).order_by("number").last()
        values = {
            "voted_at": None
            if outcome == Outcome.ADJOURNED
            else meeting.starts_at + dt.timedelta(minutes=minutes),
            "grounds": GROUNDS,
            **fields,
        }
        return ProtocolItem(
            application=application,
            outcome=outcome,
            votes_for=votes_for,
            votes_against=against,
            votes_abstained=abstained,
            **values,
        )

    def drafted(self, meeting: Meeting, items) -> Protocol:
        """Return a draft protocol with its items."""
        protocol = deciding.draft_protocol(meeting, acting_as=self.secretary, now=self.now)
        return deciding.save_items(protocol, list(items), acting_as=self.secretary, now=self.now)

    def ready_to_sign(
        self, applications, outcomes=(Outcome.WINNER, Outcome.NOT_SELECTED), **held
    ) -> Protocol:
        """Return a draft protocol that the chair may sign now: a meeting, its record, assessments, items."""
        meeting = self.recorded(self.meeting(applications[0].competition), **held)
        pairs = list(zip(applications, outcomes, strict=False))
        for application, outcome in pairs:
            if outcome != Outcome.ADJOURNED and not hasattr(application, "assessment"):
                self.assessed(application)
        protocol = self.drafted(meeting, [self.item(application, outcome) for application, outcome in pairs])
        self.at(max(self.now, dt.datetime.fromisoformat(SIGNED_AT)))
        return protocol

    def signed(self, protocol: Protocol) -> Protocol:
        """Return the protocol signed by the chair."""
        return deciding.sign_protocol(protocol, acting_as=self.chair, now=self.now)

    def received(self, protocol: Protocol, at: str | dt.datetime = RECEIVED_AT) -> Protocol:
        """Return the protocol received by the registrar."""
        self.at(at)
        return deciding.receive_protocol(
            protocol, occurred_at=self.now, evidence=None, acting_as=self.registrar, now=self.now
        )

    def decided(self, number: int = 2, outcomes=(Outcome.WINNER, Outcome.NOT_SELECTED)) -> list[Application]:
        """Return the applications of a contest whose protocol the organiser has received."""
        applications = self.before_commission(number)
        self.received(self.signed(self.ready_to_sign(applications, outcomes)))
        return applications

    def published(self, contest, at: str | None = None, *, reason: str = ""):
        """Return the contest with its results published by the head."""
        if at:
            self.at(at)
        contest.refresh_from_db()
        return publishing.publish_results(contest, acting_as=self.head, now=self.now, reason=reason)


def _code(application) -> str:
    from cluster_selection.documents.codes import new_code

    return new_code()


def a_person(**fields):
    """Return a person without any membership."""
    return UserFactory(**fields)


def clock(instant: dt.datetime) -> str:
    """Return the time of an instant as it is typed: 10:30."""
    return f"{local(instant):%H:%M}"
