"""Fixtures of the applications' tests."""

import pytest

from tests.applications.factories import Room


@pytest.fixture
def room(db):
    """Return the scenario with applications."""
    return Room()


@pytest.fixture
def contest(room):
    """Return an open competition; the clock stands on a working day of its reception."""
    contest = room.announced()
    room.at("2026-03-16T14:05:12+05:00")
    return contest
