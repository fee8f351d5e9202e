"""Addresses of accounts: our own under ``accounts:``, and those of allauth that the portal uses."""

from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from django.urls import include, path

from cluster_selection.accounts import views

own = [
    path("", views.account, name="account"),
    path("edit/", views.change_account, name="change_account"),
    path("act-as/", views.act_as, name="act_as"),
    path("demo/", views.demo, name="demo"),
    path("kept/<uuid:key>/", views.kept, name="kept"),
    path("kept/<uuid:key>/forget/", views.forget_kept, name="forget_kept"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new/", views.register_organisation, name="register_organisation"),
    path("organisations/<uuid:organisation_id>/", views.organisation, name="organisation"),
    path("organisations/<uuid:organisation_id>/edit/", views.change_organisation, name="change_organisation"),
    path("organisations/<uuid:organisation_id>/invite/", views.invite, name="invite"),
    path("memberships/<uuid:membership_id>/end/", views.end_membership, name="end_membership"),
    path("memberships/<uuid:membership_id>/close-account/", views.close_account, name="close_account"),
    path("memberships/<uuid:membership_id>/reopen-account/", views.reopen_account, name="reopen_account"),
    path("invitations/<uuid:invitation_id>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("invitation/<str:token>/register/", views.register_from_invitation, name="register_from_invitation"),
    path("invitation/<str:token>/accept/", views.accept_invitation, name="accept_invitation"),
]

_UNUSED = {"account_confirm_login_code"}  # sign-in by a mailed code is not offered

urlpatterns = [
    path("", include((own, "accounts"))),
    path("", include([pattern for pattern in account_urls.urlpatterns if pattern.name not in _UNUSED])),
    path("2fa/", include(mfa_urls)),
]
