"""Words of the Commission."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Body(models.TextChoices):
    """Whom a member represents (clause 2(4))."""

    STATE_BODY = "STATE_BODY", _("state body")
    NATIONAL_COMPANY = "NATIONAL_COMPANY", _("national company")
    ATAMEKEN = "ATAMEKEN", _("“Atameken” National Chamber of Entrepreneurs")


class Function(models.TextChoices):
    CHAIR = "CHAIR", _("chair")
    DEPUTY = "DEPUTY", _("deputy chair")
    MEMBER = "MEMBER", _("member")
    SECRETARY = "SECRETARY", _("secretary")


class ProtocolKind(models.TextChoices):
    MAIN = "MAIN", _("protocol")
    SUPPLEMENTARY = "SUPPLEMENTARY", _("supplementary protocol")


class ProtocolState(models.TextChoices):
    DRAFT = "DRAFT", _("draft")
    SIGNED = "SIGNED", _("signed")
    RECEIVED = "RECEIVED", _("received by the organiser")


class Outcome(models.TextChoices):
    WINNER = "WINNER", _("winner")
    NOT_SELECTED = "NOT_SELECTED", _("not selected")
    ADJOURNED = "ADJOURNED", _("adjourned")
