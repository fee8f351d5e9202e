"""Years of the working calendar as versions, each with the days that differ from the plain week."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cluster_selection.database import UUIDModel

from .enums import NON_WORKING_KINDS, CalendarStatus, DayKind


class CalendarVersion(UUIDModel):
    """One signed (or not yet signed) state of one year; a change is a new version, never an edit."""

    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=16, choices=CalendarStatus)
    source_act = models.CharField(_("source act"), max_length=300, blank=True)
    note_kk = models.TextField(_("note in Kazakh"), blank=True)
    note_ru = models.TextField(_("note in Russian"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    signed_by = models.CharField(_("signed by"), max_length=200, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        ordering = ["-year", "-number"]
        verbose_name = _("version of the working calendar")
        verbose_name_plural = _("versions of the working calendar")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="calendar_version_once",
                violation_error_message=_("This version of the year exists already."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1992, year__lte=2199, number__gte=1),
                name="calendar_version_plausible",
                violation_error_message=_("A calendar covers a year from 1992 on; versions count from 1."),
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by="")
                | (Q(signed_at__isnull=False) & ~Q(signed_by="")),
                name="calendar_version_signed_whole",
                violation_error_message=_("A signed calendar has a signatory and an instant, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=CalendarStatus.values),
                name="calendar_version_status_known",
                violation_error_message=_("The status of the calendar is unknown."),
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """The name of the version in any language: "2026 v1"."""
        return f"{self.year} v{self.number}"


class CalendarDay(UUIDModel):
    """One day of a version that is not simply "Monday to Friday works, Saturday and Sunday off"."""

    version = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, related_name="days", verbose_name=_("version")
    )
    date = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=24, choices=DayKind)
    non_working = models.BooleanField(_("non-working"))
    name_kk = models.CharField(_("name in Kazakh"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    moved_from = models.DateField(_("other day of the move"), null=True, blank=True)
    source_act_kk = models.CharField(_("source act in Kazakh"), max_length=300, blank=True)
    source_act_ru = models.CharField(_("source act in Russian"), max_length=300, blank=True)
    source_act_en = models.CharField(_("source act in English"), max_length=300, blank=True)
    sources = models.CharField(_("sources"), max_length=500, blank=True)

    class Meta:
        ordering = ["date"]
        verbose_name = _("day of the working calendar")
        verbose_name_plural = _("days of the working calendar")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "date"],
                name="calendar_day_once",
                violation_error_message=_("The day stands in this version already."),
            ),
            models.CheckConstraint(
                condition=Q(non_working=True, kind__in=sorted(NON_WORKING_KINDS))
                | Q(non_working=False, kind__in=sorted(set(DayKind.values) - NON_WORKING_KINDS)),
                name="calendar_day_kind_agrees",
                violation_error_message=_("The kind of the day does not agree with whether it works."),
            ),
        ]

    def __str__(self):
        return f"{self.date} {self.kind}"
