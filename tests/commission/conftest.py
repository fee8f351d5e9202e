"""Fixtures of the Commission's room."""

import pytest


@pytest.fixture
def decisions(db):
    """Return the people, the law and the calendar, with what brings a contest before its Commission."""
    from tests.commission.factories import Decisions

    return Decisions()
