"""An edition of the Rules as one immutable row."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cluster_selection.database import UUIDModel

from .law import Law, law_of

_laws: dict[str, Law] = {}  # digest of the content → law


class EditionIsImmutable(TypeError):
    """An edition that is stored is never changed: another content is another row."""


class EditionManager(models.Manager):
    """Leaves the content in the database: the law is built from it once, rows are read on every page."""

    def get_queryset(self):
        return super().get_queryset().defer("data")


class Edition(UUIDModel):
    """An edition of the Rules, loaded from files; ``sha256`` is the digest of ``data`` as canonical JSON.

    ``in_force_until`` is the first day on which the edition is no longer in force.
    """

    key = models.SlugField(_("key"), max_length=60, unique=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    data = models.JSONField(_("content"))
    in_force_from = models.DateField(_("in force from"))
    in_force_until = models.DateField(_("first day no longer in force"), null=True, blank=True)
    has_text = models.BooleanField(_("text held"), default=True)  # False: requisites only, for the archive
    loaded_at = models.DateTimeField(_("loaded at"))

    objects = EditionManager()

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("edition of the Rules")
        verbose_name_plural = _("editions of the Rules")
        ordering = ["-in_force_from", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_until=None) | Q(in_force_until__gt=F("in_force_from")),
                name="edition_ends_after_it_begins",
                violation_error_message=_("An edition ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def save(self, *args, **kwargs):
        """Store a new edition; raise ``EditionIsImmutable`` for one that is stored."""
        if not self._state.adding:
            raise EditionIsImmutable(self.key)
        super().save(*args, **kwargs)

    @property
    def is_bound(self) -> bool:
        """Say whether another row refers to this edition: then it stays as it is."""
        relations = [
            field
            for field in self._meta.get_fields(include_hidden=True)
            if field.auto_created and not field.concrete
        ]
        return any(
            relation.related_model._base_manager.filter(**{relation.field.name: self.pk}).exists()
            for relation in relations
        )

    @property
    def law(self) -> Law:
        """Return the law of this edition; it is built once in a process for each digest."""
        law = _laws.get(self.sha256)
        if law is None:
            law = _laws[self.sha256] = law_of(self.data)
        return law

    @property
    def title(self) -> str:
        """Return the name of the edition in a line, in the reader's language."""
        return self.law.short()

    def is_in_force_on(self, day: dt.date) -> bool:
        """Say whether the edition is in force on a day."""
        return self.in_force_from <= day and (self.in_force_until is None or day < self.in_force_until)
