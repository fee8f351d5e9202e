"""Queue work, tell people, and record that they were told."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from cluster_selection.clock import Clock
from cluster_selection.delivery.models import InboxMessage, Job
from cluster_selection.delivery.registry import MAIL, max_attempts_of
from cluster_selection.delivery.texts import Words, render_words
from cluster_selection.journal import services as journal
from cluster_selection.journal.canonical import plain
from cluster_selection.journal.models import Access
from cluster_selection.languages import LANGUAGES

STREAM = "delivery"


class NotGivenUp(Exception):
    """The job is not among those given up: somebody has put it back already."""


def enqueue(
    kind: str, payload: dict, *, unique_key: str | None = None, run_at: dt.datetime | None = None
) -> Job:
    """Write a job in the caller's transaction: it is done if, and only if, the transaction is committed.

    A job with the same ``unique_key``, done or not, is returned instead of a second one. ``run_at`` is real
    time (the virtual clock does not move it); without it the job is due at once.
    """
    columns = {"kind": kind, "payload": plain(payload), "max_attempts": max_attempts_of(kind)}
    if run_at is not None:
        columns["run_at"] = run_at
    if unique_key is None:
        return Job.objects.create(**columns)
    job, _created = Job.objects.get_or_create(unique_key=unique_key, defaults=columns)
    return job


@transaction.atomic
def notify(
    users: Iterable,
    message: str,
    context: dict,
    *,
    competition_id=None,
    url: str = "",
    legal: bool = False,
    now: dt.datetime,
) -> list[InboxMessage]:
    """Put a message into the inbox of each person, once each, and queue its mail; nothing is sent here.

    The words come from ``templates/delivery/mail/<message>.subject.txt`` and ``.body.txt`` in each person's
    language. ``url`` is an address without a language ("/competitions/…/"). ``legal`` marks a notice under
    the Rules. Raises ``TemplateDoesNotExist`` when the message has no words.
    """
    people = {user.pk: user for user in users}
    words: dict[str, Words] = {}
    rows = []
    for user in people.values():
        language = user.language if user.language in LANGUAGES else LANGUAGES[0]
        if language not in words:
            words[language] = render_words(message, context, language)
        rows.append(
            InboxMessage(
                user=user,
                message=message,
                language=language,
                subject=words[language].subject,
                body=words[language].body,
                context=plain(context),
                competition_id=competition_id,
                url=url,
                legal=legal,
                created_at=now,
            )
        )
    InboxMessage.objects.bulk_create(rows)
    Job.objects.bulk_create(
        Job(
            kind=MAIL,
            payload={"message": str(row.pk)},
            unique_key=f"{MAIL}:{row.pk}",
            max_attempts=max_attempts_of(MAIL),
        )
        for row in rows
    )
    return rows


@transaction.atomic
def record_first_display(inbox_message: InboxMessage, *, user, now: dt.datetime, request=None) -> bool:
    """Record the instant at which the person was shown the message; later displays change nothing.

    Returns whether this was the first. Raises ``PermissionError`` for the message of somebody else.
    """
    _must_be_his(inbox_message, user)
    first = InboxMessage.objects.filter(pk=inbox_message.pk, first_displayed_at=None).update(
        first_displayed_at=now
    )
    if not first:
        return False
    inbox_message.first_displayed_at = now
    journal.record_access(
        what=Access.FIRST_DISPLAY,
        subject=inbox_message,
        request=request,
        user_id=user.pk,
        detail=inbox_message.message,
        now=now,
    )
    return True


@transaction.atomic
def confirm(inbox_message: InboxMessage, user, now: dt.datetime, *, request=None) -> bool:
    """Record that the person confirmed having read the message; a second confirmation changes nothing.

    Returns whether this was the first. Raises ``PermissionError`` for the message of somebody else.
    """
    record_first_display(inbox_message, user=user, now=now, request=request)
    first = InboxMessage.objects.filter(pk=inbox_message.pk, confirmed_at=None).update(confirmed_at=now)
    if not first:
        return False
    inbox_message.confirmed_at = now
    journal.record_access(
        what=Access.CONFIRM,
        subject=inbox_message,
        request=request,
        user_id=user.pk,
        detail=inbox_message.message,
        now=now,
    )
    return True


@transaction.atomic
def retry_job(job: Job, *, acting_as, now: dt.datetime) -> None:
    """Put a job that was given up back into the queue with all its attempts.

    Raises ``NotGivenUp``.
    """
    back = Job.objects.filter(pk=job.pk, dead_at__isnull=False).update(
        dead_at=None, attempts=0, run_at=Clock.real_now(), leased_until=None, leased_by=""
    )
    if not back:
        raise NotGivenUp(_("This job is no longer among those given up."))
    journal.append(
        STREAM,
        action="job.retried",
        subject=("job", job.pk),
        actor=acting_as.actor(),
        occurred_at=now,
        recorded_at=now,
        facts={"kind": job.kind, "attempts": job.attempts},
    )


def _must_be_his(inbox_message: InboxMessage, user) -> None:
    if inbox_message.user_id != user.pk:
        raise PermissionError("a message is shown to its addressee only")
