"""Editions in Django's admin, to read only: an edition is made by ``load_edition``."""

from django.contrib import admin

from cluster_selection.admin import ReadOnlyAdmin

from .models import Edition


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("key", "in_force_from", "in_force_until", "has_text", "loaded_at")
    list_filter = ("has_text",)
    search_fields = ("key", "sha256")
    exclude = ("data",)
