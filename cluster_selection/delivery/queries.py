"""What waits, and whose messages these are."""

import datetime as dt

from django.db.models import Q, QuerySet

from cluster_selection.delivery.models import InboxMessage, Job


def messages_of(user) -> QuerySet[InboxMessage]:
    """Return the messages of one person."""
    return InboxMessage.objects.filter(user=user)


def unread_count(user) -> int:
    """Return how many messages of the person were not shown yet."""
    return messages_of(user).filter(first_displayed_at=None).count()


def jobs_due(now: dt.datetime) -> QuerySet[Job]:
    """Return the jobs a worker may take at the instant (real time), the longest waiting first."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    return Job.objects.filter(free, done_at=None, dead_at=None, run_at__lte=now).order_by("run_at", "id")


def dead_jobs() -> QuerySet[Job]:
    """Return the jobs that were given up."""
    return Job.objects.filter(dead_at__isnull=False)
