"""Files in long forms: an upload is stored when it arrives, so a page shown again has not lost it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cluster_selection.files.models import StoredFile
from cluster_selection.files.services import FileRefused, store

SCANS = ("pdf", "jpeg", "png")


class KeptFileInput(forms.FileInput):
    """A file input that names, and sends again, the file kept from an earlier try."""

    def value_from_datadict(self, data, files, name):
        """Return the upload, or the key of the kept file."""
        return files.get(name) or data.get(f"{name}_kept") or None

    def value_omitted_from_data(self, data, files, name):
        return name not in files and f"{name}_kept" not in data

    def format_value(self, value):
        return value

    def render(self, name, value, attrs=None, renderer=None):
        """Draw the input, with a hidden key and the name of the file kept so far."""
        shown = super().render(name, None, attrs, renderer)
        if not isinstance(value, StoredFile):
            return shown
        kept = format_html(
            '<input type="hidden" name="{}_kept" value="{}"><p class="p-saved">{}</p>',
            name,
            value.pk,
            _("Kept: %(name)s. Choose another file to replace it.") % {"name": value.original_name},
        )
        return format_html("{}{}", shown, kept)


class KeptFileField(forms.Field):
    """A scan: stored once it has arrived; its value is the ``StoredFile``.

    The form calls ``keeper`` before it is cleaned, so that a refused form still knows the file.
    """

    widget = KeptFileInput

    def __init__(self, *, allowed: tuple[str, ...] = SCANS, **kwargs):
        self.allowed = allowed
        super().__init__(**kwargs)


class KeepsFiles:
    """Mixed into a form with ``KeptFileField``s: uploads are stored as the person of ``acting_as``."""

    def __init__(self, *args, acting_as, now, **kwargs):
        self._acting_as, self._now = acting_as, now
        self._stored: dict[str, StoredFile] = {}
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, KeptFileField):
                field.to_python = lambda value, name=name, field=field: self._keep(name, field, value)

    def _keep(self, name: str, field: KeptFileField, value) -> StoredFile | None:
        if not value:
            return None
        if name in self._stored:
            return self._stored[name]
        if isinstance(value, str):
            found = StoredFile.objects.filter(stored_by=self._acting_as.pk).filter(pk=_uuid(value)).first()
            if found is None:
                raise ValidationError(gettext_lazy("Choose the file again."))
        else:
            try:
                found = store(
                    value, name=value.name, acting_as=self._acting_as, now=self._now, allowed=field.allowed
                )
            except FileRefused as refused:
                raise ValidationError(str(refused)) from refused
        self._stored[name] = found
        return found

    def __getitem__(self, name):
        bound = super().__getitem__(name)
        if name in self._stored:
            kept = self._stored[name]
            bound.value = lambda: kept
        return bound


def _uuid(value: str):
    from uuid import UUID

    try:
        return UUID(value)
    except ValueError:
        return None
