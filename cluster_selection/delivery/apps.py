from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    """Reads the module ``jobs`` of every app, so that web and worker know the same kinds of jobs."""

    name = "cluster_selection.delivery"
    verbose_name = _("delivery")

    def ready(self) -> None:
        """Collect the handlers of all apps, and the entry of the menu."""
        from cluster_selection.delivery import navigation  # noqa: F401

        autodiscover_modules("jobs")
