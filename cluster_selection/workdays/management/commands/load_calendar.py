"""Sign the years of a calendar file: ``load_calendar FILE [--year 2027]``."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cluster_selection.clock import Clock
from cluster_selection.workdays.enums import CalendarStatus
from cluster_selection.workdays.reading import SHIPPED, CalendarFileError
from cluster_selection.workdays.services import load_calendar


class Command(BaseCommand):
    help = "Load a working calendar; every year whose days changed gets a new signed version."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", type=Path, default=SHIPPED, help="CSV file; the shipped one if left out"
        )
        parser.add_argument(
            "--year", type=int, action="append", default=[], help="only this year; may repeat"
        )
        parser.add_argument("--act", default="", help="the act by which the year is what it is")
        parser.add_argument("--status", default="", choices=["", *CalendarStatus.values])
        parser.add_argument("--signed-by", default="administrator", help="who signs the versions")

    def handle(self, *args, **options):
        try:
            years = load_calendar(
                options["file"],
                now=Clock.now(),
                signed_by=options["signed_by"],
                years=options["year"],
                source_act=options["act"],
                status=options["status"],
            )
        except CalendarFileError as error:
            raise CommandError(str(error)) from None
        for loaded in years:
            line = f"{loaded.version}: {'signed' if loaded.is_new else 'unchanged'}"
            if loaded.changed:
                line += f", changed days: {', '.join(day.isoformat() for day in loaded.changed)}"
            self.stdout.write(line)
