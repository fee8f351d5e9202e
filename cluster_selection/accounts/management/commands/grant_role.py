"""Give a person of an office a role: how the first people of a new portal get in."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cluster_selection.accounts.enums import OFFICE_OF, OFFICE_OF_KIND, Office, Role
from cluster_selection.accounts.models import User
from cluster_selection.accounts.services import grant_role, open_office
from cluster_selection.clock import Clock
from cluster_selection.journal.actors import PORTAL


class Command(BaseCommand):
    """Open the office if it does not exist, make the account if it does not, and give the role from today."""

    help = "Give a role in an office; the person then sets a password through “Forgotten password”."

    def add_arguments(self, parser) -> None:
        """Declare the address, the role, and the names needed the first time."""
        parser.add_argument("email")
        parser.add_argument(
            "role", choices=[role.value for role in Role if OFFICE_OF[role] != Office.APPLICANTS]
        )
        parser.add_argument("--full-name", default="", help="needed for a new account")
        parser.add_argument(
            "--office-kk", default="", help="name of the office in Kazakh, needed the first time"
        )
        parser.add_argument(
            "--office-ru", default="", help="name of the office in Russian, needed the first time"
        )

    def handle(self, *args, **options) -> None:
        """Do it in one transaction; a second run changes nothing."""
        now = Clock.now()
        office = OFFICE_OF[Role(options["role"])]
        if office == Office.APPLICANTS:
            raise CommandError("a participant registers itself and invites its people")
        kind = next(kind for kind, of in OFFICE_OF_KIND.items() if of == office)
        email = User.objects.normalize_email(options["email"])
        try:
            with transaction.atomic():
                organisation = open_office(
                    kind=kind, name_kk=options["office_kk"], name_ru=options["office_ru"]
                )
                user = User.objects.filter(email=email).first()
                if user is None:
                    if not options["full_name"]:
                        raise CommandError("--full-name is needed for a new account")
                    user = User.objects.create_user(email, full_name=options["full_name"])
                held = grant_role(
                    user=user, organisation=organisation, role=options["role"], acting_as=PORTAL, now=now
                )
        except ValidationError as refusal:
            raise CommandError("; ".join(refusal.messages)) from refusal
        self.stdout.write(f"{held.user.email}: {held.role}, {organisation.name_ru}, {held.from_on:%d.%m.%Y}")
