"""Read-only look at issued documents."""

from django.contrib import admin

from cluster_selection.admin import ReadOnlyAdmin
from cluster_selection.documents.models import IssuedDocument, Rendering


@admin.register(IssuedDocument)
class IssuedDocumentAdmin(ReadOnlyAdmin):
    list_display = ("kind", "number", "code", "issued_at", "public", "status")
    list_filter = ("kind", "status", "public")
    search_fields = ("number", "code")


@admin.register(Rendering)
class RenderingAdmin(ReadOnlyAdmin):
    list_display = ("document", "language", "sha256", "built_at")
    list_filter = ("language",)
    search_fields = ("sha256",)
