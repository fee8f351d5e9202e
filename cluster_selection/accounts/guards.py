"""Who may do what with organisations and memberships: reads, never writes."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.enums import (
    MANAGERS,
    PARTICIPANT_KINDS,
    IdentityKind,
    Office,
    OrganisationKind,
    Role,
    roles_of_kind,
)
from cluster_selection.accounts.identifiers import validate_bin, validate_iin
from cluster_selection.accounts.models import Membership, Organisation


def may_see_members(acting_as: Membership | None, organisation: Organisation) -> bool:
    """Say whether the people of an organisation are shown: to itself, to the operator, to the auditor."""
    if acting_as is None:
        return False
    return acting_as.organisation_id == organisation.id or acting_as.office in (Office.OPERATOR, Office.AUDIT)


def may_manage(acting_as: Membership | None, organisation: Organisation) -> bool:
    """Say whether the person may invite into the organisation and end memberships of it."""
    if acting_as is None:
        return False
    if acting_as.role == Role.SECURITY_ADMINISTRATOR:
        return True
    return acting_as.organisation_id == organisation.id and Role(acting_as.role) in MANAGERS[acting_as.office]


def roles_to_give(acting_as: Membership | None, organisation: Organisation) -> tuple[Role, ...]:
    """Return the roles that the person may give in the organisation."""
    return roles_of_kind(organisation.kind) if may_manage(acting_as, organisation) else ()


def is_last_manager(membership: Membership, *, day: dt.date) -> bool:
    """Say whether without this membership nobody could invite into the organisation from the day on."""
    managers = MANAGERS[membership.office]
    if Role(membership.role) not in managers:
        return False
    others = Membership.objects.active_on(day).filter(
        organisation=membership.organisation_id, role__in=managers
    )
    return not others.exclude(id=membership.id).exists()


def check_identity(kind: str, identity: str, number: str) -> None:
    """Raise ``ValidationError`` when the kind of organisation cannot be known by such a number.

    A participant that is not a group is a legal entity: a BIN, or a registration number abroad. A sole
    proprietor (IIN) can only lead a group.
    """
    if identity == IdentityKind.IIN and kind in PARTICIPANT_KINDS:
        raise ValidationError(
            {"identity": _("Only the lead of a group can be a sole proprietor known by an IIN.")}
        )
    if identity == IdentityKind.NONE and kind in (*PARTICIPANT_KINDS, OrganisationKind.OTHER):
        raise ValidationError({"identity": _("A participant is known by its number.")})
    try:
        if identity == IdentityKind.BIN:
            validate_bin(number)
        if identity == IdentityKind.IIN:
            validate_iin(number)
    except ValidationError as refusal:
        raise ValidationError({"identity_number": refusal.error_list}) from refusal
