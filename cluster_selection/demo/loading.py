"""Load the demo once: law, calendar, people, competitions, and the virtual clock."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from cluster_selection.accounts.models import User
from cluster_selection.clock import Clock
from cluster_selection.delivery.models import InboxMessage, Job
from cluster_selection.demo.contests import play_all
from cluster_selection.demo.people import MAIL, bring_people
from cluster_selection.demo.playing import instant
from cluster_selection.editions.services import load_edition
from cluster_selection.journal.models import VirtualClock
from cluster_selection.settings import BASE_DIR
from cluster_selection.workdays.reading import SHIPPED
from cluster_selection.workdays.services import load_calendar

TODAY = instant("2026-03-30 10:00")  # a Monday
BEGINNING = instant("2025-01-10 09:00")
LETTERS = ("mail.send", "accounts.letter")
EDITION = BASE_DIR / "cluster_selection" / "editions" / "order-1212-2020-10-22"


def is_loaded() -> bool:
    """Say whether the demo was loaded before: then nothing is to be done."""
    return User.objects.filter(email=f"head@{MAIL}").exists()


@transaction.atomic
def load() -> bool:
    """Load the demo whole or not at all; return False, having changed nothing, when it is there already."""
    if is_loaded():
        return False
    set_clock(TODAY)
    edition = load_edition(EDITION, now=BEGINNING)
    load_calendar(SHIPPED, now=BEGINNING, signed_by="demo")
    cast = bring_people(now=BEGINNING)
    play_all(cast, edition)
    _leave_letters_of_the_past()
    set_clock(TODAY)
    return True


def _leave_letters_of_the_past() -> None:
    """Take the mail of the invented past out of the queue: nobody at example.kz waits for it."""
    waiting = Job.objects.filter(kind__in=LETTERS, done_at=None)
    waiting.update(done_at=Clock.real_now())
    InboxMessage.objects.filter(mail_sent_at=None).update(mail_sent_at=F("created_at"))


def set_clock(now: dt.datetime) -> None:
    """Let the virtual clock stand at an instant now and run on from there."""
    ahead = (now - Clock.real_now()).total_seconds()
    VirtualClock.objects.update_or_create(id=1, defaults={"offset_seconds": ahead, "frozen_at": None})
