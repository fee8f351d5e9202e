"""People, organisations, memberships and invitations."""

import datetime as dt

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import validate_email
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cluster_selection.accounts.enums import (
    OFFICE_OF,
    PARTICIPANT_KINDS,
    IdentityKind,
    Office,
    OrganisationKind,
    Role,
)
from cluster_selection.database import UUIDModel
from cluster_selection.journal.actors import Actor
from cluster_selection.languages import LANGUAGES, translated

LANGUAGE_CHOICES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
TWELVE_DIGITS = r"\A[0-9]{12}\Z"
NINE_DIGITS = r"\A[0-9]{9}\Z"


class UserManager(BaseUserManager):
    """Create people; their e-mail addresses are kept in lower case."""

    use_in_migrations = True

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address in lower case and without spaces around it."""
        return (email or "").strip().lower()

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create a person; raise ``ValidationError`` when the e-mail address is not one."""
        email = self.normalize_email(email)
        validate_email(email)
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Create a person who may open the read-only admin."""
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str) -> "User":
        """Find a person by e-mail address, whatever its case."""
        return self.get(email=self.normalize_email(username))


class User(UUIDModel, AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address. What the person may do is said by memberships."""

    email = models.EmailField(
        _("e-mail"),
        unique=True,
        error_messages={"unique": _("A person with this e-mail address already exists.")},
    )
    full_name = models.CharField(_("full name"), max_length=200)
    position = models.CharField(_("position"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(
        _("language of messages"), max_length=2, choices=LANGUAGE_CHOICES, default="kk"
    )
    is_staff = models.BooleanField(_("may open the read-only admin"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("registered at"), auto_now_add=True)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("A person with this e-mail address already exists."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=LANGUAGES),
                name="user_language_known",
                violation_error_message=_("The language is Kazakh, Russian or English."),
            ),
            models.CheckConstraint(
                condition=~Q(full_name=""),
                name="user_full_name_given",
                violation_error_message=_("Enter the full name."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


class Organisation(UUIDModel):
    """A participant, an office, or a company that leads a group."""

    kind = models.CharField(_("kind"), max_length=30, choices=OrganisationKind)
    identity = models.CharField(_("known by"), max_length=10, choices=IdentityKind)
    identity_number = models.CharField(_("number"), max_length=40, blank=True)
    name_kk = models.CharField(_("name in Kazakh"), max_length=300)
    name_ru = models.CharField(_("name in Russian"), max_length=300)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    region = models.CharField(_("region"), max_length=9, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    lead = models.ForeignKey(
        "self",
        verbose_name=_("lead of the group"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="groups_led",
    )
    illustrative = models.BooleanField(_("invented for the demo"), default=False)
    created_at = models.DateTimeField(_("registered at"), auto_now_add=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values),
                name="organisation_kind_known",
                violation_error_message=_("Choose the kind of organisation."),
            ),
            models.CheckConstraint(
                condition=Q(identity__in=IdentityKind.values),
                name="organisation_identity_known",
                violation_error_message=_("Choose the number by which the organisation is known."),
            ),
            models.CheckConstraint(
                condition=~Q(identity__in=[IdentityKind.BIN, IdentityKind.IIN])
                | Q(identity_number__regex=TWELVE_DIGITS),
                name="organisation_number_twelve_digits",
                violation_error_message=_("A BIN or IIN has 12 digits."),
            ),
            models.CheckConstraint(
                condition=~Q(identity=IdentityKind.FOREIGN) | ~Q(identity_number=""),
                name="organisation_foreign_number_given",
                violation_error_message=_("Enter the registration number abroad."),
            ),
            models.CheckConstraint(
                condition=~Q(identity__in=[IdentityKind.GROUP, IdentityKind.NONE]) | Q(identity_number=""),
                name="organisation_without_number",
                violation_error_message=_(
                    "This organisation has no number of its own: leave the number empty."
                ),
            ),
            models.CheckConstraint(
                condition=Q(kind=OrganisationKind.GROUP, identity=IdentityKind.GROUP)
                | (~Q(kind=OrganisationKind.GROUP) & ~Q(identity=IdentityKind.GROUP)),
                name="organisation_group_identity",
                violation_error_message=_("Only a group is without a number of its own, and every group is."),
            ),
            models.CheckConstraint(
                condition=Q(kind=OrganisationKind.GROUP, lead__isnull=False)
                | (~Q(kind=OrganisationKind.GROUP) & Q(lead__isnull=True)),
                name="organisation_lead_of_group",
                violation_error_message=_("A group has a lead; no other organisation has one."),
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=True) | ~Q(lead=F("id")),
                name="organisation_lead_is_another",
                violation_error_message=_("A group cannot lead itself."),
            ),
            models.CheckConstraint(
                condition=~Q(name_kk="") & ~Q(name_ru=""),
                name="organisation_names_kk_ru",
                violation_error_message=_("Enter the name in Kazakh and in Russian."),
            ),
            models.CheckConstraint(
                condition=Q(region="") | Q(region__regex=NINE_DIGITS),
                name="organisation_region_kato",
                violation_error_message=_("The region is a code of nine digits."),
            ),
            models.UniqueConstraint(
                fields=["identity", "identity_number"],
                condition=Q(identity__in=[IdentityKind.BIN, IdentityKind.IIN]),
                name="organisation_number_unique",
                violation_error_message=_("An organisation with this number is already registered."),
            ),
        ]

    def __str__(self) -> str:
        return translated(self, "name")

    @property
    def is_participant(self) -> bool:
        """Say whether the organisation is a selection participant by its kind."""
        return self.kind in PARTICIPANT_KINDS

    @property
    def masked_number(self) -> str:
        """Return the number for people outside the organisation: an IIN keeps its first six digits."""
        if self.identity == IdentityKind.IIN:
            return self.identity_number[:6] + "*" * 6
        return self.identity_number


class MembershipQuerySet(models.QuerySet):
    """Memberships, by the day on which they are held."""

    def active_on(self, day: dt.date) -> "MembershipQuerySet":
        """Keep the memberships held on the day by people who may sign in."""
        return self.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day, user__is_active=True
        )


class Membership(UUIDModel):
    """A role of a person in an organisation, from a day (included) until a day (excluded)."""

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until (first day no longer held)"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message=_("Choose the role."),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="membership_until_not_before_from",
                violation_error_message=_("A membership cannot end before it begins."),
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "from_on"],
                name="membership_unique",
                violation_error_message=_("This person already holds this role from this day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"

    @property
    def office(self) -> Office:
        """Return the office on whose side the role acts."""
        return OFFICE_OF[Role(self.role)]

    def is_active_on(self, day: dt.date) -> bool:
        """Say whether the role is held on the day: the first day is in, ``until_on`` is out."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)

    def actor(self) -> Actor:
        """Return the membership as the journal writes it."""
        return Actor(
            kind="membership",
            id=self.id,
            user_id=self.user_id,
            organisation_id=self.organisation_id,
            role=self.role,
            language=self.user.language,
        )


class Invitation(UUIDModel):
    """An invitation by mail to hold a role in an organisation; the link is kept as a SHA-256 only."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=30, choices=Role)
    language = models.CharField(
        _("language of the letter"), max_length=2, choices=LANGUAGE_CHOICES, default="kk"
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        Membership, verbose_name=_("invited by"), on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, verbose_name=_("accepted by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="invitation_role_known",
                violation_error_message=_("Choose the role."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")),
                name="invitation_expires_later",
                violation_error_message=_("An invitation expires after it is sent."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_at_and_by",
                violation_error_message=_("An accepted invitation names who accepted it and when."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_not_both",
                violation_error_message=_("An invitation is accepted or withdrawn, not both."),
            ),
            models.UniqueConstraint(
                "organisation",
                "role",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_open",
                violation_error_message=_("This person is already invited to this role."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.get_role_display()}, {self.organisation}"

    def is_open_at(self, instant: dt.datetime) -> bool:
        """Say whether the invitation can still be accepted; the instant of expiry is out."""
        return self.accepted_at is None and self.withdrawn_at is None and instant < self.expires_at
