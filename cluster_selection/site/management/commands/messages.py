"""Keep the catalogues: each app holds the words of its own code and of ``templates/<app>/``."""

import re
import subprocess
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.core.management.commands import makemessages

from cluster_selection.languages import LANGUAGES

HALL = settings.BASE_DIR / "cluster_selection"
ROOMS = ("applications", "review", "commission")
SHARED_TEMPLATES = HALL / "site"  # base page, partials and the libraries' templates
OVERRIDES = HALL / "locale"  # what Django and the libraries lack in Kazakh, written by hand


def homes() -> dict[str, Path]:
    """Return app label → its folder, for every app that has words of its own."""
    apps = {path.parent.name: path.parent for path in HALL.glob("*/apps.py")}
    return apps | {room: settings.BASE_DIR / room for room in ROOMS}


class _Extract(makemessages.Command):
    """Django's own extraction, with the words of ``templates/<app>/`` going to that app's catalogue."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def find_files(self, root):
        found = []
        for file in super().find_files(root):
            home = _home(Path(file.path).resolve())
            if home is not None:
                file.locale_dir = str(home / "locale")
                found.append(file)
        return found

    def handle(self, *args, **options):
        for home in homes().values():
            for language in LANGUAGES:
                (home / "locale" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
        super().handle(*args, **options)


def _home(path: Path) -> Path | None:
    parts = path.relative_to(settings.BASE_DIR).parts
    apps = homes()
    if parts[0] == "templates":
        return apps.get(parts[1], SHARED_TEMPLATES)
    if parts[0] in ROOMS:
        return apps[parts[0]]
    if parts[0] == "cluster_selection":
        return apps.get(parts[1], SHARED_TEMPLATES)
    return None


def catalogues() -> list[Path]:
    """Return every catalogue of the project."""
    return sorted([*settings.BASE_DIR.glob("cluster_selection/**/*.po"), *_room_catalogues()])


def _room_catalogues():
    return [path for room in ROOMS for path in (settings.BASE_DIR / room).glob("locale/**/*.po")]


class Command(BaseCommand):
    help = "Renew the catalogues; --compile builds what the portal reads; --check fails on a missing word."

    def add_arguments(self, parser):
        parser.add_argument("--compile", action="store_true")
        parser.add_argument("--check", action="store_true")

    def handle(self, *args, compile, check, **options):
        if compile:
            self._compile()
        elif check:
            self._check()
        else:
            self._extract()

    def _extract(self) -> None:
        call_command(
            _Extract(),
            locale=list(LANGUAGES),
            ignore_patterns=["tests/*", "var/*", ".venv/*", "static/*", "bench/*"],
            add_location="file",
            no_wrap=True,
            extensions=["html", "py", "txt"],
            verbosity=0,
        )
        for path in catalogues():
            if path.parts[-3] == "en" and OVERRIDES not in path.parents:
                # English is the language of the code: its catalogue says the same.
                subprocess.run(["msgen", "--no-wrap", "-o", path, path], check=True)  # noqa: S603, S607

    def _compile(self) -> None:
        for path in catalogues():
            built = path.with_suffix(".mo")
            if not built.exists() or built.stat().st_mtime < path.stat().st_mtime:
                subprocess.run(["msgfmt", "--check-format", "-o", built, path], check=True)  # noqa: S603, S607

    def _check(self) -> None:
        faults = []
        for path in catalogues():
            result = subprocess.run(  # noqa: S603
                ["msgfmt", "--check-format", "--statistics", "-o", "/dev/null", path],  # noqa: S607
                capture_output=True,
                text=True,
                env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            )
            line = result.stderr.strip()
            if result.returncode or "fuzzy" in line or "untranslated" in line:
                faults.append(f"{path.relative_to(settings.BASE_DIR)}: {line}")
        faults += self._short_plurals()
        faults += self._missing()
        if faults:
            raise CommandError("\n".join(faults))

    def _short_plurals(self) -> list[str]:
        """Return the plurals with fewer forms than the language has: gettext would fall back in silence."""
        faults = []
        for path in catalogues():
            catalogue = polib.pofile(path)
            forms = int(re.search(r"nplurals=(\d)", catalogue.metadata["Plural-Forms"])[1])
            faults += [
                f"{path.relative_to(settings.BASE_DIR)}: {entry.msgid!r} needs {forms} forms"
                for entry in catalogue
                if entry.msgid_plural and len([text for text in entry.msgstr_plural.values() if text]) < forms
            ]
        return faults

    def _missing(self) -> list[str]:
        """Return the words of the code that stand in no catalogue yet."""
        known = {path: path.read_text() for path in catalogues()}
        try:
            self._extract()
            return [
                f"{path.relative_to(settings.BASE_DIR)}: the code has other words: run `make messages`"
                for path in catalogues()
                if {e.msgid for e in polib.pofile(path)}
                != {e.msgid for e in polib.pofile(known.get(path, ""))}
            ]
        finally:
            for path, text in known.items():
                path.write_text(text)
