"""Every address of the portal, with a row of the demo for each variable part of it."""

from collections.abc import Iterator

from django.urls import URLPattern, get_resolver, reverse

from applications.models import Application, Attachment, FilingPackage, Member
from cluster_selection.accounts.models import Membership
from cluster_selection.competitions.models import Competition, PrintPublication
from cluster_selection.delivery.models import InboxMessage
from cluster_selection.documents.models import IssuedDocument
from commission.models import Composition, Meeting, Protocol
from review.models import Batch, Conclusion, DataRequest

OPEN, CHECKED, ANALYSED, BEFORE, PUBLISHED, VOID = "2026-2", "2026-1", "2025-4", "2025-3", "2025-1", "2025-2"
NOWHERE = "00000000-0000-4000-8000-000000000000"


def patterns(node=None, namespaces=()) -> Iterator[tuple[str, URLPattern]]:
    """Give the name and the pattern of every address, however deep it is included."""
    for pattern in (node or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from patterns(pattern, inner)
        else:
            yield ":".join((*namespaces, pattern.name or str(pattern.pattern))), pattern


def public_names() -> set[str]:
    """Return the names of the addresses whose view needs no sign-in."""
    return {name for name, pattern in patterns() if not getattr(pattern.callback, "login_required", True)}


class Rows:
    """The rows of the demo that the addresses are tried with."""

    def application(self, contest: str, sector: str) -> Application:
        """Return the application of a sector's participant in a competition; the last one of several."""
        found = Application.objects.filter(
            competition__number=contest, participant__email=f"{sector}@example.kz"
        )
        return found.order_by("created_at").last()

    def contest(self, number: str) -> Competition:
        """Return a competition by its number."""
        return Competition.objects.get(number=number)

    def address(self, name: str) -> str:
        """Return the address of a name, in Kazakh, with rows of the demo in it."""
        return reverse(name, kwargs=self.parts(name))

    def parts(self, name: str) -> dict:
        """Return the variable parts of an address."""
        for prefix, found in (
            ("applications:", self._own),
            ("review:", self._review),
            ("commission:", self._commission),
            ("competitions:", self._competition),
        ):
            if name.startswith(prefix):
                return found(name.removeprefix(prefix))
        return self._hall(name)

    def _hall(self, name: str) -> dict:
        dairy = Membership.objects.get(user__email="dairy@example.kz")
        receipt = IssuedDocument.objects.filter(kind="receipt").first()
        results = IssuedDocument.objects.filter(public=True).first()
        message = InboxMessage.objects.filter(user__email="furniture@example.kz").first()
        stream = f"competition:{self.contest(PUBLISHED).pk}"
        return {
            "documents:verify": {"code": receipt.code},
            "documents:download": {"code": results.code, "language": "kk"},
            "api:competition": {"competition_id": self.contest(PUBLISHED).pk},
            "site:audit_stream": {"stream": stream},
            "site:audit_entry": {"stream": stream, "seq": 1},
            "accounts:kept": {"key": NOWHERE},
            "accounts:forget_kept": {"key": NOWHERE},
            "accounts:organisation": {"organisation_id": self._furniture},
            "accounts:change_organisation": {"organisation_id": self._furniture},
            "accounts:invite": {"organisation_id": self._furniture},
            "accounts:end_membership": {"membership_id": dairy.pk},
            "accounts:close_account": {"membership_id": dairy.pk},
            "accounts:reopen_account": {"membership_id": dairy.pk},
            "accounts:withdraw_invitation": {"invitation_id": NOWHERE},
            "accounts:invitation": {"token": "unknown"},
            "accounts:register_from_invitation": {"token": "unknown"},
            "accounts:accept_invitation": {"token": "unknown"},
            "account_confirm_email": {"key": "unknown"},
            "account_reset_password_from_key": {"uidb36": "1", "key": "unknown-key"},
            "editions:text": {"key": "order-1212-2020-10-22"},
            "editions:data": {"key": "order-1212-2020-10-22"},
            "workdays:calendar": {"year": 2026},
            "delivery:retry_job": {"pk": NOWHERE},
            "delivery:message": {"pk": message.pk},
            "delivery:confirm": {"pk": message.pk},
        }.get(name, {})

    @property
    def _furniture(self):
        return Membership.objects.get(user__email="furniture@example.kz").organisation_id

    def _competition(self, name: str) -> dict:
        if name in ("list", "results", "archive", "organiser", "new", "proposal"):
            return {}
        contest = self.contest(PUBLISHED if name in ("results_of", "correct") else OPEN)
        parts = {"competition_id": contest.pk}
        prints = PrintPublication.objects.filter(competition=contest)
        printed, planned = prints.exclude(actual_on=None).first(), prints.filter(actual_on=None).first()
        return {
            "publication": {**parts, "ordinal": 1},
            "extension_document": {**parts, "extension_id": NOWHERE},
            "print_evidence": {**parts, "print_id": printed and printed.pk},
            "confirm_one_print": {**parts, "print_id": planned and planned.pk},
        }.get(name, parts)

    def _own(self, name: str) -> dict:
        if name == "list":
            return {}
        if name == "start":
            return {"competition_id": self.contest(OPEN).pk}
        if name in ("consent", "announce", "give_by_link", "decline", "revoke"):
            return {"token": "unknown"}
        if name == "consent_pdf":
            return {"token": "unknown", "language": "kk"}
        draft, filed = self.application(OPEN, "furniture"), self.application(ANALYSED, "furniture")
        member = Member.objects.filter(application=draft).first().pk
        package = FilingPackage.objects.get(application=filed).pk
        paper = IssuedDocument.objects.get(kind="receipt", subject_id=filed.versions.get().pk)
        special = {
            "member": {"pk": draft.pk, "member_id": member},
            "print_annex2": {"pk": draft.pk, "member_id": member, "language": "kk"},
            "item": {"pk": draft.pk, "key": "3.1"},
            "remove_document": {"pk": draft.pk, "attachment_id": self._attachment(draft).pk},
            "own_file": {"pk": draft.pk, "file_id": self._attachment(draft).file_id},
            "paper": {"pk": filed.pk, "document_id": paper.pk, "language": "kk"},
            "version": {"pk": filed.pk, "number": 1},
            "version_receipt": {"pk": filed.pk, "number": 1},
        }
        if name in ("remove_member", "ask", "remind", "give"):
            return special["member"]
        if name in ("package", "sign_package", "package_data"):
            return {"pk": filed.pk, "package_id": package}
        if name in ("receipt", "versions", "withdraw", "statement", "amend"):
            return {"pk": filed.pk}
        return special.get(name, {"pk": draft.pk})

    def _attachment(self, application: Application) -> Attachment:
        return Attachment.objects.filter(application=application).first()

    def _review(self, name: str) -> dict:
        if name in ("registers", "own_requests", "institute"):
            return {}
        checked, at_institute = self.application(OPEN, "dairy"), self.application(ANALYSED, "furniture")
        conclusion = Conclusion.objects.get(application=at_institute).pk
        batch = Batch.objects.get(competition__number=ANALYSED).pk
        asked = DataRequest.objects.filter(application__competition__number=ANALYSED)
        receipt = IssuedDocument.objects.get(kind="receipt", subject_id=checked.versions.get().pk)
        special = {
            "register": {"pk": self.contest(CHECKED).pk},
            "enter_paper": {"pk": self.contest(CHECKED).pk},
            "version": {"pk": checked.pk, "number": 1},
            "application_file": {"pk": checked.pk, "file_id": self._attachment(checked).file_id},
            "application_paper": {"pk": checked.pk, "document_id": receipt.pk, "language": "kk"},
            "papers_returned": {"pk": self.application(CHECKED, "oilfield").pk},
            "preview_notice": {"pk": checked.pk, "language": "kk"},
            "reopen_check": {"pk": self.application(OPEN, "building").pk},
            "forwarding": {"pk": self.contest(CHECKED).pk},
            "referral": {"pk": self.contest(ANALYSED).pk},
            "batches": {"pk": self.contest(ANALYSED).pk},
            "batch": {"pk": batch},
            "letter": {"pk": batch, "language": "kk"},
            "data_request": {"pk": asked.get(state="SENT").pk},
            "answer_file": {"pk": asked.get(state="ANSWERED").pk},
            "material": {"application_id": at_institute.pk},
            "institute_file": {
                "application_id": at_institute.pk,
                "file_id": self._attachment(at_institute).file_id,
            },
            "begin_conclusion": {"application_id": self.application(ANALYSED, "meat").pk},
            "acknowledge_forwarding": {"batch_id": batch},
            "finding": {"conclusion_id": conclusion, "key": "1.1"},
        }
        if name in ("conclusion", "assign_expert", "sign_conclusion", "hand_over_conclusion"):
            return {"conclusion_id": conclusion}
        return special.get(name, {"pk": checked.pk})

    def _commission(self, name: str) -> dict:
        before, published = self.contest(BEFORE), self.contest(PUBLISHED)
        contest, application = {"competition_id": before.pk}, self.application(BEFORE, "machinery")
        protocol = Protocol.objects.filter(competition=published).order_by("created_at").first()
        special = {
            "list": {},
            "order": {**contest, "composition_id": Composition.objects.get(competition=before).pk},
            "publication": {"competition_id": published.pk},
            "publication_preview": {"competition_id": published.pk, "language": "kk"},
            "acknowledge": {"batch_id": Batch.objects.get(competition=before, kind="REFERRAL").pk},
            "application": {"application_id": application.pk},
            "assessment": {"application_id": application.pk},
            "material": {
                "application_id": application.pk,
                "file_id": self._attachment(application).file_id,
            },
            "conclusion": {
                "application_id": application.pk,
                "conclusion_id": Conclusion.objects.get(application=application).pk,
                "language": "kk",
            },
            "protocol": {"protocol_id": protocol.pk},
        }
        if name in ("meeting", "record_meeting", "draft_protocol"):
            return {"meeting_id": Meeting.objects.get(competition=before).pk}
        if name in ("items", "sign", "receive", "evidence"):
            return special["protocol"]
        if name in ("protocol_preview", "protocol_pdf"):
            return {**special["protocol"], "language": "kk"}
        return special.get(name, contest)

    def documents(self) -> list[IssuedDocument]:
        """Return the documents that addresses of downloads name: their PDFs are built before the visit."""
        filed, checked = self.application(ANALYSED, "furniture"), self.application(OPEN, "dairy")
        conclusion = Conclusion.objects.get(application=self.application(BEFORE, "machinery"))
        batch = Batch.objects.get(competition__number=ANALYSED)
        protocol = Protocol.objects.filter(competition=self.contest(PUBLISHED)).order_by("created_at").first()
        return [
            IssuedDocument.objects.filter(public=True).first(),
            IssuedDocument.objects.get(kind="receipt", subject_id=filed.versions.get().pk),
            IssuedDocument.objects.get(kind="receipt", subject_id=checked.versions.get().pk),
            conclusion.document,
            batch.document,
            protocol.document,
        ]
