"""The app of the Commission (clauses 2(4), 18–21)."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommissionConfig(AppConfig):
    """Answers the hall, makes its documents known and brings its menu."""

    name = "commission"
    verbose_name = _("Commission")

    def ready(self) -> None:
        """Register what other layers must know of this app."""
        from commission import answers, documents, navigation  # noqa: F401

        answers.register()
        documents.register_kinds()
