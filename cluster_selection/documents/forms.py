"""The form that asks for a verification code."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cluster_selection.documents import codes
from cluster_selection.forms import PortalForm


class CodeForm(PortalForm):
    """A code, typed in any case, with or without dashes."""

    code = forms.CharField(
        label=_("Verification code"),
        help_text=_(
            "16 letters and digits at the foot of every page. Dashes, spaces and capital letters do "
            "not matter."
        ),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "size": 24}
        ),
        error_messages={"required": _("Enter the verification code.")},
    )

    def clean_code(self) -> str:
        """Return the code as it is stored."""
        code = codes.normalise(self.cleaned_data["code"])
        if not code:
            raise ValidationError(
                _("A verification code has 16 letters and digits, for example 7K3M-9QXA-P2DV-84TN.")
            )
        return code
