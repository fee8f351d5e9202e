"""Paper (clause 8): the set of one original and one copy, handed in or posted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enums import Delivered
from cluster_selection.database import UUIDModel


class PaperSet(UUIDModel):
    """A set of papers as the registrar received it; ``in_time`` by the rule for paper (T7)."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="paper_sets")
    delivered = models.CharField(_("how delivered"), max_length=4, choices=Delivered)
    posted_on = models.DateField(_("day of posting"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"))
    originals = models.PositiveIntegerField(_("originals"), default=1)
    copies = models.PositiveIntegerField(_("copies"), default=1)
    electronic_medium = models.BooleanField(_("electronic medium"), default=False)
    sheets = models.PositiveIntegerField(_("sheets"), null=True, blank=True)
    evidence = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    remark = models.TextField(_("remark"), blank=True)
    in_time = models.BooleanField(_("in time"), default=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered=Delivered.HAND) | Q(posted_on__isnull=False),
                name="paper_posted_has_its_day",
                violation_error_message=_("Posted papers need the day of posting."),
            ),
        ]

    @property
    def is_complete(self) -> bool:
        """Say whether one original and one copy are there."""
        return self.originals >= 1 and self.copies >= 1
