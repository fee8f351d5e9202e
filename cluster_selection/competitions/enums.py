"""States and kinds of a competition."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "DRAFT", _("draft")
    ANNOUNCED = "ANNOUNCED", _("announced")
    PROTOCOL_RECEIVED = "PROTOCOL_RECEIVED", _("protocol received")
    PUBLISHED = "PUBLISHED", _("results published")
    VOID = "VOID", _("declared void")
    CANCELLED = "CANCELLED", _("cancelled")


class Stage(models.TextChoices):
    """What the public reads: the state, with what depends on the clock and on the applications."""

    DRAFT = "DRAFT", _("draft")
    RECEPTION_OPEN = "RECEPTION_OPEN", _("reception open")
    SCREENING = "SCREENING", _("screening")
    AT_INSTITUTE = "AT_INSTITUTE", _("under analysis at the national institute")
    CONCLUSIONS_RECEIVED = "CONCLUSIONS_RECEIVED", _("expert conclusions received")
    AT_COMMISSION = "AT_COMMISSION", _("before the Commission")
    PROTOCOL_RECEIVED = "PROTOCOL_RECEIVED", _("protocol received")
    RECEPTION_CLOSED = "RECEPTION_CLOSED", _("reception closed")
    PUBLISHED = "PUBLISHED", _("results published")
    VOID = "VOID", _("declared void")
    CANCELLED = "CANCELLED", _("cancelled")
    ARCHIVE = "ARCHIVE", _("archive entry")

    @property
    def tone(self) -> str:
        """Return the kind of the tag that shows the stage."""
        return _TONES.get(self, "run")


_TONES = {
    Stage.DRAFT: "",
    Stage.PROTOCOL_RECEIVED: "wait",
    Stage.RECEPTION_CLOSED: "wait",
    Stage.PUBLISHED: "ok",
    Stage.VOID: "off",
    Stage.CANCELLED: "off",
    Stage.ARCHIVE: "off",
}


class GroundKind(models.TextChoices):
    """Why a competition is held under an edition that is not in force."""

    TRANSITIONAL = "TRANSITIONAL", _("transitional provision")
    PILOT = "PILOT", _("pilot")
    TRAINING = "TRAINING", _("training")


class ExtensionKind(models.TextChoices):
    DECISION = "DECISION", _("by decision")
    TECHNICAL_FAILURE = "TECHNICAL_FAILURE", _("for a recorded technical failure")


class CorrectionKind(models.TextChoices):
    ERRATUM = "ERRATUM", _("correction")
    SUPPLEMENT = "SUPPLEMENT", _("supplement")
