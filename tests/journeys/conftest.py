"""Fixtures of the journeys."""

from tests.browser import chromium, open_page  # noqa: F401
from tests.law import law_and_calendar  # noqa: F401
