"""The shipped law for tests: the edition in hand and the signed calendar; import it in a conftest."""

import datetime as dt
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

EDITION = settings.BASE_DIR / "cluster_selection" / "editions" / "order-1212-2020-10-22"
LOADED_AT = dt.datetime(2026, 1, 5, 4, tzinfo=dt.UTC)


@pytest.fixture
def law_and_calendar(db):
    """Load the edition in hand and the shipped calendar; return the edition."""
    from cluster_selection.editions.services import load_edition

    call_command("load_calendar", stdout=StringIO())
    return load_edition(EDITION, now=LOADED_AT)
