"""Outbox and inbox in the admin: to look at, never to change; what a job carries is not shown."""

from django.contrib import admin

from cluster_selection.admin import ReadOnlyAdmin
from cluster_selection.delivery.models import InboxMessage, Job


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """The outbox."""

    list_display = ["kind", "run_at", "attempts", "leased_by", "done_at", "dead_at"]
    list_filter = ["kind"]
    search_fields = ["unique_key"]
    ordering = ["-created_at"]
    exclude = ["payload"]  # it may hold the secret of a link


@admin.register(InboxMessage)
class InboxMessageAdmin(ReadOnlyAdmin):
    """The inbox of everyone."""

    list_display = [
        "subject",
        "user",
        "message",
        "created_at",
        "mail_sent_at",
        "first_displayed_at",
        "confirmed_at",
    ]
    list_filter = ["message", "legal", "language"]
    list_select_related = ["user"]
    search_fields = ["subject", "user__email", "competition_id"]
    exclude = ["body", "context"]
    ordering = ["-created_at"]
