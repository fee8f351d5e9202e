"""Offices, roles and kinds: who may hold what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Office(models.TextChoices):
    """The side of the procedure on which a membership acts."""

    APPLICANTS = "APPLICANTS", _("applicants")
    ORGANISER = "ORGANISER", _("selection organiser")
    INSTITUTE = "INSTITUTE", _("national institute")
    COMMISSION = "COMMISSION", _("Commission")
    AUDIT = "AUDIT", _("audit")
    OPERATOR = "OPERATOR", _("operator of the portal")


class OrganisationKind(models.TextChoices):
    """What an organisation is; the first five are the selection participants."""

    GROUP = "GROUP", _("group of entrepreneurship entities")
    CHAMBER = "CHAMBER", _("regional chamber of entrepreneurs")
    SPK = "SPK", _("social-entrepreneurial corporation (SPK)")
    SEZ_COMPANY = "SEZ_COMPANY", _("managing company of a special economic zone")
    BUSINESS_ASSOCIATION = "BUSINESS_ASSOCIATION", _("business association")
    ORGANISER = "ORGANISER", _("selection organiser")
    INSTITUTE = "INSTITUTE", _("national institute")
    COMMISSION = "COMMISSION", _("Commission")
    AUDIT = "AUDIT", _("audit")
    OPERATOR = "OPERATOR", _("operator of the portal")
    OTHER = "OTHER", _("company that leads a group")


PARTICIPANT_KINDS = (
    OrganisationKind.GROUP,
    OrganisationKind.CHAMBER,
    OrganisationKind.SPK,
    OrganisationKind.SEZ_COMPANY,
    OrganisationKind.BUSINESS_ASSOCIATION,
)


class IdentityKind(models.TextChoices):
    """By which number an organisation is known."""

    BIN = "BIN", _("BIN")
    IIN = "IIN", _("IIN of a sole proprietor")
    FOREIGN = "FOREIGN", _("registration number abroad")
    GROUP = "GROUP", _("group without a number of its own")
    NONE = "NONE", _("no number")


class Role(models.TextChoices):
    """What a person may do for an organisation; held through a dated membership, never on the user."""

    REPRESENTATIVE = "REPRESENTATIVE", _("representative")
    EDITOR = "EDITOR", _("editor")
    REGISTRAR = "REGISTRAR", _("registrar")
    SCREENER = "SCREENER", _("screener")
    HEAD = "HEAD", _("head")
    COORDINATOR = "COORDINATOR", _("coordinator")
    EXPERT = "EXPERT", _("expert")
    INSTITUTE_HEAD = "INSTITUTE_HEAD", _("head of the institute")
    SECRETARY = "SECRETARY", _("secretary of the Commission")
    MEMBER = "MEMBER", _("member of the Commission")
    CHAIR = "CHAIR", _("chair of the Commission")
    AUDITOR = "AUDITOR", _("auditor")
    ADMINISTRATOR = "ADMINISTRATOR", _("administrator")
    SECURITY_ADMINISTRATOR = "SECURITY_ADMINISTRATOR", _("security administrator")


ROLES_OF: dict[Office, tuple[Role, ...]] = {
    Office.APPLICANTS: (Role.REPRESENTATIVE, Role.EDITOR),
    Office.ORGANISER: (Role.REGISTRAR, Role.SCREENER, Role.HEAD),
    Office.INSTITUTE: (Role.COORDINATOR, Role.EXPERT, Role.INSTITUTE_HEAD),
    Office.COMMISSION: (Role.SECRETARY, Role.MEMBER, Role.CHAIR),
    Office.AUDIT: (Role.AUDITOR,),
    Office.OPERATOR: (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR),
}
OFFICE_OF: dict[Role, Office] = {role: office for office, roles in ROLES_OF.items() for role in roles}
OFFICE_OF_KIND: dict[OrganisationKind, Office] = {
    **dict.fromkeys(PARTICIPANT_KINDS, Office.APPLICANTS),
    OrganisationKind.ORGANISER: Office.ORGANISER,
    OrganisationKind.INSTITUTE: Office.INSTITUTE,
    OrganisationKind.COMMISSION: Office.COMMISSION,
    OrganisationKind.AUDIT: Office.AUDIT,
    OrganisationKind.OPERATOR: Office.OPERATOR,
}

# Who may invite into, and end memberships of, the own organisation. The administrator of the portal cannot
# give roles: that is the security administrator's act, in any organisation (the two duties stay apart).
MANAGERS: dict[Office, frozenset[Role]] = {
    Office.APPLICANTS: frozenset({Role.REPRESENTATIVE}),
    Office.ORGANISER: frozenset({Role.HEAD}),
    Office.INSTITUTE: frozenset({Role.INSTITUTE_HEAD}),
    Office.COMMISSION: frozenset({Role.SECRETARY, Role.CHAIR}),
    Office.AUDIT: frozenset(),
    Office.OPERATOR: frozenset(),
}


def roles_of_kind(kind: str) -> tuple[Role, ...]:
    """Return the roles that may be held in an organisation of the kind; none in a company that only leads."""
    office = OFFICE_OF_KIND.get(OrganisationKind(kind))
    return ROLES_OF[office] if office else ()
