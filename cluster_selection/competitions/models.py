"""The contest itself: decision to hold it, announcement, publications, extension, end (clauses 3–5, 21)."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cluster_selection.competitions.enums import CorrectionKind, ExtensionKind, GroundKind, State
from cluster_selection.database import UUIDModel
from cluster_selection.editions.queries import current_edition
from cluster_selection.workflow.models import Subject


class Competition(Subject):
    """One competitive selection. Its row is the lock of everything that belongs to it."""

    subject_type = "competition"

    number = models.CharField(max_length=20, blank=True)
    title_kk = models.CharField(_("title in Kazakh"), max_length=300)
    title_ru = models.CharField(_("title in Russian"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)

    edition = models.ForeignKey("editions.Edition", models.PROTECT, null=True, blank=True, related_name="+")
    ground_kind = models.CharField(_("ground"), max_length=12, choices=GroundKind, blank=True)
    ground_number = models.CharField(_("number of the ground"), max_length=60, blank=True)
    ground_on = models.DateField(_("day of the ground"), null=True, blank=True)

    decision_kind = models.CharField(_("kind of the act"), max_length=100, blank=True)
    decision_number = models.CharField(_("number of the act"), max_length=60, blank=True)
    decision_on = models.DateField(_("day of the act"), null=True, blank=True)
    decision_signatory = models.CharField(_("signatory"), max_length=200, blank=True)
    decision_file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    closing_on = models.DateField(_("last day for applications"), null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    accepting_officer = models.ForeignKey(
        "accounts.Membership", models.PROTECT, null=True, blank=True, related_name="+"
    )
    required_additional = models.JSONField(default=list, blank=True)
    official_page_url = models.URLField(_("official page of the announcement"), blank=True)
    official_page_at = models.DateTimeField(null=True, blank=True)

    announced_at = models.DateTimeField(null=True, blank=True)
    announced_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    protocol_received_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")
    end_ground_kk = models.TextField(blank=True)
    end_ground_ru = models.TextField(blank=True)
    end_ground_en = models.TextField(blank=True)
    end_document = models.CharField(_("decision: kind, number, day"), max_length=300, blank=True)
    imported = models.BooleanField(default=False)
    archive = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    created_at = models.DateTimeField()
    created_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="competition_number",
                violation_error_message=_("Another competition has this number."),
            ),
            models.CheckConstraint(
                condition=Q(imported=True)
                | Q(state=State.DRAFT, announced_at__isnull=True)
                | (~Q(state=State.DRAFT) & Q(announced_at__isnull=False) & Q(edition__isnull=False)),
                name="competition_announced_has_edition",
                violation_error_message=_("An announced competition names its edition of the Rules."),
            ),
            models.CheckConstraint(
                condition=Q(announced_at__isnull=True, announced_by__isnull=True)
                | Q(announced_at__isnull=False, announced_by__isnull=False),
                name="competition_announced_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="competition_ended_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True)
                | Q(announced_at__isnull=True)
                | Q(closes_at__gt=F("announced_at")),
                name="competition_closes_after_announcement",
                violation_error_message=_("The last day lies before the announcement."),
            ),
        ]
        verbose_name = _("competition")
        verbose_name_plural = _("competitions")
        indexes = [
            models.Index(fields=["state", "-closing_on"], name="competition_lists"),
            models.Index(fields=["-created_at", "id"], name="competition_created"),
        ]

    def __str__(self):
        return self.number or self.title_kk

    @property
    def contest(self):
        return self

    @property
    def contest_id(self):
        return self.pk

    @property
    def law(self):
        """Return the law that governs: of the bound edition, before the announcement of the current one."""
        return (self.edition or current_edition()).law

    def take_contest(self, contest) -> None:
        """A competition answers with itself."""

    def is_open(self, at) -> bool:
        """Say whether applications are accepted at an instant: the opening is in, the closing is out."""
        return bool(
            self.state == State.ANNOUNCED
            and self.announced_at <= at
            and self.closes_at is not None
            and at < self.closes_at
        )


class AnnouncementVersion(UUIDModel):
    """One text of the announcement; a change is a new version beside the old."""

    competition = models.ForeignKey(Competition, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text_kk = models.TextField(_("text in Kazakh"))
    text_ru = models.TextField(_("text in Russian"))
    text_en = models.TextField(_("text in English"), blank=True)
    change_note_kk = models.TextField(_("what changed, in Kazakh"), blank=True)
    change_note_ru = models.TextField(_("what changed, in Russian"), blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey("accounts.Membership", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "number"], name="announcement_version_number"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="announcement_published_at_and_by",
            ),
        ]


class Extension(UUIDModel):
    """A later closing day: by decision, or for a recorded technical failure."""

    competition = models.ForeignKey(Competition, models.PROTECT, related_name="extensions")
    kind = models.CharField(_("ground of the extension"), max_length=20, choices=ExtensionKind)
    previous_closing_on = models.DateField()
    new_closing_on = models.DateField(_("new last day"))
    document_kind = models.CharField(_("kind of the act"), max_length=100)
    document_number = models.CharField(_("number of the act"), max_length=60)
    document_on = models.DateField(_("day of the act"))
    document_file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    failure_from = models.DateTimeField(_("failure began"), null=True, blank=True)
    failure_until = models.DateTimeField(_("failure ended"), null=True, blank=True)
    reason_kk = models.TextField(_("reason in Kazakh"))
    reason_ru = models.TextField(_("reason in Russian"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(new_closing_on__gt=F("previous_closing_on")),
                name="extension_is_later",
                violation_error_message=_("An extension can only be later."),
            ),
            models.CheckConstraint(
                condition=Q(kind=ExtensionKind.DECISION)
                | Q(failure_from__isnull=False, failure_until__gt=F("failure_from")),
                name="extension_failure_interval",
                violation_error_message=_("Record when the technical failure began and ended."),
            ),
        ]


class PrintPublication(UUIDModel):
    """A publication of the announcement, or of its change, in a periodical (clause 4)."""

    competition = models.ForeignKey(Competition, models.PROTECT, related_name="prints")
    extension = models.ForeignKey(Extension, models.PROTECT, null=True, blank=True, related_name="prints")
    medium = models.CharField(_("periodical"), max_length=200)
    planned_on = models.DateField(_("planned day"), null=True, blank=True)
    actual_on = models.DateField(_("day of publication"), null=True, blank=True)
    issue_number = models.CharField(_("issue"), max_length=60, blank=True)
    evidence = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(actual_on__isnull=False),
                name="print_has_a_day",
                violation_error_message=_("Give the planned or the actual day of publication."),
            ),
        ]

    @property
    def counted_on(self):
        """Return the day that counts: the actual one, before it is known the planned one."""
        return self.actual_on or self.planned_on


class Correction(UUIDModel):
    """A correction or a supplement to published results: beside, never instead (clause 21)."""

    competition = models.ForeignKey(Competition, models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=12, choices=CorrectionKind)
    text_kk = models.TextField(_("text in Kazakh"))
    text_ru = models.TextField(_("text in Russian"))
    text_en = models.TextField(_("text in English"), blank=True)
    document = models.CharField(_("document: kind, number, day"), max_length=300)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["made_at"]
