"""What is typed about a competition, turned into values."""

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.models import Membership
from cluster_selection.competitions.enums import CorrectionKind, ExtensionKind, GroundKind, Stage, State
from cluster_selection.competitions.models import (
    AnnouncementVersion,
    Competition,
    Extension,
    PrintPublication,
)
from cluster_selection.editions.law import Law
from cluster_selection.forms import PortalForm, PortalSearchForm
from cluster_selection.languages import LANGUAGES, pick

LONG = {"rows": 10}
_DECISION = ("decision_kind", "decision_number", "decision_on", "decision_signatory", "decision_file")
_GROUND = ("ground_kind", "ground_number", "ground_on")


def _words(model, name: str) -> str:
    return capfirst(model._meta.get_field(name).verbose_name)


class OfficerField(forms.ModelChoiceField):
    """The person who accepts applications, named with the role."""

    def label_from_instance(self, membership: Membership) -> str:
        """Return the name and the role."""
        return f"{membership.user}, {membership.get_role_display()}"


class DraftForm(PortalForm):
    """A draft of a competition; only the titles are needed to save it, the rest before it is announced."""

    title_kk = forms.CharField(label=_words(Competition, "title_kk"), max_length=300)
    title_ru = forms.CharField(label=_words(Competition, "title_ru"), max_length=300)
    title_en = forms.CharField(label=_words(Competition, "title_en"), max_length=300, required=False)
    decision_kind = forms.CharField(
        label=_words(Competition, "decision_kind"), max_length=100, required=False
    )
    decision_number = forms.CharField(
        label=_words(Competition, "decision_number"), max_length=60, required=False
    )
    decision_on = forms.DateField(label=_words(Competition, "decision_on"), required=False)
    decision_signatory = forms.CharField(
        label=_words(Competition, "decision_signatory"), max_length=200, required=False
    )
    decision_file = forms.FileField(
        label=_("File of the decision"), required=False, help_text=_("PDF or a scan")
    )
    closing_on = forms.DateField(
        label=_words(Competition, "closing_on"),
        required=False,
        help_text=_("A working day; the reception ends at 24:00. For example 19.03.2026"),
    )
    accepting_officer = OfficerField(
        label=_("Who accepts applications"), queryset=Membership.objects.none(), required=False
    )
    required_additional = forms.MultipleChoiceField(
        label=_("Additional information of Annex 3 that is required"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text_kk = forms.CharField(
        label=_words(AnnouncementVersion, "text_kk"), required=False, widget=forms.Textarea(LONG)
    )
    text_ru = forms.CharField(
        label=_words(AnnouncementVersion, "text_ru"), required=False, widget=forms.Textarea(LONG)
    )
    text_en = forms.CharField(
        label=_words(AnnouncementVersion, "text_en"), required=False, widget=forms.Textarea(LONG)
    )
    ground_kind = forms.ChoiceField(
        label=_("Ground for an edition that is not in force"),
        required=False,
        choices=[("", _("none")), *GroundKind.choices],
    )
    ground_number = forms.CharField(label=_words(Competition, "ground_number"), max_length=60, required=False)
    ground_on = forms.DateField(label=_words(Competition, "ground_on"), required=False)
    official_page_url = forms.URLField(
        label=_words(Competition, "official_page_url"), required=False, assume_scheme="https"
    )
    official_page_at = forms.DateTimeField(label=_("When it appeared there"), required=False)

    def __init__(self, *args, law: Law, officers, contest: Competition | None = None, **kwargs):
        """Offer the items of the law and the people of the organiser; show what the draft holds."""
        initial = {**(_initial(contest) if contest else {}), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["accepting_officer"].queryset = officers
        if contest is not None and contest.decision_file is not None:
            self.fields["decision_file"].help_text = _("Kept: %(name)s. Another file replaces it.") % {
                "name": contest.decision_file.original_name
            }
        self.fields["required_additional"].choices = [
            (item.key, f"{item.number}. {pick(item.title)}") for item in law.additional_items
        ]
        optional = {"title_en", "text_en"}
        for name, field in self.fields.items():
            field.quiet = name not in optional
        page = ("official_page_url", "official_page_at")
        if law.policy("T12") == "portal":
            for name in page:
                del self.fields[name]
            page = ()
        self.helper.layout = Layout(
            _heading(_("What the selection is called")),
            "title_kk",
            "title_ru",
            "title_en",
            _heading(_("Decision to hold the selection")),
            Div(*_DECISION[:4], css_class="p-grid p-grid--2 mb-4"),
            "decision_file",
            _heading(_("Reception of applications")),
            Div("closing_on", "accepting_officer", css_class="p-grid p-grid--2 mb-4"),
            HTML('<div data-proposal>{% include "competitions/organiser/_proposal.html" %}</div>'),
            "required_additional",
            _heading(_("Text of the announcement")),
            "text_kk",
            "text_ru",
            "text_en",
            _heading(_("Edition of the Rules")),
            HTML("<p>{{ edition_words }}</p>"),
            Div(*_GROUND, css_class="p-grid p-grid--3 mb-4"),
            *page,
        )

    def clean(self):
        """Ask for the whole ground once its kind is chosen."""
        cleaned = super().clean()
        if cleaned.get("ground_kind"):
            for name in ("ground_number", "ground_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A ground has a number and a day."))
        return cleaned

    def titles(self) -> dict[str, str]:
        """Return the titles by language."""
        return {code: self.cleaned_data[f"title_{code}"] for code in LANGUAGES}

    def text(self) -> dict[str, str]:
        """Return the text by language."""
        return {code: self.cleaned_data[f"text_{code}"] for code in LANGUAGES}

    def columns(self) -> dict:
        """Return the columns of the competition, without the titles, the text and the file."""
        apart = {"decision_file", *(f"{name}_{code}" for name in ("title", "text") for code in LANGUAGES)}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


def _heading(words) -> HTML:
    return HTML(f"<h2>{words}</h2>")


def _initial(contest: Competition) -> dict:
    names = [
        *_DECISION[:4],
        *_GROUND,
        "closing_on",
        "required_additional",
        "official_page_url",
        "official_page_at",
    ]
    version = contest.versions.last()
    return {
        **{name: getattr(contest, name) for name in names},
        "accepting_officer": contest.accepting_officer_id,
        **{f"title_{code}": getattr(contest, f"title_{code}") for code in LANGUAGES},
        **{f"text_{code}": getattr(version, f"text_{code}") for code in LANGUAGES},
    }


class PrintForm(PortalForm):
    """A publication in a periodical: its planned day, or the day on which it appeared."""

    medium = forms.CharField(label=_words(PrintPublication, "medium"), max_length=200, required=False)
    planned_on = forms.DateField(label=_words(PrintPublication, "planned_on"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.quiet = True
        self.helper.layout = Layout(Div("medium", "planned_on", css_class="p-grid p-grid--2 mb-3"))

    def clean(self):
        """Ask for the day once a periodical is named, and for the periodical once a day is given."""
        cleaned = super().clean()
        if cleaned.get("medium") and not cleaned.get("planned_on") and "planned_on" not in self.errors:
            self.add_error("planned_on", _("Give the planned day of publication."))
        if cleaned.get("planned_on") and not cleaned.get("medium"):
            self.add_error("medium", _("Name the periodical."))
        return cleaned


class _Prints(BaseFormSet):
    """The periodicals of one announcement."""

    def rows(self) -> list[PrintPublication]:
        """Return the named periodicals as unsaved rows."""
        return [
            PrintPublication(medium=form.cleaned_data["medium"], planned_on=form.cleaned_data["planned_on"])
            for form in self.forms
            if form.cleaned_data.get("medium")
        ]


PrintFormSet = formset_factory(PrintForm, formset=_Prints, extra=2, max_num=10)


def prints_of(contest: Competition | None, data=None) -> _Prints:
    """Return the periodicals of a draft as forms, two empty ones after them."""
    if data is not None:
        # Without initial values: an unchanged row would otherwise count as empty and be lost.
        return PrintFormSet(data, prefix="print")
    rows = contest.prints.filter(extension=None) if contest else ()
    return PrintFormSet(
        prefix="print", initial=[{"medium": row.medium, "planned_on": row.counted_on} for row in rows]
    )


class AnnounceForm(PortalForm):
    """The last word before the announcement is published."""

    confirmed = forms.BooleanField(label=_("I have read the announcement and the terms counted below"))


class ConfirmPrintForm(PortalForm):
    """When and where the announcement appeared in print."""

    actual_on = forms.DateField(label=_words(PrintPublication, "actual_on"))
    issue_number = forms.CharField(label=_words(PrintPublication, "issue_number"), max_length=60)
    evidence = forms.FileField(
        label=_("Scan of the page"), help_text=_("PDF or a picture of the printed page")
    )


class ChangeTextForm(PortalForm):
    """A new text of the announcement and what changed in it."""

    note_kk = forms.CharField(
        label=_words(AnnouncementVersion, "change_note_kk"),
        widget=forms.Textarea,
        help_text=_("It is published."),
    )
    note_ru = forms.CharField(label=_words(AnnouncementVersion, "change_note_ru"), widget=forms.Textarea)
    text_kk = forms.CharField(label=_words(AnnouncementVersion, "text_kk"), widget=forms.Textarea(LONG))
    text_ru = forms.CharField(label=_words(AnnouncementVersion, "text_ru"), widget=forms.Textarea(LONG))
    text_en = forms.CharField(
        label=_words(AnnouncementVersion, "text_en"), widget=forms.Textarea(LONG), required=False
    )


class ExtendForm(PortalForm):
    """A later closing day and its ground."""

    kind = forms.ChoiceField(
        label=_words(Extension, "kind"), choices=ExtensionKind.choices, widget=forms.RadioSelect
    )
    new_closing_on = forms.DateField(label=_words(Extension, "new_closing_on"))
    document_kind = forms.CharField(label=_words(Extension, "document_kind"), max_length=100)
    document_number = forms.CharField(label=_words(Extension, "document_number"), max_length=60)
    document_on = forms.DateField(label=_words(Extension, "document_on"))
    document_file = forms.FileField(label=_("File of the act"), help_text=_("PDF or a scan"))
    failure_from = forms.DateTimeField(label=_words(Extension, "failure_from"), required=False)
    failure_until = forms.DateTimeField(label=_words(Extension, "failure_until"), required=False)
    reason_kk = forms.CharField(label=_words(Extension, "reason_kk"), widget=forms.Textarea)
    reason_ru = forms.CharField(label=_words(Extension, "reason_ru"), widget=forms.Textarea)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("failure_from", "failure_until"):
            self.fields[name].quiet = True
        self.helper.layout = Layout(
            "kind",
            "new_closing_on",
            Div("document_kind", "document_number", "document_on", css_class="p-grid p-grid--3 mb-4"),
            "document_file",
            _heading(_("Only for a technical failure")),
            Div("failure_from", "failure_until", css_class="p-grid p-grid--2 mb-4"),
            _heading(_("Reason, published")),
            "reason_kk",
            "reason_ru",
        )

    def clean(self):
        """Ask for the interval of a technical failure, and forget it for a decision."""
        cleaned = super().clean()
        if cleaned.get("kind") == ExtensionKind.TECHNICAL_FAILURE:
            for name in ("failure_from", "failure_until"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Record when the technical failure began and ended."))
        elif cleaned.get("kind"):
            cleaned["failure_from"] = cleaned["failure_until"] = None
        return cleaned

    def extension(self, document_file) -> Extension:
        """Return the extension as an unsaved row."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "document_file"}
        return Extension(document_file=document_file, **values)


class EndForm(PortalForm):
    """The published ground on which a selection is declared void."""

    ground_kk = forms.CharField(
        label=_("Ground in Kazakh"), widget=forms.Textarea, help_text=_("It is published.")
    )
    ground_ru = forms.CharField(label=_("Ground in Russian"), widget=forms.Textarea)
    ground_en = forms.CharField(label=_("Ground in English"), widget=forms.Textarea, required=False)

    def ground(self) -> dict[str, str]:
        """Return the ground by language."""
        return {code: self.cleaned_data[f"ground_{code}"] for code in LANGUAGES}


class CancelForm(EndForm):
    """The published ground and the decision by which a selection is cancelled."""

    document = forms.CharField(
        label=_words(Competition, "end_document"),
        max_length=300,
        help_text=_("For example: order No. 41 of 2 March 2026"),
    )

    field_order = ("document", "ground_kk", "ground_ru", "ground_en")


class CorrectionForm(PortalForm):
    """A correction or a supplement to published results."""

    kind = forms.ChoiceField(label=_("What it is"), choices=CorrectionKind.choices, widget=forms.RadioSelect)
    document = forms.CharField(label=_("Document: kind, number, day"), max_length=300)
    text_kk = forms.CharField(label=_("Text in Kazakh"), widget=forms.Textarea)
    text_ru = forms.CharField(label=_("Text in Russian"), widget=forms.Textarea)
    text_en = forms.CharField(label=_("Text in English"), widget=forms.Textarea, required=False)

    def text(self) -> dict[str, str]:
        """Return the text by language."""
        return {code: self.cleaned_data[f"text_{code}"] for code in LANGUAGES}


class SearchForm(PortalSearchForm):
    """A search in the archive of competitions."""

    q = forms.CharField(label=_("Number or words of the title"), max_length=100)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, empty_value=None)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("", _("any")),
            *((state.value, state.label) for state in State if state != State.DRAFT),
            (Stage.ARCHIVE.value, Stage.ARCHIVE.label),
        ],
    )

    def __init__(self, *args, years: list[int], **kwargs):
        """Offer the years that occur."""
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", _("any")), *((year, str(year)) for year in years)]
