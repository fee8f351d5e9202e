"""Forms of the institute: text into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.models import Membership
from cluster_selection.forms import PortalForm


class _Versioned(PortalForm):
    """A form that carries the version it was read at, so that a stale save is seen."""

    read_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["lang"] = language

    def with_version(self, version: int):
        """Carry the version that stands now: the next press saves what is typed here."""
        self.data = self.data.copy()
        self.data[self.add_prefix("read_version")] = str(version)
        return self


def _text(label, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=20000, widget=forms.Textarea({"rows": rows})
    )


class FindingForm(_Versioned):
    finding = _text(_("Finding"), 8)
    strengths = _text(_("Strengths"), 4)
    weaknesses = _text(_("Weaknesses"), 4)
    opportunities = _text(_("Opportunities"), 4)
    threats = _text(_("Threats"), 4)
    factors = _text(_("Influencing factors"), 4)


class SummaryForm(_Versioned):
    summary = _text(_("Overall finding"), 8)


class ReasonForm(PortalForm):
    reason = forms.CharField(
        label=_("Reason of the delay"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


class AssignForm(PortalForm):
    expert = forms.ModelChoiceField(label=_("Expert"), queryset=Membership.objects.none())

    def __init__(self, *args, experts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["expert"].queryset = experts
        self.fields["expert"].label_from_instance = lambda membership: membership.user.full_name
