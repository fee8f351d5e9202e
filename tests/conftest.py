"""Fixtures every test may use."""

import datetime as dt
import os

os.environ.setdefault("MODE", "test")

import pytest
from django.utils import translation

from tests.triggers import flush_in_spite_of_triggers  # noqa: F401


def pytest_runtest_setup(item):
    """Leave out on SQLite what needs a real PostgreSQL."""
    from django.db import connection

    if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
        pytest.skip("needs a real PostgreSQL")


@pytest.fixture(autouse=True)
def _default_language(settings):
    """Begin in the portal's language: the test client leaves the last one active."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path):
    settings.STORAGE_URL = f"file://{tmp_path}/files"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def at(db):
    """Freeze the clock of the law at an instant; call again to move it."""
    from cluster_selection.journal.models import VirtualClock

    def freeze(instant: str | dt.datetime) -> dt.datetime:
        if isinstance(instant, str):
            instant = dt.datetime.fromisoformat(instant)
        VirtualClock.objects.update_or_create(id=1, defaults={"offset_seconds": 0, "frozen_at": instant})
        return instant

    return freeze


@pytest.fixture
def sign_in(db):
    """Return a client signed in as the person of a membership, acting in it."""
    from django.test import Client

    from cluster_selection.accounts.middleware import SESSION_KEY

    def enter(membership, **defaults):
        client = Client(**defaults)
        client.force_login(membership.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[SESSION_KEY] = str(membership.id)
        session.save()
        return client

    return enter


@pytest.fixture
def edition(db):
    """Return the shipped edition of the Rules, loaded."""
    return _loaded("cluster_selection/editions/order-1212-2020-10-22")


@pytest.fixture
def artificial_edition(db):
    """Return an invented edition whose numbers, items, criteria and clauses all differ, loaded."""
    return _loaded("tests/editions/artificial-2030")


def _loaded(directory: str):
    from cluster_selection.clock import Clock
    from cluster_selection.editions.services import load_edition
    from cluster_selection.settings import BASE_DIR

    return load_edition(BASE_DIR / directory, now=Clock.now())


@pytest.fixture
def scenario(db):
    """Return the people of every role, the law and the calendar, on a frozen clock."""
    from tests.scenario import Scenario

    return Scenario()
