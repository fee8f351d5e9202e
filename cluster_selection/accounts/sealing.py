"""Seal short secrets that must wait in the database: letters with links, keys of authenticator apps."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"accounts.sealing:" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def seal(text: str) -> str:
    """Return the text encrypted with a key drawn from ``SECRET_KEY``."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text sealed before; raise ``cryptography.fernet.InvalidToken`` when the key is another."""
    return _box().decrypt(sealed.encode()).decode()
