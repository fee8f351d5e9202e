"""The forms of the house: error summary first, words above the input, days typed as DD.MM.YYYY.

``{% crispy form %}`` inside a ``<form>`` draws the error summary and every field; the button stays in the
template, named after what it does.
"""

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cluster_selection.languages import LANGUAGES

DAY_FORMATS = ["%d.%m.%Y", "%Y-%m-%d", "%d,%m,%Y", "%d/%m/%Y", "%d %m %Y", "%d%m%Y"]
INSTANT_FORMATS = [
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
]
YEARS = range(1900, 2101)  # a day outside them is mistyped, and near 0001 or 9999 no term can be counted


class NumberTextInput(forms.TextInput):
    """A number typed as people write it: with a comma or a point, its thousands apart or not."""

    def value_from_datadict(self, data, files, name):
        """Return the text without the spaces between thousands."""
        value = super().value_from_datadict(data, files, name)
        return "".join(value.split()) if isinstance(value, str) else value


class _House:
    """What every form of the portal shares; mixed into ``PortalForm`` and ``PortalModelForm``."""

    use_required_attribute = False  # the server's summary speaks, in the reader's language
    text_languages: dict[str, str] = {}  # field name → language of the text asked for
    years = YEARS  # in which a day may lie

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template's own <form> carries the token
        self.helper.include_media = False
        for name, field in self.fields.items():
            self._dress(name, field)

    def _dress(self, name: str, field: forms.Field) -> None:
        attrs = field.widget.attrs
        suffix = name.rsplit("_", 1)[-1]
        language = self.text_languages.get(name) or (suffix if suffix in LANGUAGES and "_" in name else "")
        if language and isinstance(field.widget, forms.TextInput | forms.Textarea):
            attrs.setdefault("lang", language)
        if isinstance(field, forms.DateField | forms.DateTimeField):
            field.validators.append(_within(self.years, field))
        if isinstance(field, forms.DateTimeField):
            field.input_formats = INSTANT_FORMATS
            field.widget = forms.DateTimeInput(
                format="%d.%m.%Y %H:%M", attrs={"autocomplete": "off", **attrs}
            )
            field.help_text = field.help_text or _("Day and time in Almaty, for example 19.03.2026 14:05")
        elif isinstance(field, forms.DateField) and not isinstance(field.widget, forms.HiddenInput):
            field.input_formats = DAY_FORMATS
            field.widget = forms.DateInput(
                format="%d.%m.%Y",
                attrs={
                    "inputmode": "decimal",
                    "autocomplete": "off",
                    "size": 12,
                    "class": "p-input-day",
                    **attrs,
                },
            )
            field.help_text = field.help_text or _("For example 19.03.2026")
        elif isinstance(field, forms.IntegerField):
            attrs.setdefault("inputmode", "numeric")
        elif isinstance(field, forms.DecimalField | forms.FloatField):
            attrs.setdefault("inputmode", "decimal")
        if isinstance(field, forms.IntegerField | forms.DecimalField | forms.FloatField) and isinstance(
            field.widget, forms.NumberInput
        ):
            # A number typed with a comma or a space is refused by type=number without a word.
            field.localize = True
            kept = {name: value for name, value in attrs.items() if name not in ("min", "max", "step")}
            field.widget = NumberTextInput(attrs={"size": 14, "class": "p-input-number", **kept})
            field.widget.is_localized = True
            field.widget.is_required = field.required
        if isinstance(field.widget, forms.Textarea):
            attrs.pop("cols", None)
            if str(attrs.get("rows")) == "10":  # Django's own default
                attrs["rows"] = 5


def _within(years: range, field: forms.Field):
    """Return what refuses a year nobody means, in the words of the field for a day that is none."""

    def refuse(day) -> None:
        if day.year not in years:
            raise ValidationError(field.error_messages["invalid"], code="invalid")

    return refuse


class PortalForm(_House, forms.Form):
    """A form of the portal: it turns text into values and nothing else."""


class PortalModelForm(_House, forms.ModelForm):
    """A form over the columns of one model; saving is the service's work."""


class PortalSearchForm(PortalForm):
    """A form sent by GET: nothing is required and nothing is marked optional."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            field.quiet = True
