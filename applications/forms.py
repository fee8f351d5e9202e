"""Forms of the applicant and of the cluster's members: they turn text into values and nothing else."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.enums import AttachmentKind
from applications.manifest import ANNEX1_FIELDS
from cluster_selection.accounts.classifiers import industry_choices, region_choices
from cluster_selection.accounts.enums import IdentityKind
from cluster_selection.accounts.identifiers import strip_separators, validate_bin, validate_iin
from cluster_selection.forms import PortalForm
from cluster_selection.languages import pick

LANGUAGE_CHOICES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
_IDENTITIES = (IdentityKind.BIN, IdentityKind.IIN, IdentityKind.FOREIGN)
_NUMBER_CHECKS = {IdentityKind.BIN: validate_bin, IdentityKind.IIN: validate_iin}


def _quiet(form: forms.Form, *names: str) -> None:
    """Let fields be saved empty without calling them optional: the gap is shown on the task list."""
    for name in names:
        form.fields[name].required = False
        form.fields[name].quiet = True


def one_kind_of_line_end(text: str) -> str:
    """Return the text with the line ends of the portal: browsers send two characters for one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class StartForm(PortalForm):
    """What an application begins with."""

    cluster_name = forms.CharField(
        label=_("Name of the cluster"),
        max_length=300,
        help_text=_("As it will stand in every document. You can change it until you file."),
    )
    language = forms.ChoiceField(
        label=_("Language of the application"),
        choices=LANGUAGE_CHOICES,
        widget=forms.RadioSelect,
        help_text=_("The language in which you will write. The pages stay in the language you read."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or "kk")[:2]


class Annex1Form(PortalForm):
    """The application form of Annex 1; what is empty is a gap, not an error."""

    cluster_name = forms.CharField(label=_("Name of the cluster"), max_length=300)
    applicant_name = forms.CharField(
        label=_("Name of the company that applies"),
        max_length=300,
        help_text=_("As it stands in the registration documents."),
    )
    regions = forms.MultipleChoiceField(
        label=_("Region"), choices=region_choices, widget=forms.CheckboxSelectMultiple
    )
    industries = forms.MultipleChoiceField(
        label=_("Sector"), choices=industry_choices, widget=forms.CheckboxSelectMultiple
    )
    signer_position = forms.CharField(label=_("Position of the person who submits"), max_length=200)
    signer_name = forms.CharField(
        label=_("Surname, first name, patronymic of the person who submits"),
        max_length=200,
        help_text=_("The patronymic only if it stands in the identity card."),
    )
    contact_email = forms.EmailField(label=_("E-mail for notices"), required=False)
    contact_phone = forms.CharField(label=_("Telephone"), max_length=50, required=False)
    language = forms.ChoiceField(
        label=_("Language of the application"), choices=LANGUAGE_CHOICES, widget=forms.RadioSelect
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, language: str, **kwargs):
        self.text_languages = dict.fromkeys(
            ("cluster_name", "applicant_name", "signer_position", "signer_name"), language
        )
        super().__init__(*args, **kwargs)
        _quiet(self, "applicant_name", "regions", "industries", "signer_position", "signer_name")

    @property
    def values(self) -> dict:
        """Return the fields of Annex 1 and the language, as the service takes them."""
        return {name: self.cleaned_data[name] for name in (*ANNEX1_FIELDS, "language")}


class MemberForm(PortalForm):
    """A member of the cluster."""

    kind = forms.ChoiceField(label=_("Kind of member"))
    name = forms.CharField(
        label=_("Name of the company or organisation"),
        max_length=300,
        help_text=_("As it must stand in its consent."),
    )
    identity = forms.ChoiceField(
        label=_("Known by"),
        choices=[(kind.value, kind.label) for kind in _IDENTITIES],
        initial=IdentityKind.BIN,
        widget=forms.RadioSelect,
    )
    identity_number = forms.CharField(
        label=_("Number"),
        max_length=40,
        help_text=_("BIN and IIN have 12 digits; spaces do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    region = forms.ChoiceField(
        label=_("Region"), required=False, choices=lambda: [("", _("not chosen")), *region_choices()]
    )
    specialisation = forms.CharField(
        label=_("Specialisation"),
        max_length=300,
        required=False,
        help_text=_("For example: cooling and carrying of milk."),
    )
    contact_email = forms.EmailField(
        label=_("E-mail for the consent"),
        required=False,
        help_text=_("The personal link goes to this address."),
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=LANGUAGE_CHOICES)

    def __init__(self, *args, law, language: str, **kwargs):
        self.text_languages = {"name": language, "specialisation": language}
        super().__init__(*args, **kwargs)
        kinds = [(kind.key, pick(kind.name)) for kind in law.member_kinds]
        self.fields["kind"].choices = [("", _("not chosen")), *kinds]

    def clean(self) -> dict:
        """Check the number as its kind demands and say the exact reason."""
        data = super().clean()
        check = _NUMBER_CHECKS.get(data.get("identity"))
        if check and data.get("identity_number"):
            data["identity_number"] = strip_separators(data["identity_number"])
            try:
                check(data["identity_number"])
            except ValidationError as refusal:
                self.add_error("identity_number", refusal)
        return data


class AnswerForm(PortalForm):
    """The answer to one item of Annex 3; a text over the limit is kept and called a gap."""

    text = forms.CharField(
        label=_("Your answer"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 16})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, language: str, **kwargs):
        self.text_languages = {"text": language}
        super().__init__(*args, **kwargs)
        _quiet(self, "text")

    def clean_text(self) -> str:
        """Return the text with one kind of line end and no white space behind it."""
        return one_kind_of_line_end(self.cleaned_data["text"]).rstrip()


class _ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class _ManyFilesField(forms.FileField):
    """Several files in one field; each is judged when it is stored."""

    widget = _ManyFilesInput

    def clean(self, data, initial=None) -> list:
        files = data if isinstance(data, list | tuple) else [data]
        if not any(files):
            raise ValidationError(self.error_messages["required"], code="required")
        return [file for file in files if file]

    def to_python(self, data):
        return data


class DocumentsForm(PortalForm):
    """Documents to attach: one or several files at once."""

    files = _ManyFilesField(
        label=_("Files"),
        help_text=_("PDF, JPEG, PNG, Word (.docx) or Excel (.xlsx); several at once. PDF is best."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of document"),
        choices=AttachmentKind.choices,
        initial=AttachmentKind.OTHER,
        widget=forms.RadioSelect,
    )
    item_key = forms.ChoiceField(label=_("Item of Annex 3 it belongs to"), required=False)
    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        required=False,
        help_text=_("Without a title the name of the file stands in the list."),
    )

    def __init__(self, *args, law, language: str, **kwargs):
        self.text_languages = {"title": language}
        super().__init__(*args, **kwargs)
        items = [(item.key, f"{item.number}. {pick(item.title)}") for item in law.annex3]
        self.fields["item_key"].choices = [("", _("none")), *items]


class SignedFormForm(PortalForm):
    """The scan of a signed paper, or a signature file."""

    file = forms.FileField(
        label=_("Signed form or signature file"),
        help_text=_("PDF, JPEG or PNG of the scan, or a .p7s, .sig or .cms file."),
    )


class SignatureFileForm(PortalForm):
    """A detached signature under a package."""

    file = forms.FileField(
        label=_("Signature file"), help_text=_("A detached signature: .p7s, .sig or .cms.")
    )


class AskForm(PortalForm):
    """Where the personal link of a member goes."""

    email = forms.EmailField(
        label=_("E-mail of the member"), help_text=_("The personal link goes to this address.")
    )


class AnnounceForm(PortalForm):
    """Who speaks for the member."""

    signer_name = forms.CharField(label=_("Surname, first name, patronymic"), max_length=200)
    signer_position = forms.CharField(label=_("Position"), max_length=200)


class GiveForm(SignedFormForm):
    """The signed form of Annex 2 and who signed it."""

    signer_name = forms.CharField(label=_("Surname, first name, patronymic of the signatory"), max_length=200)
    signer_position = forms.CharField(label=_("Position of the signatory"), max_length=200)

    field_order = ("signer_name", "signer_position", "file")


class ReasonForm(PortalForm):
    """Why a member declines or revokes."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        help_text=_("The applicant sees it. One sentence is enough."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoticeForm(PortalForm):
    """A written notice to the organiser."""

    text = forms.CharField(
        label=_("Text of the notice"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args, language: str, **kwargs):
        self.text_languages = {"text": language}
        super().__init__(*args, **kwargs)

    def clean_text(self) -> str:
        """Return the text with one kind of line end."""
        return one_kind_of_line_end(self.cleaned_data["text"])


class NeverthelessForm(PortalForm):
    """The explicit will to file in spite of the gaps shown (T11); without gaps it asks nothing."""

    nevertheless = forms.BooleanField(
        label=_("I have read the gaps and file nevertheless. I know that the application may be returned."),
        required=False,
    )

    def __init__(self, *args, gaps: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not gaps:
            del self.fields["nevertheless"]
            self.helper.layout = self.helper.build_default_layout(self)
        else:
            self.fields["nevertheless"].quiet = True

    @property
    def is_willed(self) -> bool:
        """Say whether the box was ticked."""
        return self.cleaned_data.get("nevertheless", False)


class AmendForm(NeverthelessForm, NoticeForm):
    """An amendment: its written notice, and the will to file in spite of gaps."""

    field_order = ("text", "nevertheless")
