"""Competitions in Django's admin, to read only: acts are taken on the pages of the portal."""

from django.contrib import admin

from cluster_selection.admin import ReadOnlyAdmin
from cluster_selection.competitions.models import (
    AnnouncementVersion,
    Competition,
    Correction,
    Extension,
    PrintPublication,
)


@admin.register(Competition)
class CompetitionAdmin(ReadOnlyAdmin):
    list_display = ("number", "title_kk", "state", "closing_on", "imported")
    list_filter = ("state", "imported")
    search_fields = ("number", "title_kk", "title_ru", "title_en")
    show_full_result_count = False


@admin.register(AnnouncementVersion)
class AnnouncementVersionAdmin(ReadOnlyAdmin):
    list_display = ("competition", "number", "published_at")
    list_select_related = ("competition",)


@admin.register(Extension)
class ExtensionAdmin(ReadOnlyAdmin):
    list_display = ("competition", "kind", "previous_closing_on", "new_closing_on", "made_at")
    list_select_related = ("competition",)


@admin.register(PrintPublication)
class PrintPublicationAdmin(ReadOnlyAdmin):
    list_display = ("competition", "medium", "planned_on", "actual_on", "issue_number")
    list_select_related = ("competition",)


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    list_display = ("competition", "kind", "document", "made_at")
    list_select_related = ("competition",)
