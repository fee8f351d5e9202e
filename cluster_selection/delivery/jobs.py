"""Jobs of this app: mail. Other apps take ``handles`` from here for theirs."""

import datetime as dt

from cluster_selection.clock import Clock
from cluster_selection.delivery.mail import send_message
from cluster_selection.delivery.registry import MAIL, handles
from cluster_selection.delivery.services import enqueue
from cluster_selection.journal.verification import verify_and_record

__all__ = ["MAIL", "handles"]

VERIFY = "journal.verify"
MAIL_ATTEMPTS = 20  # with a pause doubled up to an hour: a mail server may be away for half a day


@handles(MAIL, max_attempts=MAIL_ATTEMPTS)
def send_mail(payload: dict) -> None:
    """Mail the inbox message ``payload["message"]``."""
    send_message(payload["message"], now=Clock.now())


@handles(VERIFY)
def verify_trail(payload: dict) -> None:
    """Verify the audit trail once a day; the result stands on ``/readyz``."""
    verify_and_record()
    plan_verification(Clock.real_now() + dt.timedelta(days=1))


def plan_verification(at: dt.datetime) -> None:
    """Plan the verification of a day, once."""
    enqueue(VERIFY, {}, unique_key=f"{VERIFY}:{at:%Y-%m-%d}", run_at=at)
