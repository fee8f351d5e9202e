"""The worker process."""

import signal

from django.core.management.base import BaseCommand

from cluster_selection.clock import Clock
from cluster_selection.delivery.jobs import plan_verification
from cluster_selection.delivery.worker import Worker


class Command(BaseCommand):
    """Do the jobs of the outbox until told to stop; SIGTERM lets the job in hand come to its end."""

    help = "Do the jobs of the outbox: mail, documents, scans."

    def add_arguments(self, parser):
        """Take how long to work and how often to look."""
        parser.add_argument("--once", action="store_true", help="do one job at most, then stop")
        parser.add_argument("--until-empty", action="store_true", help="stop when no job is due")
        parser.add_argument("--poll", type=float, default=1.0, help="seconds between two looks while idle")

    def handle(self, *args, once=False, until_empty=False, poll=1.0, **options):
        """Work."""
        worker = Worker(poll=max(poll, 0.05))
        before = {
            number: signal.signal(number, lambda *_: worker.stop())
            for number in (signal.SIGTERM, signal.SIGINT)
        }
        if not once and not until_empty:
            plan_verification(Clock.real_now())
        try:
            tried = worker.run(once=once, until_empty=until_empty)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        if options["verbosity"] > 1 or once or until_empty:
            self.stdout.write(f"{tried} jobs tried")
