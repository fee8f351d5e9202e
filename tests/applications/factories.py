"""Applications brought to a stage through the services, on the frozen clock of the scenario."""

import datetime as dt
import io

import pikepdf

from applications import services
from applications.enums import ConsentState, Delivered
from applications.models import Application, ApplicationVersion, FilingPackage, Member
from applications.registration import PaperDelivery
from cluster_selection.accounts.models import Organisation
from tests.factories import synthetic_bin
from tests.scenario import Scenario, pdf


def one_page() -> bytes:
    """Return a PDF of one blank page."""
    content = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.save(content)
    return content.getvalue()


PDF = one_page()
CLOSING_ON = dt.date(2026, 3, 20)
LAST_INSTANT = "2026-03-20T23:59:59.999999+05:00"
CLOSING = "2026-03-21T00:00:00+05:00"


class Room(Scenario):
    """The scenario with applications; ``representative`` and ``editor`` are of one participant."""

    def draft(
        self, contest, acting_as=None, *, members: int = 2, complete: bool = True, **fields
    ) -> Application:
        """Return a draft: complete with members, consents, answers and the signed form, or only started."""
        acting_as = acting_as or self.representative
        application = services.start_application(
            contest, cluster_name="Ақмола сүт кластері", acting_as=acting_as, now=self.now
        )
        if complete:
            self.fill(application, acting_as, members=members)
            application.refresh_from_db()
        if fields:
            services.save_annex1(
                application,
                fields=fields,
                version=application.annex1_version,
                acting_as=acting_as,
                now=self.now,
            )
            application.refresh_from_db()
        return application

    def fill(self, application: Application, acting_as, *, members: int = 2) -> None:
        """Write every part that is required of an application."""
        services.save_annex1(
            application,
            fields={
                "regions": ["110000000"],
                "industries": ["A", "C"],
                "signer_position": "атқарушы директор",
                "signer_name": "Ахметов Данияр Серікұлы",
            },
            version=application.annex1_version,
            acting_as=acting_as,
            now=self.now,
        )
        for number in range(members):
            self.consented(self.member(application, acting_as, number=number), acting_as)
        for item in application.competition.law.main_items:
            services.save_answer(
                application,
                item_key=item.key,
                text=f"{item.number}: тоғыз ұйым",
                version=0,
                acting_as=acting_as,
                now=self.now,
            )
        self.signed(application, acting_as)

    def member(self, application: Application, acting_as=None, *, number: int = 50, **fields) -> Member:
        """Add a member of the cluster."""
        values = {
            "kind": "PRODUCER",
            "name": f"«Есіл сүт {number}» ЖШС",
            "identity": "BIN",
            "identity_number": synthetic_bin(40_000 + number),
            "region": "110000000",
            "specialisation": "ірімшік, май",
            "contact_email": f"member{number}@example.kz",
            "language": "kk",
            **fields,
        }
        return services.add_member(
            application, fields=values, acting_as=acting_as or self.representative, now=self.now
        )

    def consented(self, member: Member, acting_as=None) -> Member:
        """Give the consent of a member by the scan of the signed form."""
        services.give_consent(
            member.consent,
            upload=PDF,
            name="consent.pdf",
            signer_name="Тілеуов Ержан Маратұлы",
            signer_position="директор",
            acting_as=acting_as or self.representative,
            now=self.now,
        )
        member.consent.refresh_from_db()
        assert member.consent.state == ConsentState.GIVEN
        return member

    def signed(self, application: Application, acting_as=None) -> Application:
        """Attach the scan of the signed Annex 1."""
        return services.attach_signed_form(
            application,
            upload=PDF,
            name="annex1.pdf",
            acting_as=acting_as or self.representative,
            now=self.now,
        )

    def package(self, application: Application, acting_as=None) -> FilingPackage:
        """Check the answers."""
        return services.make_package(application, acting_as=acting_as or self.representative, now=self.now)

    def filed(
        self, contest, at: str | dt.datetime | None = None, *, acting_as=None, **draft
    ) -> ApplicationVersion:
        """Return version 1 of an application filed at an instant (default the scenario's now)."""
        acting_as = acting_as or self.representative
        package = self.package(self.draft(contest, acting_as, **draft), acting_as)
        if at is not None:
            self.at(at)
        return services.file_application(package, acting_as=acting_as, now=self.now)

    def amended_package(self, application: Application, text: str = "өзгертілген мәтін") -> FilingPackage:
        """Change one answer of an application and check it again."""
        application.refresh_from_db()
        answer = application.answers.get(item_key="2")
        services.save_answer(
            application,
            item_key="2",
            text=text,
            version=answer.version,
            acting_as=self.representative,
            now=self.now,
        )
        return self.package(application)

    def by_hand(self, received_at: str | dt.datetime | None = None, **fields) -> PaperDelivery:
        """Describe papers handed in at an instant, with the scan of their stamp."""
        return PaperDelivery(
            delivered=Delivered.HAND,
            received_at=_instant(received_at) or self.now,
            **{"evidence": pdf(self.now, "stamp.pdf"), "electronic_medium": True, **fields},
        )

    def by_post(
        self, posted_on: dt.date, received_at: str | dt.datetime | None = None, **fields
    ) -> PaperDelivery:
        """Describe papers posted on a day, with the scan of the postmark."""
        return PaperDelivery(
            delivered=Delivered.POST,
            posted_on=posted_on,
            received_at=_instant(received_at) or self.now,
            **{"evidence": pdf(self.now, "postmark.pdf"), "electronic_medium": True, **fields},
        )

    def paper(
        self, contest, delivery: PaperDelivery, *, participant: Organisation | None = None
    ) -> ApplicationVersion:
        """Enter an application from paper, as the registrar."""
        return services.enter_paper(
            contest,
            participant=participant or self.representative.organisation,
            delivery=delivery,
            fields=PAPER_FIELDS,
            members=[
                services.MemberEntry(
                    kind="PRODUCER", name="«Бурабай агро» ШҚ", consent=pdf(self.now, "consent.pdf")
                )
            ],
            attachments=[services.AttachmentEntry(file=pdf(self.now, "annex3.pdf"), title="3-қосымша")],
            signed_form=pdf(self.now, "annex1.pdf"),
            acting_as=self.registrar,
            now=self.now,
        )


PAPER_FIELDS = {
    "cluster_name": "Алматы жиһаз кластері",
    "applicant_name": "«Алатау ағаш» қауымдастығы",
    "regions": ["750000000"],
    "industries": ["C"],
    "signer_position": "төраға",
    "signer_name": "Сейтқали Арман Болатұлы",
}


def _instant(value) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else value
