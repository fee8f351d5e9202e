"""What is filed: the package the applicant checked, frozen as a version at filing and at each amendment."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.enums import Delivered, NoticeKind, VersionAct
from cluster_selection.database import UUIDModel


class FilingPackage(UUIDModel):
    """Canonical JSON of everything filed, with its SHA-256: what is filed, and what can be signed."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="packages")
    manifest = models.JSONField(encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "sha256"],
                name="package_once_per_content",
                violation_error_message=_("This content is already a package."),
            ),
        ]


class FrozenVersion(TypeError):
    """A version is never changed: an amendment is another version."""


class ApplicationVersion(UUIDModel):
    """A frozen version; checks, conclusions and decisions refer to it.

    ``occurred_at`` is the legal instant of the act, ``received_at`` the one at which it was recorded,
    ``registered_on`` the day of its registration (empty while the calendar does not reach it). ``gaps`` are
    the findings shown before filing and filed nevertheless (T11).
    """

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=8, choices=VersionAct)
    package = models.ForeignKey(FilingPackage, models.PROTECT, null=True, related_name="versions")
    manifest = models.JSONField(encoder=DjangoJSONEncoder)
    sha256 = models.CharField(max_length=64)
    gaps = models.JSONField(default=list)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    registered_on = models.DateField(null=True)
    filed_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")
    receipt = models.ForeignKey("documents.IssuedDocument", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"],
                name="version_number",
                violation_error_message=_("The application already has a version of this number."),
            ),
            models.CheckConstraint(
                condition=Q(occurred_at__lte=F("received_at")),
                name="version_happened_before_recorded",
                violation_error_message=_("An act cannot be recorded before it happens."),
            ),
        ]

    def save(self, *args, **kwargs):
        """Store a new version; raise ``FrozenVersion`` for one that is stored."""
        if not self._state.adding:
            raise FrozenVersion(str(self.pk))
        super().save(*args, **kwargs)


class WrittenNotice(UUIDModel):
    """A written notice of amendment or withdrawal (clause 9), or a statement made after closing.

    ``delivered`` is empty for a notice written in the portal.
    """

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=NoticeKind)
    text = models.TextField(_("text of the notice"))
    delivered = models.CharField(_("how delivered"), max_length=4, choices=Delivered, blank=True)
    posted_on = models.DateField(_("day of posting"), null=True, blank=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    version = models.OneToOneField(ApplicationVersion, models.PROTECT, null=True, related_name="notice")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey("documents.IssuedDocument", models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="notice_is_written",
                violation_error_message=_("The notice is written: enter its text."),
            ),
            models.CheckConstraint(
                condition=~Q(delivered=Delivered.POST) | Q(posted_on__isnull=False),
                name="notice_posted_has_its_day",
                violation_error_message=_("Posted papers need the day of posting."),
            ),
            models.CheckConstraint(
                condition=Q(kind=NoticeKind.AMENDMENT, version__isnull=False)
                | (~Q(kind=NoticeKind.AMENDMENT) & Q(version__isnull=True)),
                name="notice_of_amendment_names_its_version",
                violation_error_message=_("A notice of amendment, and only it, names the amended version."),
            ),
        ]
