"""Load an edition of the Rules from its directory."""

from django.core.management.base import BaseCommand, CommandError

from cluster_selection.clock import Clock
from cluster_selection.editions.schema import EditionError
from cluster_selection.editions.services import load_edition


class Command(BaseCommand):
    help = "Validate an edition of the Rules and store it; the same content twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("directory", metavar="DIR", help="directory of the edition, named after its key")

    def handle(self, *, directory, **options):
        now = Clock.now()
        try:
            edition = load_edition(directory, now=now)
        except EditionError as error:
            raise CommandError(str(error)) from error
        word = "loaded" if edition.loaded_at == now else "already loaded"
        self.stdout.write(f"{edition.key}: {word}, SHA-256 {edition.sha256}")
