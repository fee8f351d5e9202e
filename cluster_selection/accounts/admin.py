"""People and organisations in the read-only admin."""

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin

from cluster_selection.accounts.models import Invitation, Membership, Organisation, User
from cluster_selection.admin import ReadOnlyAdmin

# The admin has no sign-in of its own: it would know neither the second factor nor the lock-out page.
admin.site.login = secure_admin_login(admin.site.login)
# Whoever could add an address to a person, or take away the second factor, could become that person.
admin.site.unregister([EmailAddress, Authenticator])


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ["full_name", "email", "position", "is_active", "is_staff", "last_login"]
    search_fields = ["full_name", "email"]
    exclude = ["password"]


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    list_display = ["name_ru", "kind", "identity", "masked_number", "region"]
    list_filter = ["kind", "identity"]
    search_fields = ["name_kk", "name_ru", "name_en", "identity_number"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["user", "organisation", "role", "from_on", "until_on"]
    list_filter = ["role"]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__full_name", "user__email", "organisation__name_ru"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = [
        "email",
        "organisation",
        "role",
        "invited_at",
        "expires_at",
        "accepted_at",
        "withdrawn_at",
    ]
    list_filter = ["role"]
    list_select_related = ["organisation"]
    exclude = ["token_digest"]
