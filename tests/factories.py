"""People and organisations for tests: real rows, invented data."""

import datetime as dt

import factory

from cluster_selection.accounts.enums import (
    OFFICE_OF,
    OFFICE_OF_KIND,
    IdentityKind,
    Office,
    OrganisationKind,
    Role,
)
from cluster_selection.accounts.identifiers import check_digit
from cluster_selection.accounts.models import Invitation, Membership, Organisation, User
from cluster_selection.accounts.queries import digest_of_token

PASSWORD = "steppe-eagle-over-Almaty"
LONG_AGO = dt.date(2016, 1, 1)
KIND_OF_OFFICE = {office: kind for kind, office in OFFICE_OF_KIND.items() if office != Office.APPLICANTS}


def synthetic_bin(number: int) -> str:
    """Return the number-th valid BIN of an invented head office (serial 00000 to 99999)."""
    for year_and_month in ("1501", "1602", "1703", "1804"):
        first_eleven = f"{year_and_month}40{number % 100_000:05d}"
        if (last := check_digit(first_eleven)) is not None:
            return f"{first_eleven}{last}"
    raise ValueError(number)


def synthetic_iin(number: int) -> str:
    """Return the number-th valid IIN of an invented person (serial 0000 to 9999)."""
    for date_of_birth in ("800101", "810202", "820303", "830404"):
        first_eleven = f"{date_of_birth}3{number % 10_000:04d}"
        if (last := check_digit(first_eleven)) is not None:
            return f"{first_eleven}{last}"
    raise ValueError(number)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.kz")
    full_name = factory.Sequence(lambda number: f"Әлия Сейітқызы {number}")
    position = "директор"
    phone = "+7 727 000 00 00"
    language = "kk"
    password = factory.django.Password(PASSWORD)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    class Params:
        group = factory.Trait(
            kind=OrganisationKind.GROUP,
            identity=IdentityKind.GROUP,
            identity_number="",
            lead=factory.SubFactory("tests.factories.OrganisationFactory", kind=OrganisationKind.OTHER),
        )
        office = factory.Trait(identity=IdentityKind.NONE, identity_number="")

    kind = OrganisationKind.BUSINESS_ASSOCIATION
    identity = IdentityKind.BIN
    identity_number = factory.Sequence(synthetic_bin)
    name_kk = factory.Sequence(lambda number: f"«Құрылыс {number}» қауымдастығы")
    name_ru = factory.Sequence(lambda number: f"Ассоциация «Құрылыс {number}»")
    name_en = factory.Sequence(lambda number: f"Association Kurylys {number}")
    region = "750000000"
    address = "Алматы, Абай даңғылы, 1"
    email = factory.Sequence(lambda number: f"office{number}@example.kz")
    phone = "+7 727 000 00 01"
    illustrative = True


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.LazyAttribute(lambda membership: organisation_for(membership.role))
    role = Role.REPRESENTATIVE
    from_on = LONG_AGO


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda number: f"token-{number}")

    invited_by = factory.SubFactory(MembershipFactory)
    organisation = factory.SelfAttribute("invited_by.organisation")
    email = factory.Sequence(lambda number: f"invited{number}@example.kz")
    role = Role.EDITOR
    token_digest = factory.LazyAttribute(lambda invitation: digest_of_token(invitation.token))
    invited_at = dt.datetime(2026, 3, 16, 9, 0, tzinfo=dt.UTC)
    expires_at = dt.datetime(2026, 3, 30, 9, 0, tzinfo=dt.UTC)


def organisation_for(role: str) -> Organisation:
    """Return a new participant for a role of applicants, the one organisation of the office otherwise."""
    office = OFFICE_OF[Role(role)]
    if office == Office.APPLICANTS:
        return OrganisationFactory()
    kind = KIND_OF_OFFICE[office]
    return Organisation.objects.filter(kind=kind).first() or OrganisationFactory(kind=kind, office=True)


def member(role: str = Role.REPRESENTATIVE, **values) -> Membership:
    """Return a person who has long held the role, in an organisation where it exists."""
    return MembershipFactory(role=role, **values)
