"""What the applicant writes: members, answers to the items of Annex 3, attached documents."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enums import AttachmentKind
from cluster_selection.accounts.enums import IdentityKind
from cluster_selection.database import UUIDModel


class Member(UUIDModel):
    """A company or organisation of the cluster: one consent each (clause 7(1), note N4)."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="members")
    position = models.PositiveIntegerField()
    kind = models.CharField(_("kind of member"), max_length=40)  # a key of the edition's member kinds
    name = models.CharField(_("name"), max_length=300)
    identity = models.CharField(
        _("identified by"), max_length=10, choices=IdentityKind, default=IdentityKind.BIN
    )
    identity_number = models.CharField(_("BIN or IIN"), max_length=40, blank=True)
    region = models.CharField(_("region"), max_length=9, blank=True)
    specialisation = models.CharField(_("specialisation"), max_length=300, blank=True)
    contact_email = models.EmailField(_("e-mail for the consent"), blank=True)
    language = models.CharField(_("language of the consent"), max_length=2, default="kk")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "identity_number"],
                condition=~Q(identity_number=""),
                name="member_once_per_application",
                violation_error_message=_("This company is already a member of the application."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="member_has_a_name",
                violation_error_message=_("Enter the name of the member."),
            ),
        ]


class Annex3Answer(UUIDModel):
    """The answer to one item of Annex 3; ``version`` is the one a save must have read."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="answers")
    item_key = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "item_key"],
                name="answer_once_per_item",
                violation_error_message=_("This item is already answered."),
            ),
        ]


class Attachment(UUIDModel):
    """A document attached to the application."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="attachments")
    position = models.PositiveIntegerField()
    kind = models.CharField(
        _("kind of document"), max_length=10, choices=AttachmentKind, default=AttachmentKind.OTHER
    )
    item_key = models.CharField(_("item of Annex 3"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=300)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
