"""The app of the contest itself."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompetitionsConfig(AppConfig):
    """Tells the ledger where the competition's terms begin, answers the desk, and brings the menu."""

    name = "cluster_selection.competitions"
    verbose_name = _("competitions")

    def ready(self) -> None:
        """Register what other layers must know of this app."""
        from cluster_selection.competitions import answers, bases, navigation  # noqa: F401

        bases.register()
        answers.register()
