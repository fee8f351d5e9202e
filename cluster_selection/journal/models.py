"""The audit trail, the access log, gapless numbers, and the virtual clock of the training copy.

The two logs are append-only: these classes refuse to change a row, and so do the triggers of
``journal.triggers`` when somebody goes around them.
"""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cluster_selection.journal.canonical import digest, instant

SCHEMA = 1
BEFORE_THE_FIRST = "0" * 64


class AppendOnlyError(Exception):
    """Somebody tried to change or delete a row of a log."""


class AppendOnlyQuerySet(models.QuerySet):
    """Rows that may be added and read, never changed or deleted."""

    def update(self, **kwargs):
        """Refuse."""
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    def delete(self):
        """Refuse."""
        raise AppendOnlyError(f"{self.model.__name__} is append-only")

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_update(self, objs, fields, batch_size=None):
        """Refuse."""
        raise AppendOnlyError(f"{self.model.__name__} is append-only")


class AppendOnlyModel(models.Model):
    """A row of a log."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Write a new row; refuse to write it a second time."""
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} is append-only")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        """Refuse."""
        raise AppendOnlyError(f"{type(self).__name__} is append-only")


class AuditEntry(AppendOnlyModel):
    """One act, bound to the one before it in its stream by SHA-256. Holds ids and digests, no names."""

    stream = models.CharField(_("stream"), max_length=100)
    seq = models.PositiveBigIntegerField(_("place in the stream"))
    action = models.CharField(_("what happened"), max_length=100)
    act = models.CharField(_("act of the Rules"), max_length=100, blank=True)
    clause = models.CharField(_("clause"), max_length=40, blank=True)
    subject_type = models.CharField(_("kind of subject"), max_length=60, blank=True)
    subject_id = models.UUIDField(_("subject"), null=True, blank=True)
    actor_kind = models.CharField(_("who acted"), max_length=20)
    actor_id = models.UUIDField(_("membership or consent"), null=True, blank=True)
    user_id = models.UUIDField(_("person"), null=True, blank=True)
    organisation_id = models.UUIDField(_("organisation"), null=True, blank=True)
    role = models.CharField(_("role"), max_length=40, blank=True)
    occurred_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    schema = models.PositiveSmallIntegerField(_("schema"), default=SCHEMA)
    previous = models.CharField(_("digest of the entry before"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["stream", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "seq"],
                name="audit_entry_place_unique",
                violation_error_message=_("This place in the stream is taken."),
            ),
            models.CheckConstraint(
                condition=Q(seq__gte=1),
                name="audit_entry_seq_from_one",
                violation_error_message=_("Places in a stream are counted from 1."),
            ),
            models.CheckConstraint(
                condition=Q(occurred_at__lte=F("recorded_at")),
                name="audit_entry_recorded_not_before_it_happened",
                violation_error_message=_("An act is not recorded before it happens."),
            ),
            models.CheckConstraint(
                condition=Q(actor_kind__in=("membership", "consent", "portal", "anonymous")),
                name="audit_entry_actor_kind_known",
                violation_error_message=_("It is not known who acted."),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id", "id"], name="audit_entry_subject"),
            models.Index(fields=["recorded_at"], name="audit_entry_recorded_at"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.seq}: {self.action}"

    def content(self) -> dict:
        """Return what the digest is taken of: everything but the digest itself, in schema 1."""
        return {
            "schema": self.schema,
            "stream": self.stream,
            "seq": self.seq,
            "action": self.action,
            "act": self.act,
            "clause": self.clause,
            "subject_type": self.subject_type,
            "subject_id": self.subject_id,
            "actor_kind": self.actor_kind,
            "actor_id": self.actor_id,
            "user_id": self.user_id,
            "organisation_id": self.organisation_id,
            "role": self.role,
            "occurred_at": instant(self.occurred_at),
            "recorded_at": instant(self.recorded_at),
            "facts": self.facts,
            "previous": self.previous,
        }

    def computed_digest(self) -> str:
        """Return the digest the row must have."""
        return digest(self.content())


class ChainHead(models.Model):
    """The last entry of a stream; its row is locked by everyone who adds one."""

    stream = models.CharField(_("stream"), max_length=100, primary_key=True)
    seq = models.PositiveBigIntegerField(_("place in the stream"), default=0)
    digest = models.CharField(_("digest"), max_length=64, default=BEFORE_THE_FIRST)

    class Meta:
        verbose_name = _("head of a stream")
        verbose_name_plural = _("heads of streams")

    def __str__(self) -> str:
        return f"{self.stream} {self.seq}"


class Access(models.TextChoices):
    """What a reader did with the data."""

    VIEW = "view", _("opened the page")
    DOWNLOAD = "download", _("downloaded")
    FIRST_DISPLAY = "first_display", _("was shown the message for the first time")
    CONFIRM = "confirm", _("confirmed that the message was read")


class AccessEntry(AppendOnlyModel):
    """One look at an applicant's data, or the first display of a message."""

    user_id = models.UUIDField(_("person"), null=True, blank=True)
    membership_id = models.UUIDField(_("membership"), null=True, blank=True)
    at = models.DateTimeField(_("at"))
    what = models.CharField(_("what"), max_length=20, choices=Access)
    subject_type = models.CharField(_("kind of subject"), max_length=60, blank=True)
    subject_id = models.UUIDField(_("subject"), null=True, blank=True)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    path = models.CharField(_("page"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("access log")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=Access.values),
                name="access_entry_what_known",
                violation_error_message=_("It is not known what was done."),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id", "id"], name="access_entry_subject"),
            models.Index(fields=["user_id", "id"], name="access_entry_user"),
            models.Index(fields=["at"], name="access_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject_type} {self.subject_id}"


class Sequence(models.Model):
    """The last number given out in a scope; numbers of refused acts are given out again."""

    scope = models.CharField(_("scope"), max_length=100, primary_key=True)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number sequence")
        verbose_name_plural = _("number sequences")

    def __str__(self) -> str:
        return f"{self.scope}: {self.last}"


class VirtualClock(models.Model):
    """How far the clock of the law is moved in a training copy; one row, none in production."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    offset_seconds = models.FloatField(_("seconds ahead"), default=0)
    frozen_at = models.DateTimeField(_("stands at"), null=True, blank=True)

    class Meta:
        verbose_name = _("virtual clock")
        verbose_name_plural = _("virtual clock")
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="virtual_clock_is_one",
                violation_error_message=_("There is one virtual clock."),
            ),
        ]

    def __str__(self) -> str:
        moved = self.frozen_at or dt.timedelta(seconds=self.offset_seconds)
        return str(moved)


class Verification(models.Model):
    """One verification of the whole trail and what it found; the last one stands on ``/readyz``."""

    at = models.DateTimeField()  # real time, as the operators' monitoring reads it
    streams = models.PositiveIntegerField()
    entries = models.PositiveBigIntegerField()
    faults = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("verification of the trail")
        verbose_name_plural = _("verifications of the trail")

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return self.faults == 0
