"""Fixtures of the review's tests."""

import pytest

from tests.review.factories import ReviewRoom


@pytest.fixture
def room(db):
    """Return the scenario with checks, batches and conclusions."""
    return ReviewRoom()


@pytest.fixture
def contest(room):
    """Return an open competition; the clock stands on a working day of its reception."""
    contest = room.announced()
    room.at("2026-03-16T14:05:12+05:00")
    return contest
