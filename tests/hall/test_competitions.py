"""The contest itself: decision, announcement, print, extension, end (clauses 3–5, 11, 21)."""

import datetime as dt

import pytest

from cluster_selection.competitions.enums import State
from tests.scenario import Scenario

pytestmark = pytest.mark.django_db


def test_announced():
    scenario = Scenario()
    contest = scenario.announced()
    assert contest.state == State.ANNOUNCED
    assert contest.closing_on == dt.date(2026, 3, 20)
    assert contest.number == "2026-1"
    print({t.key: (t.status, t.due_on) for t in contest.terms.all()})
    assert contest.publications.get().texts.count() == 3
    print(contest.publications.get().texts.get(language="ru").body)
