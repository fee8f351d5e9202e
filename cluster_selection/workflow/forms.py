"""The question put to the term calculator."""

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from cluster_selection.editions.law import Law
from cluster_selection.forms import PortalForm
from cluster_selection.languages import pick

from .terms import AT_LEAST, AT_MOST, CALENDAR_DAYS, WORKING_DAYS

MOST_DAYS = 365


class TermForm(PortalForm):
    """A day and a term: either one of the edition's, or an amount with its unit and bound."""

    years = range(1, 10_000)  # the calculator says itself how far the calendar reaches

    start = forms.DateField(
        label=_("From which day"),
        help_text=_("The day of the event, for example 19.03.2026"),
        error_messages={"invalid": _("Type the day as 19.03.2026.")},
    )
    term = forms.ChoiceField(label=_("Which term"), required=False)
    amount = forms.IntegerField(
        label=_("How many days"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("A number from 1 to 365; not needed for a term of the Rules"),
        error_messages={
            "invalid": _("Type a whole number of days."),
            "min_value": _("A term has at least 1 day."),
            "max_value": _("The calculator counts up to 365 days."),
        },
    )
    unit = forms.ChoiceField(
        label=_("Which days"),
        required=False,
        choices=[(WORKING_DAYS, _("working days")), (CALENDAR_DAYS, _("calendar days"))],
        widget=forms.RadioSelect,
        initial=WORKING_DAYS,
    )
    bound = forms.ChoiceField(
        label=_("Bound"),
        required=False,
        choices=[
            (AT_MOST, _("at most: a last day that does not work moves to the next working day")),
            (AT_LEAST, _("at least: it does not move")),
        ],
        widget=forms.RadioSelect,
        initial=AT_MOST,
    )
    count_event_day = forms.BooleanField(
        label=_("Count the day of the event as day 1 (another reading, not the rule)"), required=False
    )

    def __init__(self, *args, law: Law | None = None, **kwargs):
        """Offer the terms of an edition's law that have an amount."""
        super().__init__(*args, **kwargs)
        self.law = law
        self.rules = {key: rule for key, rule in law.terms.items() if rule.amount} if law else {}
        self.fields["term"].choices = [
            ("", _("any term, as typed below")),
            *((key, pick(rule.names)) for key, rule in self.rules.items()),
        ]
        for field in self.fields.values():
            field.quiet = True
        self.helper.layout = Layout(
            Div("start", "term", "amount", "unit", css_class="p-grid p-grid--2 mb-3"),
            "bound",
            "count_event_day",
        )

    def add_prefix(self, field_name):
        """Name the day ``from`` in the address, which Python does not allow as a field name."""
        return super().add_prefix("from" if field_name == "start" else field_name)

    def clean(self):
        """Ask for the amount only when no term of the edition is chosen."""
        cleaned = super().clean()
        if not cleaned.get("term") and cleaned.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Type how many days, or choose a term."))
        return cleaned

    @property
    def rule(self):
        """The chosen term of the edition, or ``None``."""
        return self.rules.get(self.cleaned_data.get("term"))

    def question(self) -> dict:
        """Return the keyword arguments of ``count_term`` that the answers stand for."""
        answers = self.cleaned_data
        if self.rule:
            return {
                "start": answers["start"],
                "amount": self.rule.amount,
                "unit": self.rule.unit,
                "bound": self.rule.bound,
                "count_event_day": answers["count_event_day"] or self.rule.count_event_day,
                "roll": self.law.policy("T5") == "roll_forward",
            }
        return {
            "start": answers["start"],
            "amount": answers["amount"],
            "unit": answers["unit"] or WORKING_DAYS,
            "bound": answers["bound"] or AT_MOST,
            "count_event_day": answers["count_event_day"],
        }

    def address(self) -> dict[str, str]:
        """Return the query that asks this question again, without what is not needed."""
        question = self.question()
        address = {"from": question["start"].isoformat()}
        if self.rule:
            address["term"] = self.rule.key
        else:
            address |= {
                "amount": str(question["amount"]),
                "unit": question["unit"],
                "bound": question["bound"],
            }
        if self.cleaned_data["count_event_day"]:
            address["count_event_day"] = "on"
        return address
