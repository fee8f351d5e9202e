"""Rows of the Commission, to look at."""

from django.contrib import admin

from cluster_selection.admin import ReadOnlyAdmin
from commission.models import Composition, Meeting


@admin.register(Composition)
class CompositionAdmin(ReadOnlyAdmin):
    list_display = ("competition", "order_number", "order_on", "quorum")


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    list_display = ("competition", "number", "starts_at", "ends_at")
