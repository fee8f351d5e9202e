"""Forms of the register, the check and the sending: they turn text into values and nothing else."""

import datetime as dt
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from applications.enums import Delivered, State
from applications.forms import LANGUAGE_CHOICES
from applications.manifest import ANNEX1_FIELDS
from applications.registration import PaperDelivery
from cluster_selection.accounts.classifiers import industry_choices, region_choices
from cluster_selection.accounts.enums import PARTICIPANT_KINDS, IdentityKind, OrganisationKind
from cluster_selection.accounts.identifiers import strip_separators
from cluster_selection.accounts.models import Organisation
from cluster_selection.clock import local
from cluster_selection.forms import PortalForm, PortalSearchForm
from cluster_selection.languages import pick
from review.enums import ReopenGround, Verdict
from review.models import CheckLine
from review.uploads import KeepsFiles, KeptFileField

NUMBERED = (IdentityKind.BIN, IdentityKind.IIN, IdentityKind.FOREIGN)
PAPER_MEMBERS = 6  # empty lines on the page; "more lines" doubles them
_LONGEST = 4000


def _text(label, *, rows: int = 3, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=_LONGEST,
        required=required,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
    )


# Register


class RegisterFilter(PortalSearchForm):
    """What the register is narrowed by."""

    q = forms.CharField(label=_("Number, cluster, participant, BIN"), max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("any")), *((state.value, state.label) for state in State if state != State.DRAFT)],
    )
    way = forms.ChoiceField(
        label=_("How it came"),
        choices=[("", _("portal and paper")), ("portal", _("portal")), ("paper", _("paper"))],
    )

    @property
    def narrowing(self) -> dict[str, str]:
        """Return what is sought; a value that is not a choice is ignored."""
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return {"words": data.get("q", ""), "state": data.get("state", ""), "way": data.get("way", "")}


# Paper


class DeliveryForm(KeepsFiles, PortalForm):
    """How papers reached the organiser."""

    delivered = forms.ChoiceField(
        label=_("How delivered"), choices=Delivered.choices, widget=forms.RadioSelect, initial=Delivered.HAND
    )
    posted_on = forms.DateField(
        label=_("Day of posting"), required=False, help_text=_("By the postmark; only for posted papers.")
    )
    received_at = forms.DateTimeField(label=_("Received"))
    evidence = KeptFileField(
        label=_("Scan of the stamp of receipt, the postmark or the letter"),
        help_text=_("PDF, JPEG or PNG. An act recorded later than it happened needs its evidence."),
    )

    def clean(self) -> dict:
        """Ask for the day of posting of posted papers, and for it alone."""
        data = super().clean()
        if (
            data.get("delivered") == Delivered.POST
            and not data.get("posted_on")
            and "posted_on" not in self.errors
        ):
            self.add_error("posted_on", _("Posted papers need the day of posting."))
        if data.get("delivered") == Delivered.HAND:
            data["posted_on"] = None
        return data

    @property
    def delivery(self) -> PaperDelivery:
        """Return what the rule for paper judges."""
        names = ("delivered", "received_at", "posted_on", "evidence")
        return PaperDelivery(**{name: self.cleaned_data[name] for name in names})


class PaperSetForm(DeliveryForm):
    """A set of paper: one original and one copy are complete."""

    originals = forms.IntegerField(label=_("Originals"), min_value=0, max_value=99, initial=1)
    copies = forms.IntegerField(label=_("Copies"), min_value=0, max_value=99, initial=1)
    electronic_medium = forms.BooleanField(label=_("An electronic medium is enclosed"), required=False)
    sheets = forms.IntegerField(
        label=_("Sheets of the original"), min_value=1, max_value=99_999, required=False
    )
    remark = _text(_("Remark"), rows=2, required=False)

    @property
    def delivery(self) -> PaperDelivery:
        """Return the delivery with what was counted."""
        return PaperDelivery(
            **{
                name: self.cleaned_data[name]
                for name in (
                    "delivered",
                    "received_at",
                    "posted_on",
                    "evidence",
                    "originals",
                    "copies",
                    "electronic_medium",
                    "sheets",
                    "remark",
                )
            }
        )


class ParticipantForm(PortalForm):
    """The participant of papers: one that is known, or a new one recorded with what the papers say."""

    known = forms.ModelChoiceField(
        label=_("Participant known to the portal"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("not in the list: record it below"),
    )
    kind = forms.ChoiceField(
        label=_("Kind of participant"),
        required=False,
        choices=[("", _("not chosen")), *((kind.value, kind.label) for kind in PARTICIPANT_KINDS)],
    )
    identity = forms.ChoiceField(
        label=_("Known by"),
        required=False,
        choices=[(kind.value, kind.label) for kind in NUMBERED],
        initial=IdentityKind.BIN,
        help_text=_("Of a group: the number of the company that leads it."),
    )
    identity_number = forms.CharField(label=_("Number"), max_length=40, required=False)
    name_kk = forms.CharField(label=_("Name in Kazakh"), max_length=300, required=False)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=300, required=False)
    lead_name_kk = forms.CharField(
        label=_("Name of the lead of the group in Kazakh"), max_length=300, required=False
    )
    lead_name_ru = forms.CharField(
        label=_("Name of the lead of the group in Russian"), max_length=300, required=False
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["known"].queryset = Organisation.objects.filter(kind__in=PARTICIPANT_KINDS).order_by(
            "name_kk", "pk"
        )
        for field in self.fields.values():
            field.quiet = True

    def clean(self) -> dict:
        """Require either a known participant or the columns of a new one."""
        data = super().clean()
        if data.get("known"):
            return data
        needed = ["kind", "identity_number", "name_kk", "name_ru"]
        if data.get("kind") == OrganisationKind.GROUP:
            needed += ["lead_name_kk", "lead_name_ru"]
        for name in needed:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Choose a known participant, or fill this in."))
        if data.get("identity") in (IdentityKind.BIN, IdentityKind.IIN):
            data["identity_number"] = strip_separators(data.get("identity_number") or "")
        return data

    @property
    def new_participant(self) -> dict | None:
        """Return the columns of a participant to record; None for a known one."""
        if self.cleaned_data["known"]:
            return None
        return {name: value for name, value in self.cleaned_data.items() if name != "known"}


class PaperAnnex1Form(KeepsFiles, PortalForm):
    """Annex 1 as it stands on the papers, with the scans."""

    language = forms.ChoiceField(label=_("Language of the application"), choices=LANGUAGE_CHOICES)
    cluster_name = forms.CharField(label=_("Name of the cluster"), max_length=300)
    applicant_name = forms.CharField(label=_("Name of the company that applies"), max_length=300)
    regions = forms.MultipleChoiceField(
        label=_("Region"), choices=region_choices, required=False, widget=forms.SelectMultiple({"size": 6})
    )
    industries = forms.MultipleChoiceField(
        label=_("Sector"), choices=industry_choices, required=False, widget=forms.SelectMultiple({"size": 6})
    )
    signer_position = forms.CharField(
        label=_("Position of the person who submits"), max_length=200, required=False
    )
    signer_name = forms.CharField(
        label=_("Surname, first name, patronymic of the person who submits"), max_length=200, required=False
    )
    contact_email = forms.EmailField(label=_("E-mail for notices"), required=False)
    contact_phone = forms.CharField(label=_("Telephone"), max_length=50, required=False)
    signed_form = KeptFileField(label=_("Scan of the signed Annex 1"), required=False)
    annex3 = KeptFileField(label=_("Scan of the information (Annex 3)"), required=False)

    @property
    def fields_of_annex1(self) -> dict:
        """Return the fields of Annex 1 as the service takes them."""
        return {name: self.cleaned_data[name] for name in ANNEX1_FIELDS}


class LateForm(PortalForm):
    """Shown when papers came late: they are entered in the register of refusals."""

    confirm_late = forms.BooleanField(
        label=_("Enter these papers in the register of refusals"),
        error_messages={"required": _("The papers came late. Confirm, or correct the day and the time.")},
    )
    papers_returned_on = forms.DateField(label=_("Day on which the papers went back"), required=False)


class PaperMemberForm(KeepsFiles, PortalForm):
    """One line of a member, as the registrar reads it; an empty line is left out."""

    name = forms.CharField(label=_("Name of the company or organisation"), max_length=300, required=False)
    kind = forms.ChoiceField(label=_("Kind of member"), required=False)
    identity = forms.ChoiceField(
        label=_("Known by"), choices=[(kind.value, kind.label) for kind in NUMBERED], required=False
    )
    identity_number = forms.CharField(label=_("Number"), max_length=40, required=False)
    consent = KeptFileField(label=_("Scan of the consent"), required=False)

    def __init__(self, *args, law, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(kind.key, pick(kind.name)) for kind in law.member_kinds]
        self.fields["kind"].choices = [("", _("not chosen")), *kinds]
        for field in self.fields.values():
            field.quiet = True

    def clean(self) -> dict:
        """Require the kind of a member that is named."""
        data = super().clean()
        named = any(data.get(name) for name in ("name", "identity_number", "consent"))
        if named and not data.get("name"):
            self.add_error("name", _("Enter the name of the member."))
        if named and not data.get("kind"):
            self.add_error("kind", _("Choose the kind of member."))
        if data.get("identity") in (IdentityKind.BIN, IdentityKind.IIN):
            data["identity_number"] = strip_separators(data.get("identity_number") or "")
        return data

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is written in this line."""
        return not any(self.cleaned_data.get(name) for name in ("name", "identity_number", "consent"))


class WrittenNoticeForm(DeliveryForm):
    """A written notice that came on paper."""

    text = _text(_("Text of the notice"), rows=4)


class AmendmentForm(WrittenNoticeForm):
    """A notice of amendment, with the fields of Annex 1 it changes and a further document."""

    cluster_name = forms.CharField(label=_("Name of the cluster"), max_length=300)
    applicant_name = forms.CharField(label=_("Name of the company that applies"), max_length=300)
    signer_position = forms.CharField(
        label=_("Position of the person who submits"), max_length=200, required=False
    )
    signer_name = forms.CharField(
        label=_("Surname, first name, patronymic of the person who submits"), max_length=200, required=False
    )
    document = KeptFileField(label=_("Changed or added document"), required=False)
    document_title = forms.CharField(label=_("Title of the document"), max_length=300, required=False)

    CHANGEABLE = ("cluster_name", "applicant_name", "signer_position", "signer_name")

    def clean(self) -> dict:
        """Ask for the title of a document that is added."""
        data = super().clean()
        if data.get("document") and not data.get("document_title"):
            self.add_error("document_title", _("Enter the title of the document."))
        return data

    @property
    def changed_fields(self) -> dict[str, str]:
        """Return the fields of Annex 1 whose value differs from the version in force."""
        return {
            name: self.cleaned_data[name]
            for name in self.CHANGEABLE
            if self.cleaned_data[name] != self.initial.get(name, "")
        }


class PapersReturnedForm(PortalForm):
    """The day on which late papers went back."""

    returned_on = forms.DateField(label=_("Day on which the papers went back"))


# Check


class MarksForm(forms.Form):
    """The marks of a checklist: verdict and remark of each line, named ``v-<key>`` and ``r-<key>``.

    A line that is missing or not a verdict keeps what it was.
    """

    def __init__(self, data, lines: Iterable[CheckLine]):
        super().__init__(data)
        self.lines = list(lines)

    @property
    def marks(self) -> dict[str, tuple[str, str]]:
        """Return key → (verdict, remark) as the service takes them."""
        found = {}
        for line in self.lines:
            verdict = self.data.get(f"v-{line.key}", line.verdict)
            remark = self.data.get(f"r-{line.key}", line.remark).replace("\r\n", "\n").strip()[:_LONGEST]
            if verdict in Verdict.values:
                found[line.key] = (verdict, remark)
        return found


class ReasonForm(PortalForm):
    """Why an act of a duty comes after its term."""

    reason = _text(_("Reason of the delay"))


class EmptyForm(PortalForm):
    """An act that asks for nothing more."""


class ReopenForm(PortalForm):
    """Ground, document and reason of a reopened check."""

    ground = forms.ChoiceField(label=_("Ground"), choices=ReopenGround.choices, widget=forms.RadioSelect)
    document = forms.CharField(
        label=_("Document"),
        max_length=300,
        help_text=_("Its kind, number and day; it is kept in the record."),
    )
    reason = _text(_("Reason"))


# Sending


class SendForm(PortalForm):
    """The applications that are sent; the reason is asked for when the term has ended."""

    applications = forms.ModelMultipleChoiceField(
        label=_("Applications"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, applications, reason: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = applications
        if reason:
            self.fields["reason"] = _text(reason)

    @property
    def written_reason(self) -> str:
        """Return the written reason, if one was asked for."""
        return self.cleaned_data.get("reason", "")


class ForwardForm(SendForm):
    """Forwarding: the paper copy goes along or not, application by application."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["with_paper"] = forms.ModelMultipleChoiceField(
            queryset=self.fields["applications"].queryset, required=False
        )

    @property
    def without_paper(self) -> frozenset:
        """Return the keys of the applications whose paper copy does not go along."""
        chosen = {application.pk for application in self.cleaned_data["applications"]}
        return frozenset(chosen - {application.pk for application in self.cleaned_data["with_paper"]})


# Additional data


class DataRequestForm(PortalForm):
    """What is asked for after filing."""

    asked_for = _text(_("What is asked for"), rows=5)
    item_keys = forms.MultipleChoiceField(
        label=_("Items of Annex 3"), required=False, widget=forms.CheckboxSelectMultiple
    )
    answer_by = forms.DateField(
        label=_("Answer until"), required=False, help_text=_("This day is not set by the Rules.")
    )

    def __init__(self, *args, law, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["item_keys"].choices = [
            (item.key, f"{item.number}. {pick(item.title)}") for item in law.annex3
        ]

    def clean_answer_by(self) -> dt.date | None:
        """Refuse a day that has passed."""
        day = self.cleaned_data["answer_by"]
        if day is not None and day < self._today:
            raise ValidationError(_("This day has passed."))
        return day


class AnswerForm(KeepsFiles, PortalForm):
    """The participant's answer: a text, a file or both."""

    answer = _text(_("Answer"), rows=6, required=False)
    file = KeptFileField(label=_("File"), required=False, allowed=("pdf", "jpeg", "png", "docx", "xlsx"))

    def clean(self) -> dict:
        """Refuse an empty answer."""
        data = super().clean()
        if not data.get("answer") and not data.get("file") and not self.errors:
            raise ValidationError(_("Write the answer, or attach a file."))
        return data


def typed_instant(instant: dt.datetime) -> str:
    """Write an instant as a form expects it, to the minute."""
    return f"{local(instant):%d.%m.%Y %H:%M}"
