"""States of issued documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentStatus(models.TextChoices):
    """Whether an issued document still stands."""

    ISSUED = "ISSUED", _("issued and valid")
    REVOKED = "REVOKED", _("revoked")
