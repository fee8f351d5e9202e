"""What is typed in the Commission's room, turned into values."""

import datetime as dt
import re

from django import forms
from django.forms import formset_factory
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cluster_selection.clock import ZONE, local
from cluster_selection.forms import PortalForm
from commission.enums import Body, Function, Outcome
from commission.guards import ASSESSMENT_FIELDS
from commission.models import Assessment, CommissionMember, Composition, Meeting, ProtocolItem, Recusal

LANGUAGE_OF_OFFICE = {"rows": 4}
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")
_DASH = re.compile(r"\s*[–—-]\s*")


def _words(model, name: str) -> str:
    return capfirst(model._meta.get_field(name).verbose_name)


class _QuietForm(PortalForm):
    """A row of which nothing is required by itself: no field is marked as optional."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.quiet = True


# Composition


class CompositionForm(PortalForm):
    """The order by which the Commission is created."""

    order_number = forms.CharField(label=_words(Composition, "order_number"), max_length=60)
    order_on = forms.DateField(label=_words(Composition, "order_on"))
    quorum = forms.IntegerField(
        label=_words(Composition, "quorum"),
        min_value=1,
        help_text=_(
            "How many members with a vote must take part. The Rules set none: enter what the order says."
        ),
    )
    majority = forms.CharField(
        label=_words(Composition, "majority"),
        max_length=300,
        help_text=_("In the words of the order. The Rules set none."),
    )
    file = forms.FileField(label=_("Scan of the order"), required=False, help_text=_("PDF or a scan"))


class PersonField(forms.ModelChoiceField):
    """A person of the Commission, named with the role."""

    def label_from_instance(self, membership) -> str:
        """Return the name and the role."""
        return f"{membership.user.full_name}, {membership.get_role_display()}"


class MemberForm(_QuietForm):
    """One person whom the order names; a row without a name and a person is empty."""

    membership = PersonField(
        label=_("Person in the portal"), queryset=None, required=False, empty_label=_("without access")
    )
    name = forms.CharField(label=_words(CommissionMember, "name"), max_length=200, required=False)
    post = forms.CharField(label=_words(CommissionMember, "post"), max_length=300, required=False)
    body = forms.ChoiceField(label=_words(CommissionMember, "body"), choices=Body.choices)
    function = forms.ChoiceField(
        label=_words(CommissionMember, "function"), choices=Function.choices, initial=Function.MEMBER
    )
    votes = forms.BooleanField(label=_words(CommissionMember, "votes"), required=False, initial=True)
    left_out = forms.BooleanField(label=capfirst(_("not in the order")), required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = people

    @property
    def is_used(self) -> bool:
        """Say whether the row names somebody."""
        values = self.cleaned_data
        return bool((values.get("name") or values.get("membership")) and not values.get("left_out"))

    def member(self) -> CommissionMember:
        """Return the unsaved row; what is not typed is taken from the person's account."""
        values = {name: self.cleaned_data[name] for name in ("membership", "body", "function", "votes")}
        user = values["membership"].user if values["membership"] else None
        return CommissionMember(
            name=self.cleaned_data["name"] or user.full_name,
            post=self.cleaned_data["post"] or (user.position if user else ""),
            **values,
        )


class _Members(forms.BaseFormSet):
    """The people whom the order names: each person once."""

    def clean(self):
        """Refuse a person named twice."""
        seen = set()
        for form in self.forms:
            membership = form.cleaned_data.get("membership") if form.is_valid() and form.is_used else None
            if membership is not None and membership in seen:
                form.add_error("membership", _("This person is already named."))
            seen.add(membership)

    def members(self) -> list[CommissionMember]:
        """Return the unsaved rows in order."""
        return [form.member() for form in self.forms if form.is_used]


MemberFormSet = formset_factory(MemberForm, formset=_Members, extra=0, max_num=60, absolute_max=60)


def typed_rows(data, prefix: str, names: tuple[str, ...], *, more: int) -> list[dict[str, str]]:
    """Return the rows of a posted formset as initial values, then empty ones: nothing typed is lost."""
    total = min(int(data.get(f"{prefix}-TOTAL_FORMS") or 0), 60)
    rows = [{name: data.get(f"{prefix}-{number}-{name}", "") for name in names} for number in range(total)]
    return rows + [{} for _number in range(more)]


# Meeting


class OpenMeetingForm(PortalForm):
    """A meeting that begins."""

    starts_at = forms.DateTimeField(label=_words(Meeting, "starts_at"))
    place = forms.CharField(label=_words(Meeting, "place"), max_length=300, required=False)
    agenda = forms.CharField(
        label=_words(Meeting, "agenda"), required=False, widget=forms.Textarea(LANGUAGE_OF_OFFICE)
    )


def time_on(meeting: Meeting, text: str) -> dt.datetime:
    """Return the instant of a time typed as 10:30 or 10:30:15 on the day of the meeting.

    Raises ``ValidationError``.
    """
    found = _TIME.fullmatch(text.strip())
    try:
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return dt.datetime.combine(
            local(meeting.starts_at).date(), dt.time(hours, minutes, seconds), tzinfo=ZONE
        ).astimezone(dt.UTC)
    except (AttributeError, ValueError):
        raise forms.ValidationError(
            _("“%(text)s” is not a time; write for example 10:30 or 10:30:15."), params={"text": text}
        ) from None


def intervals(meeting: Meeting, text: str) -> list[tuple[dt.datetime, dt.datetime | None]]:
    """Return the intervals typed as "09:58–10:31; 10:38–": from, until (None to the end of the meeting).

    Raises ``ValidationError``.
    """
    found = []
    for part in filter(None, (part.strip() for part in re.split(r"[;,\n]", text))):
        begin, *end = _DASH.split(part, maxsplit=1)
        until = time_on(meeting, end[0]) if end and end[0] else None
        found.append((time_on(meeting, begin), until))
    return found


def typed_intervals(rows) -> str:
    """Write intervals as they are typed."""
    return "; ".join(
        f"{local(row.from_at):%H:%M:%S}–{f'{local(row.until_at):%H:%M:%S}' if row.until_at else ''}"
        for row in rows
    )


class RecordForm(PortalForm):
    """When the meeting ended, and who was present from when until when."""

    ends_at = forms.DateTimeField(label=_words(Meeting, "ends_at"), required=False)

    def __init__(self, *args, meeting: Meeting, members, attendance=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting, self.members = meeting, list(members)
        for member in self.members:
            rows = [row for row in attendance if row.member_id == member.pk]
            field = forms.CharField(
                label=member.name, required=False, max_length=200, initial=typed_intervals(rows)
            )
            field.widget.attrs |= {"autocomplete": "off", "aria-describedby": "how-to-write-times"}
            self.fields[self.name_of(member)] = field

    @staticmethod
    def name_of(member) -> str:
        """Return the name of a member's field."""
        return f"present_{member.pk.hex}"

    def rows(self):
        """Return each member with its bound field."""
        return [(member, self[self.name_of(member)]) for member in self.members]

    def clean(self):
        """Turn the typed times into intervals."""
        values = super().clean()
        self.attendance = []
        for member in self.members:
            name = self.name_of(member)
            try:
                typed = intervals(self.meeting, values.get(name, ""))
            except forms.ValidationError as error:
                self.add_error(name, error)
                continue
            self.attendance += [(member, from_at, until_at) for from_at, until_at in typed]
        return values


class _ApplicationField(forms.ModelChoiceField):
    def label_from_instance(self, application) -> str:
        """Return the number alone: who is recused learns nothing more."""
        return application.number


class RecusalForm(_QuietForm):
    """One recusal; a row in which nothing is chosen is empty."""

    application = _ApplicationField(label=capfirst(_("application")), queryset=None, required=False)
    member = forms.ModelChoiceField(
        label=capfirst(_("member of the Commission")), queryset=None, required=False
    )
    ground = forms.CharField(label=_words(Recusal, "ground"), max_length=500, required=False)

    def __init__(self, *args, applications, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["application"].queryset = applications
        self.fields["member"].queryset = members

    def clean(self):
        """Require all three where one is given."""
        values = super().clean()
        if any(values.get(name) for name in self.fields):
            for name in self.fields:
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("A recusal names the application, the member and the ground."))
        return values

    @property
    def recusal(self) -> tuple | None:
        """Return (member, application, ground), or None for an empty row."""
        values = self.cleaned_data
        if not values.get("member"):
            return None
        return values["member"], values["application"], values["ground"]


class _Recusals(forms.BaseFormSet):
    """The recusals at a meeting: each once."""

    def clean(self):
        """Refuse the same recusal twice."""
        seen = set()
        for form in self.forms:
            if not form.is_valid() or form.recusal is None:
                continue
            if form.recusal[:2] in seen:
                form.add_error("member", _("This recusal is already recorded."))
            seen.add(form.recusal[:2])

    def recusals(self) -> list[tuple]:
        """Return (member, application, ground) of every row that is not empty."""
        return [form.recusal for form in self.forms if form.recusal is not None]


RecusalFormSet = formset_factory(RecusalForm, formset=_Recusals, extra=0, max_num=60, absolute_max=60)


# Comprehensive assessment


class AssessmentForm(PortalForm):
    """The comprehensive assessment of one application (note to Annex 4)."""

    read_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ASSESSMENT_FIELDS:
            field = forms.CharField(
                label=_words(Assessment, name),
                required=False,
                widget=forms.Textarea(LANGUAGE_OF_OFFICE),
            )
            field.widget.attrs["lang"] = language
            self.fields[name] = field

    def values(self) -> dict[str, str]:
        """Return the texts."""
        return {name: self.cleaned_data[name] for name in ASSESSMENT_FIELDS}


# Protocol


class ItemForm(_QuietForm):
    """What the protocol says of one application; without a decision the application is not on it."""

    outcome = forms.ChoiceField(
        label=_words(ProtocolItem, "outcome"),
        required=False,
        choices=[("", _("not on this protocol")), *Outcome.choices],
    )
    voted_at = forms.CharField(
        label=_words(ProtocolItem, "voted_at"),
        required=False,
        max_length=8,
        help_text=_("For example 10:14 or 10:14:05"),
        widget=forms.TextInput({"class": "p-input-number", "autocomplete": "off"}),
    )
    votes_for = forms.IntegerField(label=_words(ProtocolItem, "votes_for"), min_value=0, required=False)
    votes_against = forms.IntegerField(
        label=_words(ProtocolItem, "votes_against"), min_value=0, required=False
    )
    votes_abstained = forms.IntegerField(
        label=_words(ProtocolItem, "votes_abstained"), min_value=0, required=False
    )
    grounds = forms.CharField(
        label=_words(ProtocolItem, "grounds"), required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args, meeting: Meeting, application, item: ProtocolItem | None = None, **kwargs):
        kwargs.setdefault("initial", _initial(item) if item else {})
        super().__init__(*args, prefix=f"item-{application.pk.hex}", **kwargs)
        self.meeting, self.application = meeting, application

    def clean_voted_at(self):
        """Return the instant of the vote, or None."""
        text = self.cleaned_data["voted_at"]
        return time_on(self.meeting, text) if text.strip() else None

    def clean(self):
        """Refuse votes and grounds without a decision: they would be lost."""
        values = super().clean()
        typed = [name for name in values if name != "outcome" and values[name]]
        if typed and not values.get("outcome") and "outcome" not in self.errors:
            self.add_error("outcome", _("Choose the decision, or clear what is written below it."))
        return values

    def item(self) -> ProtocolItem | None:
        """Return the unsaved row, or None for an application that is not on the protocol."""
        values = self.cleaned_data
        if not values["outcome"]:
            return None
        return ProtocolItem(
            application=self.application,
            outcome=values["outcome"],
            voted_at=values["voted_at"],
            votes_for=values["votes_for"] or 0,
            votes_against=values["votes_against"] or 0,
            votes_abstained=values["votes_abstained"] or 0,
            grounds=values["grounds"],
        )


def _initial(item: ProtocolItem) -> dict:
    names = ("outcome", "votes_for", "votes_against", "votes_abstained", "grounds")
    return {
        **{name: getattr(item, name) for name in names},
        "voted_at": f"{local(item.voted_at):%H:%M:%S}" if item.voted_at else "",
    }


class SignForm(PortalForm):
    """The hash of the text that the chair has before the eyes."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)


# The organiser


class ReceiveForm(PortalForm):
    """When the protocol was received: now, or earlier with its evidence."""

    NOW, EARLIER = "now", "earlier"

    when = forms.ChoiceField(
        label=_("The protocol was received"),
        choices=[(NOW, _("now")), (EARLIER, _("earlier, on paper"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    received_at = forms.DateTimeField(
        label=_("Day and time of receipt"),
        required=False,
        help_text=_("For example 19.03.2026 14:05, in Almaty"),
    )
    evidence = forms.FileField(
        label=_("Scan of the protocol with the mark of receipt"), required=False, help_text=_("PDF or a scan")
    )

    def clean(self):
        """Require the instant and the scan of an earlier receipt."""
        values = super().clean()
        if values.get("when") == self.EARLIER:
            for name in ("received_at", "evidence"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("An earlier receipt needs its day, its time and the scan."))
        return values


class PublishForm(PortalForm):
    """The reason of a late publication."""

    reason = forms.CharField(
        label=_("Reason of the delay"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed once the term has ended; it is shown with the delay."),
    )
