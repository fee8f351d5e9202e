"""Verify the audit trail."""

import json
import sys

from django.core.management.base import BaseCommand

from cluster_selection.journal.verification import verify_all, verify_and_record


class Command(BaseCommand):
    """Say whether the audit trail is what was written; exit status 1 when it is not."""

    help = "Verify the audit trail: every stream, or the one named. Exit status 1 when something is wrong."

    def add_arguments(self, parser):
        """Take the stream and the form of the answer."""
        parser.add_argument("--stream", help="verify this stream only, for example accounts")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args, stream=None, **options):
        """Verify and answer."""
        report = verify_all(stream) if stream else verify_and_record()
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            for fault in report.faults:
                place = f"{fault.stream}, entry {fault.seq}" if fault.stream else "database"
                self.stdout.write(f"{place}: {fault.words}")
            first = report.faults[0] if report.faults else None
            self.stdout.write(
                f"{report.streams} streams, {report.entries} entries: "
                + ("sound" if first is None else f"NOT SOUND, {len(report.faults)} faults")
            )
        if not report.is_sound:
            sys.exit(1)
