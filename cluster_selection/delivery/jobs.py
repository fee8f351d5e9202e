"""Jobs of this app: mail. Other apps take ``handles`` from here for theirs."""

from cluster_selection.clock import Clock
from cluster_selection.delivery.mail import send_message
from cluster_selection.delivery.registry import handles

__all__ = ["MAIL", "handles"]

MAIL = "mail.send"
MAIL_ATTEMPTS = 20  # with a pause doubled up to an hour: a mail server may be away for half a day


@handles(MAIL, max_attempts=MAIL_ATTEMPTS)
def send_mail(payload: dict) -> None:
    """Mail the inbox message ``payload["message"]``."""
    send_message(payload["message"], now=Clock.now())
