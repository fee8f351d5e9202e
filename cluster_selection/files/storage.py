"""Where content is kept: outside every web folder, under random keys, written once."""

import os
import uuid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


def storage_folder(url: str) -> Path:
    """Return the folder that a ``file:///path`` address of ``STORAGE_URL`` names.

    Raises ``ImproperlyConfigured`` for every other address.
    """
    parts = urlsplit(url)
    if parts.scheme != "file":
        raise ImproperlyConfigured(
            f"STORAGE_URL={url!r}: only file:///absolute/path is supported; other storages are added in "
            "cluster_selection.files.storage."
        )
    folder = Path(unquote(parts.path))
    if parts.netloc not in ("", "localhost") or not folder.is_absolute():
        raise ImproperlyConfigured(f"STORAGE_URL={url!r}: write file:///absolute/path.")
    return folder


@deconstructible
class PrivateStorage(FileSystemStorage):
    """Keep content in the folder of ``STORAGE_URL``: no public address, no overwriting, synced to disk."""

    def __init__(self):
        super().__init__(
            location=storage_folder(settings.STORAGE_URL),
            file_permissions_mode=0o600,
            directory_permissions_mode=0o700,
        )

    def get_available_name(self, name, max_length=None):
        """Return the name unchanged; raise ``FileExistsError`` instead of choosing another one."""
        if self.exists(name):
            raise FileExistsError(name)
        return name

    def url(self, name):
        """Raise: stored content has no address of its own, rooms serve it."""
        raise NotImplementedError("private content has no address")

    def _save(self, name, content):
        saved = super()._save(name, content)
        for path in (self.path(saved), os.path.dirname(self.path(saved))):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return saved


def new_key() -> str:
    """Return a random key, spread over 256 folders."""
    key = uuid.uuid4().hex
    return f"{key[:2]}/{key}"
