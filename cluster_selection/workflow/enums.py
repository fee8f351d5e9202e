"""Words of the ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TermStatus(models.TextChoices):
    RUNNING = "RUNNING", _("running")
    DONE = "DONE", _("done")
    VOID = "VOID", _("void")
    SUPERSEDED = "SUPERSEDED", _("superseded")


class PublicationKind(models.TextChoices):
    ANNOUNCEMENT = "ANNOUNCEMENT", _("announcement")
    CHANGE = "CHANGE", _("change of the announcement")
    EXTENSION = "EXTENSION", _("extension of the term")
    RESULTS = "RESULTS", _("results of the selection")
    ERRATUM = "ERRATUM", _("correction")
    SUPPLEMENT = "SUPPLEMENT", _("supplement")
    VOID = "VOID", _("selection declared void")
    CANCELLATION = "CANCELLATION", _("selection cancelled")
    ARCHIVE = "ARCHIVE", _("archive entry")
