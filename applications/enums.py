"""States and kinds of an application; the applicant and the office see the same state with different eyes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "DRAFT", _("draft")
    REGISTERED = "REGISTERED", _("registered")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("not accepted")
    ADMITTED = "ADMITTED", _("admitted")
    RETURNED = "RETURNED", _("returned")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")
    FORWARDED = "FORWARDED", _("at the national institute")
    CONCLUSION_RECEIVED = "CONCLUSION_RECEIVED", _("expert conclusion received")
    REFERRED = "REFERRED", _("before the Commission")
    WINNER = "WINNER", _("winner")
    NOT_SELECTED = "NOT_SELECTED", _("not selected")


# What the applicant reads: "saved" can never be taken for "filed".
APPLICANT_LABELS = {
    State.DRAFT: _("not filed yet"),
    State.REGISTERED: _("filed, being checked"),
    State.NOT_ACCEPTED: _("not accepted: received late"),
    State.ADMITTED: _("filed, meets the Rules"),
    State.RETURNED: _("returned"),
    State.WITHDRAWN: _("withdrawn by you"),
    State.FORWARDED: _("under analysis at the national institute"),
    State.CONCLUSION_RECEIVED: _("expert conclusion received"),
    State.REFERRED: _("before the Commission"),
    State.WINNER: _("winner"),
    State.NOT_SELECTED: _("not selected"),
}

# States in which an application still takes part in the selection.
ALIVE = frozenset(
    {
        State.REGISTERED,
        State.ADMITTED,
        State.FORWARDED,
        State.CONCLUSION_RECEIVED,
        State.REFERRED,
        State.WINNER,
        State.NOT_SELECTED,
    }
)
DECIDED = frozenset({State.WINNER, State.NOT_SELECTED})

# States in which the national institute has the application, or has had it.
AT_INSTITUTE_OR_LATER = frozenset(
    {State.FORWARDED, State.CONCLUSION_RECEIVED, State.REFERRED, State.WINNER, State.NOT_SELECTED}
)
# States in which the participant may write: a draft, or an amendment being prepared.
EDITABLE = frozenset({State.DRAFT, State.REGISTERED, State.ADMITTED})


class ConsentState(models.TextChoices):
    NOT_ASKED = "NOT_ASKED", _("not asked")
    ASKED = "ASKED", _("asked")
    ANNOUNCED = "ANNOUNCED", _("intention announced")
    GIVEN = "GIVEN", _("given")
    DECLINED = "DECLINED", _("declined")
    REVOKED = "REVOKED", _("revoked")


class VersionAct(models.TextChoices):
    FILED = "FILED", _("filed")
    AMENDED = "AMENDED", _("amended")
    PAPER = "PAPER", _("entered from paper")


class Delivered(models.TextChoices):
    """How paper reached the organiser (T7): handed in, or posted."""

    HAND = "HAND", _("handed in")
    POST = "POST", _("posted")


class NoticeKind(models.TextChoices):
    """What a participant writes to the organiser about a registered application (clause 9)."""

    AMENDMENT = "AMENDMENT", _("notice of amendment")
    WITHDRAWAL = "WITHDRAWAL", _("notice of withdrawal")
    STATEMENT = "STATEMENT", _("statement of withdrawal after closing")


class AttachmentKind(models.TextChoices):
    AUTHORITY = "AUTHORITY", _("authority to sign")
    ANNEX3 = "ANNEX3", _("material to Annex 3")
    OTHER = "OTHER", _("other document")


class PaperSetState(models.TextChoices):
    """The paper copies of clause 8 (T13)."""

    AWAITED = "AWAITED", _("awaited")
    RECEIVED = "RECEIVED", _("received")
    MISSING = "MISSING", _("missing after closing")
