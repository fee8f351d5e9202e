"""Words of the check, of forwarding and of the expert conclusion."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    OPEN = "OPEN", _("not marked yet")
    IN_ORDER = "IN_ORDER", _("in order")
    DEFECT = "DEFECT", _("defect")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("not applicable")


class CheckOutcome(models.TextChoices):
    """How a check ended; a reopened check is a new row beside the one it reopens."""

    ADMITTED = "ADMITTED", _("meets the Rules")
    RETURNED = "RETURNED", _("returned")
    SUPERSEDED = "SUPERSEDED", _("ended without a decision")


class ReopenGround(models.TextChoices):
    OWN_ERROR = "OWN_ERROR", _("own error")
    COMPLAINT = "COMPLAINT", _("complaint")
    COURT = "COURT", _("court act")
    PAPER_MISSING = "PAPER_MISSING", _("paper set missing after closing")


class BatchKind(models.TextChoices):
    FORWARDING = "FORWARDING", _("forwarding to the national institute")
    REFERRAL = "REFERRAL", _("referral to the Commission")


class BatchState(models.TextChoices):
    SENT = "SENT", _("sent")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("acknowledged")


class ConclusionState(models.TextChoices):
    DRAFT = "DRAFT", _("draft")
    SIGNED = "SIGNED", _("signed")
    HANDED_OVER = "HANDED_OVER", _("handed over")


class RequestState(models.TextChoices):
    SENT = "SENT", _("sent")
    ANSWERED = "ANSWERED", _("answered")
