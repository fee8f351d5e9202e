"""Files copied from other projects are the published ones, with their licences."""

import hashlib
import re

import pytest
from django.conf import settings

ROW = re.compile(
    r"\| `(?P<file>[^`]+)` \| (?P<package>\S+) \| (?P<version>[\d.]+) "
    r"\| (?P<licence>.+?) \| `(?P<digest>[0-9a-f]{64})` \|"
)


def vendored():
    text = (settings.BASE_DIR / "static" / "vendor" / "VENDOR.md").read_text(encoding="utf-8")
    return {match["file"]: match for match in ROW.finditer(text)}


def copied_files():
    base = settings.BASE_DIR
    folders = [base / "static" / "vendor", base / "static" / "fonts", base / "tests" / "vendor"]
    return {
        str(path.relative_to(base))
        for folder in folders
        for path in folder.iterdir()
        if path.suffix in {".css", ".js", ".map", ".woff2", ".ttf"}
    }


def test_every_copied_file_is_listed_and_no_other():
    assert set(vendored()) == copied_files()


@pytest.mark.parametrize("file", sorted(vendored()))
def test_vendored_file_is_the_published_one(file):
    digest = hashlib.sha256((settings.BASE_DIR / file).read_bytes()).hexdigest()

    assert digest == vendored()[file]["digest"]


@pytest.mark.parametrize("file", sorted(vendored()))
def test_vendored_file_has_its_licence_beside_it(file):
    named = re.search(r"`([^`]+)`", vendored()[file]["licence"])[1]

    assert (settings.BASE_DIR / named).stat().st_size > 500
