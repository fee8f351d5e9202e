"""Read-only look at stored files."""

from django.contrib import admin

from cluster_selection.admin import ReadOnlyAdmin
from cluster_selection.files.models import StoredFile


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    list_display = ("original_name", "content_type", "size", "scan_state", "stored_at")
    list_filter = ("scan_state", "content_type")
    search_fields = ("original_name", "sha256")
