"""Issued documents: number, verification code, payload; and their renderings per language."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cluster_selection.database import UUIDModel
from cluster_selection.documents import registry
from cluster_selection.documents.enums import DocumentStatus
from cluster_selection.files.models import StoredFile
from cluster_selection.languages import LANGUAGES, pick

LANGUAGE_CHOICES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]


class IssuedDocument(UUIDModel):
    """A document as it was issued: what it says is the payload, what it looks like are the renderings."""

    kind = models.CharField(_("kind"), max_length=60)
    number = models.CharField(_("number"), max_length=60, blank=True)
    code = models.CharField(_("verification code"), max_length=19, unique=True)
    competition_id = models.UUIDField(_("competition"), null=True, blank=True, db_index=True)
    subject_type = models.CharField(_("kind of the subject"), max_length=100)
    subject_id = models.UUIDField(_("key of the subject"))
    payload = models.JSONField(_("content"))
    payload_sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.UUIDField(_("issued by (membership or consent)"), null=True, blank=True)
    public = models.BooleanField(_("anyone may download it"), default=False)
    status = models.CharField(
        _("status"), max_length=8, choices=DocumentStatus, default=DocumentStatus.ISSUED
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="document_subject")]
        constraints = [
            models.CheckConstraint(
                name="document_code_is_four_groups",
                condition=models.Q(code__regex=r"\A[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}\Z"),
                violation_error_message=_("A verification code is four groups of four letters and digits."),
            ),
            models.CheckConstraint(
                name="document_revoked_has_its_instant",
                condition=models.Q(status=DocumentStatus.ISSUED, revoked_at__isnull=True)
                | models.Q(status=DocumentStatus.REVOKED, revoked_at__isnull=False),
                violation_error_message=_(
                    "A revoked document, and only it, has the instant of its revocation."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}".strip()

    @property
    def title(self) -> str:
        """Return the title of the kind in the reader's language."""
        return pick(registry.kind_of(self.kind).title)

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages in which the document is made, main one first."""
        return registry.kind_of(self.kind).languages

    @property
    def is_revoked(self) -> bool:
        """Say whether the document has been revoked."""
        return self.status == DocumentStatus.REVOKED


class Rendering(UUIDModel):
    """The stored PDF of a document in one language: its bytes are the evidence."""

    document = models.ForeignKey(IssuedDocument, models.PROTECT, related_name="renderings")
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    built_at = models.DateTimeField(_("built at"))

    class Meta:
        verbose_name = _("rendering of a document")
        verbose_name_plural = _("renderings of documents")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "language"],
                name="rendering_once_per_language",
                violation_error_message=_("A document is made once in each language."),
            ),
            models.CheckConstraint(
                name="rendering_language_is_known",
                condition=models.Q(language__in=LANGUAGES),
                violation_error_message=_("A document is made in Kazakh, Russian or English."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.language})"
