"""Applications and everything that makes up one of them (clauses 6–11, annexes 1–3)."""

from applications.models.annexes import Annex3Answer, Attachment, Member
from applications.models.application import Application
from applications.models.consents import Consent
from applications.models.filing import ApplicationVersion, FilingPackage, WrittenNotice
from applications.models.paper import PaperSet

__all__ = [
    "Annex3Answer",
    "Application",
    "ApplicationVersion",
    "Attachment",
    "Consent",
    "FilingPackage",
    "Member",
    "PaperSet",
    "WrittenNotice",
]
