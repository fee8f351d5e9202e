"""Client of the virus scanner ClamAV: the INSTREAM command over TCP or a local socket."""

import re
import socket
import struct
from typing import BinaryIO
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

CHUNK = 64 * 1024
TIMEOUT_SECONDS = 60


class ScannerUnavailable(Exception):
    """The scanner could not be reached or did not say what it found; ask again later."""


def scan(content: BinaryIO, url: str) -> str:
    """Return the name of the virus found in the content, or an empty string when there is none.

    ``url`` is ``tcp://host:port`` or ``unix:///path``. Raises ``ScannerUnavailable``.
    """
    try:
        with _connect(url) as link:
            link.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                link.sendall(struct.pack(">I", len(chunk)) + chunk)
            link.sendall(struct.pack(">I", 0))
            answer = _read_answer(link)
    except OSError as error:
        raise ScannerUnavailable(str(error)) from error
    if answer == "stream: OK":
        return ""
    if found := re.fullmatch(r"stream: (.+) FOUND", answer):
        return found[1]
    raise ScannerUnavailable(answer or "no answer")


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "tcp" and parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 3310), TIMEOUT_SECONDS)
    if parts.scheme == "unix" and parts.path:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(TIMEOUT_SECONDS)
        try:
            link.connect(parts.path)
        except OSError:
            link.close()
            raise
        return link
    raise ImproperlyConfigured(f"CLAMD_URL={url!r}: write tcp://host:port or unix:///path.")


def _read_answer(link: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < 4096:
        part = link.recv(4096)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
