"""The escape for tests that empty the database between them: the logs' triggers refuse that, rightly."""

from contextlib import contextmanager

import pytest

from cluster_selection.journal import triggers


@contextmanager
def without_triggers(connection):
    """Take the triggers of the logs away, and put them back at the end."""
    triggers.remove(connection)
    try:
        yield
    finally:
        triggers.install(connection)


@pytest.fixture(scope="session", autouse=True)
def flush_in_spite_of_triggers():
    """Let the flush after a transactional test empty the logs too; everywhere else the triggers stay."""
    from django.db import connection
    from django.test import TransactionTestCase

    teardown = TransactionTestCase._fixture_teardown

    def with_triggers_away(case):
        if "journal_auditentry" not in connection.introspection.table_names():
            return teardown(case)
        with without_triggers(connection):
            return teardown(case)

    TransactionTestCase._fixture_teardown = with_triggers_away
    yield
    TransactionTestCase._fixture_teardown = teardown
