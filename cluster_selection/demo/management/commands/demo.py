"""Load the demo, once."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cluster_selection.demo.loading import load


class Command(BaseCommand):
    help = "Load the invented people, competitions and applications; a second run changes nothing."

    def handle(self, *args, **options):
        if settings.PRODUCTION:
            raise CommandError("The demo does not run in production.")
        began = time.monotonic()
        if load():
            self.stdout.write(f"the demo is loaded in {time.monotonic() - began:.0f} s")
        else:
            self.stdout.write("the demo is there already")
