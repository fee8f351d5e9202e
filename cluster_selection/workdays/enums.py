"""Kinds of days that differ from "Monday to Friday works", and what a version of a year stands on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    """Why a day differs from the plain week. Rest days (Labour Code, art. 84) are never moved."""

    HOLIDAY = "HOLIDAY", _("public holiday")
    REST_DAY = "REST_DAY", _("day off by the Labour Code")
    HOLIDAY_MOVED = "HOLIDAY_MOVED", _("day off in lieu of a holiday")
    TRANSFERRED_DAY_OFF = "TRANSFERRED_DAY_OFF", _("transferred day off")
    WORKING_WEEKEND = "WORKING_WEEKEND", _("worked weekend day")
    WORKING_DAY_RESTORED = "WORKING_DAY_RESTORED", _("restored working day")


NON_WORKING_KINDS = frozenset(
    {DayKind.HOLIDAY, DayKind.REST_DAY, DayKind.HOLIDAY_MOVED, DayKind.TRANSFERRED_DAY_OFF}
)


class CalendarStatus(models.TextChoices):
    """What the version of a year stands on."""

    STATUTORY = "STATUTORY", _("by law: no transfers of days off are ordered so far")
    AMENDED = "AMENDED", _("amended by acts of the year")
    ACTUAL = "ACTUAL", _("final: the year is over")
