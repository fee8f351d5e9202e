"""What can be looked up about people and organisations, narrowed to what the reader may see."""

import datetime as dt
import hashlib
from uuid import UUID

from django.db.models import QuerySet

from cluster_selection.accounts.enums import OFFICE_OF, Office, Role
from cluster_selection.accounts.guards import may_see_members
from cluster_selection.accounts.models import Invitation, Membership, Organisation, User


def active_memberships_of(user: User, *, day: dt.date) -> QuerySet[Membership]:
    """Return the memberships the person holds on the day, the oldest first, with their organisations."""
    return (
        Membership.objects.active_on(day)
        .filter(user=user)
        .select_related("user", "organisation")
        .order_by("from_on", "id")
    )


def organisations_of(user: User, *, day: dt.date) -> QuerySet[Organisation]:
    """Return the organisations in which the person holds a role on the day."""
    held = Membership.objects.active_on(day).filter(user=user).values("organisation")
    return Organisation.objects.filter(id__in=held).order_by("name_kk", "id")


def organisations_visible_to(
    acting_as: Membership | None, *, user: User, day: dt.date
) -> QuerySet[Organisation]:
    """Return every organisation to the operator and the auditor, the own ones to everybody else."""
    if acting_as is not None and acting_as.office in (Office.OPERATOR, Office.AUDIT):
        return Organisation.objects.order_by("name_kk", "id")
    return organisations_of(user, day=day)


def memberships_of(organisation: Organisation, *, acting_as: Membership | None) -> QuerySet[Membership]:
    """Return all memberships of the organisation, past ones too; none to people from outside it."""
    if not may_see_members(acting_as, organisation):
        return Membership.objects.none()
    return organisation.memberships.select_related("user", "organisation").order_by(
        "user__full_name", "from_on"
    )


def memberships_managed_by(acting_as: Membership | None) -> QuerySet[Membership]:
    """Return the memberships the person may end; for the security administrator that is every one."""
    memberships = Membership.objects.select_related("user", "organisation")
    if acting_as is None:
        return memberships.none()
    if acting_as.role == Role.SECURITY_ADMINISTRATOR:
        return memberships
    return memberships.filter(organisation=acting_as.organisation_id)


def open_invitations_of(
    organisation: Organisation, *, acting_as: Membership | None, now: dt.datetime
) -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted; none to people from outside the organisation."""
    if not may_see_members(acting_as, organisation):
        return Invitation.objects.none()
    return organisation.invitations.filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    ).order_by("email", "role")


def invitations_managed_by(acting_as: Membership | None) -> QuerySet[Invitation]:
    """Return the invitations the person may withdraw."""
    invitations = Invitation.objects.select_related("organisation")
    if acting_as is None:
        return invitations.none()
    if acting_as.role == Role.SECURITY_ADMINISTRATOR:
        return invitations
    return invitations.filter(organisation=acting_as.organisation_id)


def digest_of_token(token: str) -> str:
    """Return the SHA-256 under which the token of an invitation is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_by_token(token: str) -> Invitation | None:
    """Return the invitation of the link, whatever its state, or nothing."""
    return (
        Invitation.objects.select_related("organisation", "invited_by__user")
        .filter(token_digest=digest_of_token(token))
        .first()
    )


def people_with_role(*roles: Role, day: dt.date, organisation_id: UUID | None = None) -> QuerySet[User]:
    """Return the people who hold one of the roles on the day, each once; for notices."""
    held = Membership.objects.active_on(day).filter(role__in=roles)
    if organisation_id is not None:
        held = held.filter(organisation=organisation_id)
    return User.objects.filter(id__in=held.values("user")).order_by("full_name", "id")


def people_of_office(office: Office, *, day: dt.date) -> QuerySet[User]:
    """Return the people who hold any role of the office on the day, each once."""
    return people_with_role(*(role for role, of in OFFICE_OF.items() if of == office), day=day)


def representatives_of(organisation_id: UUID, *, day: dt.date) -> QuerySet[User]:
    """Return the people who represent the participant on the day."""
    return people_with_role(Role.REPRESENTATIVE, day=day, organisation_id=organisation_id)


def memberships_for_demo(*, day: dt.date) -> list[tuple[Office, list[Membership]]]:
    """Return every membership held on the day, grouped by office in the order of the procedure."""
    groups: dict[Office, list[Membership]] = {office: [] for office in Office}
    held = Membership.objects.active_on(day).select_related("user", "organisation")
    for membership in held.order_by("organisation__name_kk", "user__full_name", "role"):
        groups[membership.office].append(membership)
    return [(office, memberships) for office, memberships in groups.items() if memberships]
