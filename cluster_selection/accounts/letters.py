"""Letters to addresses: sealed in the outbox, opened and sent by the worker."""

import json

from django.core.mail import send_mail
from django.db import transaction

from cluster_selection.accounts.sealing import seal, unseal
from cluster_selection.delivery.services import enqueue

KIND = "accounts.letter"


def post_letter(*, to: str, subject: str, body: str) -> None:
    """Queue a letter to one address in the caller's transaction.

    For letters to people who may have no account yet, and for letters with links that open an account:
    what waits in the outbox is unreadable without the portal's key.
    """
    with transaction.atomic():
        enqueue(KIND, {"sealed": seal(json.dumps({"to": to, "subject": subject, "body": body}))})


def send_letter(payload: dict) -> None:
    """Open a queued letter and send it; raise what the mail server raises, so that the worker tries again."""
    letter = json.loads(unseal(payload["sealed"]))
    send_mail(letter["subject"], letter["body"], None, [letter["to"]])
