"""The calendar in Django's admin, to read only: a version is made by ``load_calendar``."""

from django.contrib import admin

from .models import CalendarDay, CalendarVersion


class ReadOnly:
    """No adding, no changing, no deleting."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class DayInline(ReadOnly, admin.TabularInline):
    model = CalendarDay
    extra = 0


@admin.register(CalendarVersion)
class CalendarVersionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("year", "number", "status", "signed_by", "signed_at")
    list_filter = ("status", "year")
    inlines = (DayInline,)


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("date", "kind", "non_working", "name_kk", "moved_from", "version")
    list_filter = ("kind", "version__year")
    list_select_related = ("version",)
    date_hierarchy = "date"
