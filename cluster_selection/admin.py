"""The read-only admin: it shows rows; acts are taken on the pages of the portal."""

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows every column and changes nothing."""

    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
