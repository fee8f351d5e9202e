"""Acts on people, organisations and memberships; each is one transaction with its line in the journal."""

import datetime as dt
import secrets
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts import guards, queries
from cluster_selection.accounts.enums import IdentityKind, OrganisationKind, Role, roles_of_kind
from cluster_selection.accounts.errors import AccountRefused
from cluster_selection.accounts.letters import post_letter
from cluster_selection.accounts.models import Invitation, Membership, Organisation, User
from cluster_selection.clock import day_of
from cluster_selection.journal.actors import Actor
from cluster_selection.journal.services import append

STREAM = "accounts"
INVITATION_LASTS = dt.timedelta(days=14)


def register_organisation(
    *,
    user: User,
    kind: str,
    identity: str,
    identity_number: str,
    name_kk: str,
    name_ru: str,
    name_en: str = "",
    lead_name_kk: str = "",
    lead_name_ru: str = "",
    region: str = "",
    address: str = "",
    email: str = "",
    phone: str = "",
    illustrative: bool = False,
    now: dt.datetime,
) -> Membership:
    """Register a selection participant and make the person its representative from today.

    For a group the number and the lead's names are those of the company that leads it; a lead already
    registered under that number is used as it stands. Raise ``ValidationError`` by field for a wrong number
    or an empty name, ``AccountRefused`` when the number is registered already.

    Clause: 2
    """
    if OrganisationKind(kind) not in guards.PARTICIPANT_KINDS:
        raise AccountRefused(_("Only a selection participant registers itself."))
    try:
        with transaction.atomic():
            lead, organisation = None, None
            if kind == OrganisationKind.GROUP:
                lead = _lead_of(identity, identity_number, lead_name_kk, lead_name_ru, illustrative)
                identity, identity_number = IdentityKind.GROUP, ""
            else:
                guards.check_identity(kind, identity, identity_number)
                organisation = _known_only_as_lead(identity, identity_number)
            values = {
                "kind": kind,
                "identity": identity,
                "identity_number": identity_number,
                "name_kk": name_kk,
                "name_ru": name_ru,
                "name_en": name_en,
                "region": region,
                "address": address,
                "email": email,
                "phone": phone,
                "lead": lead,
                "illustrative": illustrative,
            }
            organisation = organisation or Organisation()
            for name, value in values.items():
                setattr(organisation, name, value)
            organisation.full_clean()
            organisation.save()
            membership = Membership.objects.create(
                user=user, organisation=organisation, role=Role.REPRESENTATIVE, from_on=day_of(now)
            )
            facts = {"kind": str(kind), "identity": str(identity), "membership": str(membership.id)}
            if lead is not None:
                facts["lead"] = str(lead.id)
            _write(
                "organisation.registered", ("organisation", organisation.id), membership.actor(), now, facts
            )
    except IntegrityError as race:
        raise AccountRefused(_already_registered()) from race
    return membership


def record_organisation(
    *,
    kind: str,
    identity: str,
    identity_number: str,
    name_kk: str,
    name_ru: str,
    acting_as: Membership,
    now: dt.datetime,
    lead_name_kk: str = "",
    lead_name_ru: str = "",
    region: str = "",
    address: str = "",
    illustrative: bool = False,
) -> Organisation:
    """Record a selection participant that came on paper, as an official; nobody represents it yet.

    A participant known by the number is returned as it stands, of a group the one under that lead with that
    name. Raise ``ValidationError`` by field, ``AccountRefused`` when the number is another organisation's.

    Clause: 2
    """
    if OrganisationKind(kind) not in guards.PARTICIPANT_KINDS:
        raise AccountRefused(_("Only a selection participant is recorded."))
    with transaction.atomic():
        lead = None
        if kind == OrganisationKind.GROUP:
            lead = _lead_of(identity, identity_number, lead_name_kk, lead_name_ru, illustrative)
            known = lead.groups_led.filter(name_kk=name_kk).first()
            identity, identity_number = IdentityKind.GROUP, ""
        else:
            guards.check_identity(kind, identity, identity_number)
            same = Organisation.objects.filter(identity=identity, identity_number=identity_number)
            known = (same.filter(name_kk=name_kk) if identity == IdentityKind.FOREIGN else same).first()
        if known is not None and known.is_participant:
            return known
        organisation = known and _known_only_as_lead(identity, identity_number)
        if known is not None and organisation is None:
            raise AccountRefused(_already_registered())
        values = {
            "kind": kind,
            "identity": identity,
            "identity_number": identity_number,
            "name_kk": name_kk,
            "name_ru": name_ru,
            "region": region,
            "address": address,
            "lead": lead,
            "illustrative": illustrative,
        }
        organisation = organisation or Organisation()
        for name, value in values.items():
            setattr(organisation, name, value)
        organisation.full_clean()
        organisation.save()
        facts = {"kind": str(kind), "identity": str(identity), **({"lead": str(lead.id)} if lead else {})}
        _write("organisation.recorded", ("organisation", organisation.id), acting_as.actor(), now, facts)
    return organisation


def change_organisation(
    *, organisation_id: UUID, acting_as: Membership, now: dt.datetime, **changes: str
) -> Organisation:
    """Change names and contacts of an organisation; its kind and its number never change.

    ``changes`` are columns among names, region, address, e-mail, phone. Raise ``ValidationError`` by field.
    """
    unknown = set(changes) - {"name_kk", "name_ru", "name_en", "region", "address", "email", "phone"}
    if unknown:
        raise TypeError(f"not a column that may change: {sorted(unknown)}")
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(id=organisation_id)
        if not guards.may_manage(acting_as, organisation):
            raise AccountRefused(_("Your role does not change this organisation."))
        changed = sorted(name for name, value in changes.items() if getattr(organisation, name) != value)
        if not changed:
            return organisation
        for name in changed:
            setattr(organisation, name, changes[name])
        organisation.full_clean()
        organisation.save(update_fields=changed)
        _write(
            "organisation.changed",
            ("organisation", organisation.id),
            acting_as.actor(),
            now,
            {"columns": changed},
        )
    return organisation


def change_profile(
    *,
    user: User,
    acting_as: Membership | None,
    full_name: str,
    position: str,
    phone: str,
    language: str,
    now: dt.datetime,
) -> User:
    """Change the person's own data; raise ``ValidationError`` by field."""
    values = {"full_name": full_name, "position": position, "phone": phone, "language": language}
    with transaction.atomic():
        locked = User.objects.select_for_update().get(id=user.id)
        changed = sorted(name for name, value in values.items() if getattr(locked, name) != value)
        if not changed:
            return locked
        for name in changed:
            setattr(locked, name, values[name])
        locked.full_clean(exclude=["password"])
        locked.save(update_fields=changed)
        _write("person.changed", ("user", locked.id), _actor_of(locked, acting_as), now, {"columns": changed})
    return locked


def invite_member(
    *,
    organisation_id: UUID,
    email: str,
    role: str,
    language: str,
    acting_as: Membership,
    now: dt.datetime,
) -> Invitation:
    """Invite an address to a role for 14 calendar days, and send it the link.

    An earlier open invitation of the same address to the same role is withdrawn: only the newest link works.
    """
    email = User.objects.normalize_email(email)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(id=organisation_id)
        if Role(role) not in guards.roles_to_give(acting_as, organisation):
            raise AccountRefused(_("Your role does not invite people to this role."))
        if _holds(organisation.id, role, day_of(now), user__email=email):
            raise AccountRefused(_("This person already holds this role."))
        organisation.invitations.filter(
            email=email, role=role, accepted_at__isnull=True, withdrawn_at__isnull=True
        ).update(withdrawn_at=now)
        token = secrets.token_urlsafe(32)
        invitation = Invitation.objects.create(
            organisation=organisation,
            email=email,
            role=role,
            language=language,
            token_digest=queries.digest_of_token(token),
            invited_by=acting_as,
            invited_at=now,
            expires_at=now + INVITATION_LASTS,
        )
        _send_invitation(invitation, token)
        facts = {"organisation": str(organisation.id), "role": str(role)}
        _write("member.invited", ("invitation", invitation.id), acting_as.actor(), now, facts)
    return invitation


def withdraw_invitation(*, invitation_id: UUID, acting_as: Membership, now: dt.datetime) -> Invitation:
    """Make the link of an open invitation worthless."""
    with transaction.atomic():
        invitation = _locked_invitation(id=invitation_id)
        if not guards.may_manage(acting_as, invitation.organisation):
            raise AccountRefused(_("Your role does not withdraw this invitation."))
        if not invitation.is_open_at(now):
            raise AccountRefused(_("This invitation is no longer open."))
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])
        _write("invitation.withdrawn", ("invitation", invitation.id), acting_as.actor(), now, {})
    return invitation


def accept_invitation(*, token: str, user: User, now: dt.datetime) -> Membership:
    """Give the invited role to the person who signed in with the invited address, once.

    The instant of expiry is out. Raise ``AccountRefused`` when the link is used, withdrawn, expired or meant
    for another address.
    """
    with transaction.atomic():
        invitation = _locked_invitation(token_digest=queries.digest_of_token(token))
        if not invitation.is_open_at(now):
            raise AccountRefused(_("This invitation is no longer open. Ask for a new one."))
        if invitation.email != User.objects.normalize_email(user.email):
            raise AccountRefused(
                _("This invitation is for another e-mail address. Sign in with that address.")
            )
        membership = _give(user, invitation.organisation, invitation.role, day_of(now))
        invitation.accepted_at, invitation.accepted_by = now, user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        facts = {"organisation": str(invitation.organisation_id), "membership": str(membership.id)}
        _write("invitation.accepted", ("invitation", invitation.id), membership.actor(), now, facts)
    return membership


def grant_role(
    *,
    user: User,
    organisation: Organisation,
    role: str,
    acting_as: Membership | Actor,
    now: dt.datetime,
    from_on: dt.date | None = None,
    until_on: dt.date | None = None,
) -> Membership:
    """Give a role directly, from a day (default today); for the security administrator and the portal itself.

    A role already held on the first day is returned as it stands.
    """
    if Role(role) not in roles_of_kind(organisation.kind):
        raise AccountRefused(_("This role does not exist in an organisation of this kind."))
    if isinstance(acting_as, Membership) and not guards.may_manage(acting_as, organisation):
        raise AccountRefused(_("Your role does not give this role."))
    with transaction.atomic():
        Organisation.objects.select_for_update().get(id=organisation.id)
        held = _holds(organisation.id, role, from_on or day_of(now), user=user)
        if held is not None:
            return held
        membership = _give(user, organisation, role, from_on or day_of(now), until_on=until_on)
        facts = {
            "organisation": str(organisation.id),
            "role": str(role),
            "from_on": membership.from_on.isoformat(),
        }
        _write("membership.granted", ("membership", membership.id), acting_as.actor(), now, facts)
    return membership


def end_membership(
    *, membership_id: UUID, acting_as: Membership, now: dt.datetime, until_on: dt.date | None = None
) -> Membership:
    """End a membership from a day on (default today, at once); the row stays.

    Refused for the last person who could invite others, unless the security administrator does it, and for
    a day in the past: what was done in the role then stays done in the role.
    """
    today = day_of(now)
    until_on = until_on or today
    with transaction.atomic():
        found = Membership.objects.select_related("organisation").get(id=membership_id)
        Organisation.objects.select_for_update().get(id=found.organisation_id)
        membership = Membership.objects.select_for_update().get(id=membership_id)
        if not guards.may_manage(acting_as, found.organisation):
            raise AccountRefused(_("Your role does not end this membership."))
        if membership.until_on is not None and membership.until_on <= today:
            raise AccountRefused(_("This membership has ended already."))
        if until_on < today:
            raise AccountRefused(_("A membership cannot be ended in the past."))
        if guards.is_last_manager(membership, day=until_on) and acting_as.role != Role.SECURITY_ADMINISTRATOR:
            raise AccountRefused(
                _("This is the last person who can invite others. Invite another one first.")
            )
        membership.until_on = max(until_on, membership.from_on)
        membership.save(update_fields=["until_on"])
        facts = {"until_on": membership.until_on.isoformat()}
        _write("membership.ended", ("membership", membership.id), acting_as.actor(), now, facts)
    return membership


def close_account(*, user_id: UUID, acting_as: Membership, now: dt.datetime) -> User:
    """Forbid a person to sign in; sessions end with the next request. Only the security administrator."""
    return _switch_account(user_id, acting_as, now, is_active=False, action="person.closed")


def reopen_account(*, user_id: UUID, acting_as: Membership, now: dt.datetime) -> User:
    """Let a person sign in again. Only the security administrator."""
    return _switch_account(user_id, acting_as, now, is_active=True, action="person.reopened")


def _switch_account(
    user_id: UUID, acting_as: Membership, now: dt.datetime, *, is_active: bool, action: str
) -> User:
    if acting_as.role != Role.SECURITY_ADMINISTRATOR:
        raise AccountRefused(_("Only the security administrator closes and reopens accounts."))
    if user_id == acting_as.user_id:
        raise AccountRefused(_("Nobody closes the own account."))
    with transaction.atomic():
        user = User.objects.select_for_update().get(id=user_id)
        if user.is_active != is_active:
            user.is_active = is_active
            user.save(update_fields=["is_active"])
            _write(action, ("user", user.id), acting_as.actor(), now, {})
    return user


def open_office(
    *, kind: str, name_kk: str, name_ru: str, name_en: str = "", illustrative: bool = False
) -> Organisation:
    """Return the organisation of an office (not a participant), made if missing."""
    if OrganisationKind(kind) in (*guards.PARTICIPANT_KINDS, OrganisationKind.OTHER):
        raise ValueError(f"not an office: {kind}")
    with transaction.atomic():
        existing = Organisation.objects.filter(kind=kind).order_by("created_at", "id").first()
        if existing is not None:
            return existing
        organisation = Organisation(
            kind=kind,
            identity=IdentityKind.NONE,
            name_kk=name_kk,
            name_ru=name_ru,
            name_en=name_en,
            illustrative=illustrative,
        )
        organisation.full_clean()
        organisation.save(force_insert=True)
    return organisation


def _write(action: str, subject: tuple, actor: Actor, now: dt.datetime, facts: dict) -> None:
    append(STREAM, action=action, subject=subject, actor=actor, occurred_at=now, recorded_at=now, facts=facts)


def _actor_of(user: User, acting_as: Membership | None) -> Actor:
    """Return who acts; a person without a role yet is known by the account alone."""
    if acting_as is not None:
        return acting_as.actor()
    return Actor(
        kind="anonymous", id=None, user_id=user.id, organisation_id=None, role="", language=user.language
    )


def _already_registered():
    return _(
        "An organisation with this number is already registered. Ask its representative for an invitation, "
        "or write to the operator of the portal."
    )


def _known_only_as_lead(identity: str, number: str) -> Organisation | None:
    """Return the row another participant made when it named this company as its lead, or nothing."""
    if identity == IdentityKind.FOREIGN:
        return None
    known = Organisation.objects.select_for_update().filter(identity=identity, identity_number=number).first()
    if known is not None and known.kind != OrganisationKind.OTHER:
        raise AccountRefused(_already_registered())
    return known


def _lead_of(identity: str, number: str, name_kk: str, name_ru: str, illustrative: bool) -> Organisation:
    guards.check_identity(OrganisationKind.OTHER, identity, number)
    if identity != IdentityKind.FOREIGN:
        known = Organisation.objects.filter(identity=identity, identity_number=number).first()
        if known is not None:
            return known
    lead = Organisation(
        kind=OrganisationKind.OTHER,
        identity=identity,
        identity_number=number,
        name_kk=name_kk,
        name_ru=name_ru,
        illustrative=illustrative,
    )
    try:
        lead.full_clean()
    except ValidationError as refusal:
        names = {"name_kk": "lead_name_kk", "name_ru": "lead_name_ru"}
        raise ValidationError(
            {names.get(name, name): errors for name, errors in refusal.error_dict.items()}
        ) from refusal
    lead.save(force_insert=True)
    return lead


def _locked_invitation(**lookup) -> Invitation:
    found = Invitation.objects.select_for_update().filter(**lookup).first()
    if found is None:
        raise AccountRefused(_("There is no such invitation. Ask for a new one."))
    return found


def _holds(organisation_id: UUID, role: str, day: dt.date, **person) -> Membership | None:
    held = Membership.objects.active_on(day).filter(organisation=organisation_id, role=role, **person)
    return held.select_related("user", "organisation").first()


def _give(
    user: User, organisation: Organisation, role: str, from_on: dt.date, until_on: dt.date | None = None
) -> Membership:
    if held := _holds(organisation.id, role, from_on, user=user):
        return held
    # A role ended on its first day and given again that day is the same row, open once more.
    membership, created = Membership.objects.get_or_create(
        user=user, organisation=organisation, role=role, from_on=from_on, defaults={"until_on": until_on}
    )
    if not created:
        membership.until_on = until_on
        membership.save(update_fields=["until_on"])
    return membership


def _send_invitation(invitation: Invitation, token: str) -> None:
    with translation.override(invitation.language):
        address = settings.SITE_URL + reverse("accounts:invitation", args=[token])
        context = {"invitation": invitation, "address": address}
        subject = render_to_string("accounts/mail/invitation.subject.txt", context)
        body = render_to_string("accounts/mail/invitation.body.txt", context)
    post_letter(to=invitation.email, subject=" ".join(subject.split()), body=body.strip() + "\n")
