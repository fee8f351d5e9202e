"""Stored files: content kept once, under a random key, with its hash."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_selection.database import UUIDModel
from cluster_selection.files.detection import KIND_OF_TYPE
from cluster_selection.files.enums import ScanState


class StoredFile(UUIDModel):
    """One file as it was received or made; the content of a row never changes."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    content_type = models.CharField(_("type found in the content"), max_length=100)
    original_name = models.CharField(_("file name"), max_length=200)
    scan_state = models.CharField(
        _("virus check"), max_length=12, choices=ScanState, default=ScanState.NOT_SCANNED
    )
    scanned_at = models.DateTimeField(_("checked for viruses at"), null=True, blank=True)
    storage_key = models.CharField(_("key in the storage"), max_length=100, unique=True)
    stored_at = models.DateTimeField(_("stored at"))
    stored_by = models.UUIDField(_("stored by (membership or consent)"), null=True, blank=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [
            models.CheckConstraint(
                name="file_sha256_is_hexadecimal",
                condition=models.Q(sha256__regex=r"\A[0-9a-f]{64}\Z"),
                violation_error_message=_("The SHA-256 of a file is 64 hexadecimal digits."),
            ),
            models.CheckConstraint(
                name="file_is_not_empty",
                condition=models.Q(size__gt=0),
                violation_error_message=_("A stored file cannot be empty."),
            ),
            models.CheckConstraint(
                name="file_scan_state_is_known",
                condition=models.Q(scan_state__in=ScanState.values),
                violation_error_message=_("The state of the virus check is unknown."),
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def kind(self) -> str:
        """Return the short kind: pdf, jpeg, png, docx, xlsx or cms."""
        return KIND_OF_TYPE.get(self.content_type, "")

    @property
    def is_image(self) -> bool:
        """Say whether the file is a picture that a page or a volume can show."""
        return self.kind in ("jpeg", "png")
