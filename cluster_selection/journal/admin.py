"""The journal in the admin: to look at, never to change."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cluster_selection.admin import ReadOnlyAdmin
from cluster_selection.journal.models import AccessEntry, AuditEntry, ChainHead, Sequence


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """The audit trail."""

    list_display = ["stream", "seq", "action", "clause", "subject_type", "subject_id", "role", "recorded_at"]
    list_filter = ["action", "role"]
    search_fields = ["stream", "subject_id", "user_id"]
    search_help_text = _("stream, subject or person, by id")
    ordering = ["-id"]


@admin.register(AccessEntry)
class AccessEntryAdmin(ReadOnlyAdmin):
    """The access log."""

    list_display = ["at", "what", "subject_type", "subject_id", "user_id", "path"]
    list_filter = ["what", "subject_type"]
    search_fields = ["subject_id", "user_id"]
    ordering = ["-id"]


@admin.register(ChainHead)
class ChainHeadAdmin(ReadOnlyAdmin):
    """The last entry of each stream."""

    list_display = ["stream", "seq", "digest"]
    search_fields = ["stream"]
    ordering = ["stream"]


@admin.register(Sequence)
class SequenceAdmin(ReadOnlyAdmin):
    """The last number of each scope."""

    list_display = ["scope", "last"]
    search_fields = ["scope"]
    ordering = ["scope"]
