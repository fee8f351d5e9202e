"""Mail an inbox message: plain text, in the person's language."""

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation

from cluster_selection.delivery.models import InboxMessage
from cluster_selection.delivery.texts import render_text

INACTIVE = "the account is closed"


def send_message(message_id, *, now: dt.datetime) -> None:
    """Mail a message once and note when; raise what the mail server raises after noting why.

    A message to a closed account is not mailed. If the worker dies between the two, the mail may go out
    twice, both times with the same Message-ID.
    """
    message = InboxMessage.objects.select_related("user").get(id=message_id)
    if message.mail_sent_at is not None:
        return
    if not message.user.is_active:
        _note(message, mail_error=INACTIVE)
        return
    try:
        mail_of(message).send()
    except Exception as error:
        _note(message, mail_error=f"{type(error).__name__}: {error}")
        raise
    _note(message, mail_sent_at=now, mail_error="")


def mail_of(message: InboxMessage) -> EmailMessage:
    """Return the mail of a message: its text, the link to the page, and the link to it in the inbox."""
    with translation.override(message.language):
        in_inbox = reverse("delivery:message", kwargs={"pk": message.pk})
    address = message.address(message.language)
    text = render_text(
        "delivery/mail_frame.txt",
        {
            "body": message.body.strip(),
            "link": absolute(address) if address else "",
            "inbox_link": absolute(in_inbox),
        },
        message.language,
    )
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return EmailMessage(
        subject=message.subject,
        body=text,
        to=[message.user.email],
        headers={
            "Message-ID": f"<{message.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )


def absolute(address: str) -> str:
    """Return the address with the portal's host before it; a whole address is left as it is."""
    return settings.SITE_URL + address if address.startswith("/") else address


def _note(message: InboxMessage, **columns) -> None:
    InboxMessage.objects.filter(pk=message.pk, mail_sent_at=None).update(**columns)
