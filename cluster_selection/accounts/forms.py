"""Forms of people and organisations: they turn text into values."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.classifiers import region_choices
from cluster_selection.accounts.enums import PARTICIPANT_KINDS, IdentityKind, OrganisationKind, Role
from cluster_selection.accounts.guards import check_identity
from cluster_selection.accounts.identifiers import strip_separators, warnings_of_iin
from cluster_selection.accounts.models import LANGUAGE_CHOICES, Organisation, User
from cluster_selection.forms import PortalForm, PortalModelForm


class SignupForm(forms.Form):
    """What a person says about himself at sign-up; allauth builds its form upon this one."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        help_text=_("Surname, first name and patronymic, as in the identity card."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    position = forms.CharField(
        label=_("Position"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language of letters to you"),
        choices=LANGUAGE_CHOICES,
        initial=lambda: (get_language() or "kk")[:2],
    )

    def signup(self, request, user) -> None:
        """Do nothing more: the adapter has saved every field."""


class ProfileForm(PortalModelForm):
    """The person's own data."""

    class Meta:
        model = User
        fields = ["full_name", "position", "phone", "language"]
        labels = {
            "full_name": _("Full name"),
            "position": _("Position"),
            "phone": _("Telephone"),
            "language": _("Language of letters to you"),
        }
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "position": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }


class _RegionField(forms.ChoiceField):
    def __init__(self, **kwargs):
        super().__init__(choices=lambda: [("", _("not chosen")), *region_choices()], **kwargs)


def _clean_number(form: forms.Form, kind: str) -> str:
    """Return the typed number without separators; check it as the kind of organisation must have it."""
    identity, number = form.cleaned_data.get("identity"), form.cleaned_data.get("identity_number", "")
    if identity in (IdentityKind.BIN, IdentityKind.IIN):
        number = strip_separators(number)
    try:
        check_identity(kind, identity, number)
    except ValidationError as refusal:
        form.add_error(None, refusal)
    return number


class OrganisationForm(PortalForm):
    """A selection participant as it registers itself (clause 2, subparagraph 3)."""

    kind = forms.ChoiceField(
        label=_("Kind of participant"),
        choices=[(kind.value, kind.label) for kind in PARTICIPANT_KINDS],
        widget=forms.RadioSelect,
    )
    name_kk = forms.CharField(
        label=_("Name in Kazakh"), max_length=300, help_text=_("Of a group: its own name.")
    )
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=300)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    identity = forms.ChoiceField(
        label=_("Known by"),
        choices=[
            (kind.value, kind.label) for kind in (IdentityKind.BIN, IdentityKind.IIN, IdentityKind.FOREIGN)
        ],
        initial=IdentityKind.BIN,
        help_text=_("Of a group: the number of the company that leads it. An IIN only leads a group."),
        widget=forms.RadioSelect,
    )
    identity_number = forms.CharField(
        label=_("Number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    lead_name_kk = forms.CharField(
        label=_("Name of the lead in Kazakh"),
        max_length=300,
        required=False,
        help_text=_("Only for a group."),
    )
    lead_name_ru = forms.CharField(
        label=_("Name of the lead in Russian"),
        max_length=300,
        required=False,
        help_text=_("Only for a group."),
    )
    region = _RegionField(label=_("Region"))
    address = forms.CharField(label=_("Address"), max_length=300)
    email = forms.EmailField(label=_("E-mail of the organisation"))
    phone = forms.CharField(label=_("Telephone of the organisation"), max_length=40)

    def clean(self) -> dict:
        """Check the number as the kind demands, and that a group names its lead."""
        data = super().clean()
        is_group = data.get("kind") == OrganisationKind.GROUP
        if "kind" in data and "identity_number" in data:
            kind = OrganisationKind.OTHER if is_group else data["kind"]
            data["identity_number"] = _clean_number(self, kind)
        for name in ("lead_name_kk", "lead_name_ru"):
            if is_group and not data.get(name):
                self.add_error(name, _("A group names the company that leads it."))
        return data

    @property
    def warnings(self) -> list[str]:
        """Return what looks unusual in an accepted IIN; nothing is refused for it."""
        if self.is_valid() and self.cleaned_data["identity"] == IdentityKind.IIN:
            return warnings_of_iin(self.cleaned_data["identity_number"])
        return []


class OrganisationChangeForm(PortalModelForm):
    """What an organisation may change about itself: not its kind and not its number."""

    region = _RegionField(label=_("Region"), required=False)

    class Meta:
        model = Organisation
        fields = ["name_kk", "name_ru", "name_en", "region", "address", "email", "phone"]
        labels = {
            "name_kk": _("Name in Kazakh"),
            "name_ru": _("Name in Russian"),
            "name_en": _("Name in English"),
            "address": _("Address"),
            "email": _("E-mail of the organisation"),
            "phone": _("Telephone of the organisation"),
        }


class InvitationForm(PortalForm):
    """Whom to invite, and to which role."""

    email = forms.EmailField(label=_("E-mail"), help_text=_("The letter with the link goes to this address."))
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=LANGUAGE_CHOICES)

    def __init__(self, *args, roles: tuple[Role, ...], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["language"].initial = (get_language() or "kk")[:2]


class EndMembershipForm(PortalForm):
    """The first day on which the role is no longer held."""

    until_on = forms.DateField(label=_("First day without the role"))
