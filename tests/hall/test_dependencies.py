"""Dependencies are locked with hashes, and the driver is the one the owner named."""

import re

import pytest

from cluster_selection.settings import BASE_DIR

LOCKS = {"requirements.in": "requirements.txt", "requirements-dev.in": "requirements-dev.txt"}
OWNERS = (
    "django",
    "django-crispy-forms",
    "django-import-export",
    "weasyprint",
    "psycopg2-binary",
    "pytest-django",
)


def pinned(lock: str) -> dict[str, str]:
    """Return name → version of a lock file."""
    rows = re.findall(r"^([a-z0-9._-]+)(?:\[.*?\])?==(\S+)", (BASE_DIR / lock).read_text(), re.MULTILINE)
    return {re.sub(r"[._]", "-", name): version for name, version in rows}


def wanted(source: str) -> set[str]:
    """Return the names a source file asks for."""
    lines = (BASE_DIR / source).read_text().splitlines()
    return {re.split(r"[\[<>=]", line)[0] for line in lines if line and not line.startswith(("-r", "#"))}


@pytest.mark.parametrize(("source", "lock"), LOCKS.items())
def test_everything_asked_for_is_locked(source, lock):
    assert wanted(source) - set(pinned(lock)) == set()


@pytest.mark.parametrize("lock", LOCKS.values())
def test_every_locked_package_has_a_hash(lock):
    blocks = re.split(r"\n(?=[a-z0-9])", (BASE_DIR / lock).read_text())

    assert [
        block.splitlines()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block
    ] == []


def test_both_locks_agree():
    runtime, development = pinned("requirements.txt"), pinned("requirements-dev.txt")

    assert {name: version for name, version in runtime.items() if development.get(name) != version} == {}


def test_the_packages_of_the_owner_are_there_and_psycopg_3_is_not():
    locked = pinned("requirements-dev.txt")

    assert set(OWNERS) - set(locked) == set()
    assert "psycopg" not in locked


def test_locks_name_no_registry():
    for lock in LOCKS.values():
        assert not re.search(r"https?://|--index|--find-links", (BASE_DIR / lock).read_text())
