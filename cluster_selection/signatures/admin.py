"""Read-only look at signatures."""

from django.contrib import admin

from cluster_selection.admin import ReadOnlyAdmin
from cluster_selection.signatures.models import Signature


@admin.register(Signature)
class SignatureAdmin(ReadOnlyAdmin):
    list_display = ("signer_name", "organisation_name", "method", "signed_at", "verification_state")
    list_filter = ("method", "verification_state")
    search_fields = ("signer_name", "signed_sha256")
