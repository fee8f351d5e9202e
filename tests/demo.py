"""The demo loaded once for a module of tests: taken back at its end, as if it had never been."""

import pytest


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the demo inside a transaction that is rolled back after the module; return its people."""
    from django.core.management import call_command
    from django.db import transaction
    from django.test import override_settings

    from cluster_selection.demo.people import find_people

    folder = tmp_path_factory.mktemp("demo-files")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**_storage(folder)):
            call_command("demo", verbosity=0)
        people = find_people()
        people.folder = folder
        yield people
        transaction.set_rollback(True)


@pytest.fixture
def demo_portal(demo, db, settings):
    """Let one test open the loaded demo as a visitor would: its files are there, one click signs in."""
    for name, value in _storage(demo.folder).items():
        setattr(settings, name, value)
    settings.DEMO = True
    return demo


def _storage(folder) -> dict:
    from django.conf import settings

    return {"STORAGE_URL": f"file://{folder}", "STORAGES": dict(settings.STORAGES)}
