"""States and kinds of stored files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScanState(models.TextChoices):
    """What the virus scanner said of a file."""

    NOT_SCANNED = "NOT_SCANNED", _("not yet checked for viruses")
    CLEAN = "CLEAN", _("no virus found")
    INFECTED = "INFECTED", _("virus found")
    SKIPPED = "SKIPPED", _("virus check is not needed or not set up")
