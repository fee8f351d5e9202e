"""The app of people and organisations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Joins the second factor to the session, and the entries to the menu."""

    name = "cluster_selection.accounts"
    verbose_name = _("people and organisations")

    def ready(self) -> None:
        """Join this app to allauth and to the menu."""
        from allauth.mfa.signals import authenticator_added

        from cluster_selection.accounts import navigation  # noqa: F401
        from cluster_selection.accounts.second_factor import note_new_authenticator

        authenticator_added.connect(note_new_authenticator, dispatch_uid="accounts.second_factor")
