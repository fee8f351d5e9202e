"""How something was signed, and what a verifier said of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Method(models.TextChoices):
    """How the signer signed."""

    PRESS = "PRESS", _("signed in the portal")
    CMS_FILE = "CMS_FILE", _("electronic digital signature file")
    SCAN = "SCAN", _("scan of the signed paper")


class VerificationState(models.TextChoices):
    """What a verifier said of a signature file."""

    NOT_VERIFIED = "NOT_VERIFIED", _("not verified")
    VERIFIED = "VERIFIED", _("verified")
    FAILED = "FAILED", _("verification failed")
