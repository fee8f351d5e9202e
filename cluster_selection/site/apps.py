"""The app of the hall's own pages."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """Prepares connections, registers the start-up checks, the menu of the hall and the alarms."""

    name = "cluster_selection.site"
    verbose_name = _("site")

    def ready(self) -> None:
        """Join the hall together."""
        from cluster_selection.database import prepare_connection

        from . import menu  # noqa: F401
        from .checks import unsafe_settings
        from .readiness import audit_trail, calendar_horizon, given_up_jobs, register_alarm

        connection_created.connect(prepare_connection, dispatch_uid="site.prepare_connection")
        register(unsafe_settings, Tags.security)
        register_alarm("calendar_horizon", calendar_horizon)
        register_alarm("dead_jobs", given_up_jobs)
        register_alarm("audit_trail", audit_trail)
