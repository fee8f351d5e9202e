"""Signatures: who signed which hash, in what capacity, how and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_selection.database import UUIDModel
from cluster_selection.files.models import StoredFile
from cluster_selection.signatures.enums import Method, VerificationState


class Signature(UUIDModel):
    """One signature under one text; names are kept as they were at the moment of signing."""

    subject_type = models.CharField(_("kind of the subject"), max_length=100)
    subject_id = models.UUIDField(_("key of the subject"))
    signed_sha256 = models.CharField(_("SHA-256 of what was signed"), max_length=64)
    method = models.CharField(_("way of signing"), max_length=8, choices=Method)
    signer_name = models.CharField(_("signer"), max_length=200)
    signer_position = models.CharField(_("position"), max_length=200, blank=True)
    organisation_name = models.CharField(_("organisation"), max_length=500, blank=True)
    membership_id = models.UUIDField(_("membership"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("signed at"))
    verification_state = models.CharField(
        _("verification"),
        max_length=12,
        choices=VerificationState,
        default=VerificationState.NOT_VERIFIED,
    )

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="signature_subject")]
        constraints = [
            models.CheckConstraint(
                name="signature_sha256_is_hexadecimal",
                condition=models.Q(signed_sha256__regex=r"\A[0-9a-f]{64}\Z"),
                violation_error_message=_("What is signed is named by a SHA-256 of 64 hexadecimal digits."),
            ),
            models.CheckConstraint(
                name="signature_file_fits_the_method",
                condition=models.Q(method=Method.PRESS, file__isnull=True)
                | models.Q(method__in=(Method.CMS_FILE, Method.SCAN), file__isnull=False),
                violation_error_message=_(
                    "A signature file or a scan needs its file; signing in the portal has none."
                ),
            ),
            models.CheckConstraint(
                name="signature_press_has_a_membership",
                condition=~models.Q(method=Method.PRESS) | models.Q(membership_id__isnull=False),
                violation_error_message=_("Signing in the portal is done in a membership."),
            ),
            models.UniqueConstraint(
                name="signature_pressed_once",
                fields=["subject_type", "subject_id", "signed_sha256", "membership_id"],
                condition=models.Q(method=Method.PRESS),
                violation_error_message=_("The same text is signed in the portal once."),
            ),
        ]

    def __str__(self) -> str:
        return self.signer_name
