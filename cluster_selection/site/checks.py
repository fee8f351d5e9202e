"""What production refuses to start with: every safe default of the demo is unsafe there."""

from django.conf import settings as configured
from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import ImproperlyConfigured

MODES = ("demo", "test", "production")
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
NOT_MAIL = ("console", "locmem", "dummy", "filebased")


def unsafe_settings(app_configs=None, *, settings=configured, **kwargs) -> list[CheckMessage]:
    """Return what is unsafe in these settings; nothing outside production but a mode that does not exist."""
    if settings.MODE not in MODES:
        return [Error(f"MODE is {settings.MODE!r}: it must be one of {', '.join(MODES)}.", id="portal.E001")]
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = []
    for is_unsafe, message, hint, number in _questions(settings):
        if is_unsafe:
            found.append(Error(message, hint=hint, id=f"portal.E{number:03}"))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(
            Warning(
                "The database is SQLite: one machine, one writer at a time.",
                hint="Set DATABASE_URL to a PostgreSQL database.",
                id="portal.W001",
            )
        )
    return found


def _questions(settings):
    key, hosts = settings.SECRET_KEY, settings.ALLOWED_HOSTS
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    return (
        (
            key == settings.DEMO_SECRET_KEY or len(key) < 32 or key.startswith("django-insecure"),
            "SECRET_KEY is the one of the demo, or too short.",
            "Set SECRET_KEY to 50 random characters known to nobody.",
            2,
        ),
        (settings.DEBUG, "DEBUG is on: error pages would show the code and the settings.", "Unset DEBUG.", 3),
        (
            settings.VIRTUAL_CLOCK,
            "VIRTUAL_CLOCK is on: anyone who can reach the database row could move a deadline.",
            "Unset VIRTUAL_CLOCK.",
            4,
        ),
        (
            not hosts or any("*" in host for host in hosts) or LOCAL_NAMES.issuperset(hosts),
            "ALLOWED_HOSTS is empty, a wildcard, or only this machine.",
            "Set ALLOWED_HOSTS to the names under which the portal is reached.",
            5,
        ),
        (
            backend in NOT_MAIL,
            "Mail is not sent: notices of the Rules would reach nobody.",
            "Set EMAIL_URL to a mail server (smtp+tls://user:password@host:587).",
            6,
        ),
        (
            not settings.SECOND_FACTOR_REQUIRED,
            "SECOND_FACTOR_REQUIRED is off for the people who register, decide and administer.",
            "Unset SECOND_FACTOR_REQUIRED.",
            7,
        ),
        (
            not settings.SITE_URL.startswith("https://"),
            "SITE_URL does not begin with https://: links in mails and on documents would be unsafe.",
            "Set SITE_URL to the address of the portal.",
            8,
        ),
        (settings.DEMO, "The demo is on: anyone may sign in as anyone.", "Set MODE=production only.", 9),
        (
            not settings.AXES_ENABLED,
            "AXES_ENABLED is off: passwords may be tried without end.",
            "Unset AXES_ENABLED.",
            10,
        ),
        (
            not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE),
            "Cookies may travel without encryption.",
            "Leave SESSION_COOKIE_SECURE and CSRF_COOKIE_SECURE on.",
            11,
        ),
    )


def refuse_unsafe_settings() -> None:
    """Raise ``ImproperlyConfigured`` with every unsafe setting: for web processes, which run no checks."""
    errors = [message for message in unsafe_settings() if message.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(str(error) for error in errors))
