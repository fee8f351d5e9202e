"""Fixtures of the hall's tests."""

from tests.demo import demo, demo_portal  # noqa: F401
from tests.law import law_and_calendar  # noqa: F401
