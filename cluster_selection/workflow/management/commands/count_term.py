"""Count a term and show every day: ``count_term --from 2026-03-19 --working-days 5 [--json]``.

Exit status: 0 counted; 1 or 2 the input is wrong; 3 the calendar does not reach the end of the term.
"""

import json

from django.core.management.base import BaseCommand, CommandError

from cluster_selection.workdays.calendar import BeyondHorizon
from cluster_selection.workdays.queries import current_calendar
from cluster_selection.workflow.terms import (
    AT_MOST,
    BOUNDS,
    CALENDAR_DAYS,
    WORKING_DAYS,
    count_term,
    parse_day,
)

BEYOND_HORIZON = 3


class Command(BaseCommand):
    help = "Count a term over the signed working calendar, with the trace of every day."

    def add_arguments(self, parser):
        parser.add_argument(
            "--from", dest="start", required=True, help="day of the event: 2026-03-19 or 19.03.2026"
        )
        amount = parser.add_mutually_exclusive_group(required=True)
        amount.add_argument("--working-days", type=int, metavar="N")
        amount.add_argument("--calendar-days", type=int, metavar="N")
        parser.add_argument("--bound", choices=BOUNDS, default=AT_MOST)
        parser.add_argument(
            "--count-event-day", action="store_true", help="the day of the event is day 1 (not the rule)"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        in_working_days = options["working_days"] is not None
        try:
            count = count_term(
                current_calendar(),
                start=parse_day(options["start"]),
                amount=options["working_days"] if in_working_days else options["calendar_days"],
                unit=WORKING_DAYS if in_working_days else CALENDAR_DAYS,
                bound=options["bound"],
                count_event_day=options["count_event_day"],
            )
        except BeyondHorizon as error:
            raise CommandError(str(error), returncode=BEYOND_HORIZON) from None
        except ValueError as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(count.as_json(), ensure_ascii=False, indent=2))
            return
        for day in count.trace:
            number = str(day.number) if day.counted else "-"
            self.stdout.write(f"{day.date} {day.date:%a} {number:>4}  {day.words()}")
        self.stdout.write(
            f"due on {count.due_on}, over at {count.as_json()['closes_at']} (calendar {count.calendar})"
        )
