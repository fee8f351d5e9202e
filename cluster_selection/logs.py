"""Logs without secrets: the token of a personal link stands in its address and must not stand in a log."""

import logging
import re

from gunicorn.glogging import Logger

_LINK = re.compile(r"(/(?:consents|invitation|kept|password/reset/key)/)[^/\s\"'?]+")


def without_links(text: str) -> str:
    """Return the text with the token of every personal link masked."""
    return _LINK.sub(r"\1…", text)


class WithoutLinks(logging.Filter):
    """Mask the tokens of personal links in what Django logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, masked; its arguments are put into the message first."""
        record.msg, record.args = without_links(record.getMessage()), ()
        return True


class AccessLog(Logger):
    """The access log of the server, with the tokens of personal links masked."""

    def atoms(self, resp, req, environ, request_time):
        """Return the parts of a line; every text in which an address may stand is masked."""
        atoms = super().atoms(resp, req, environ, request_time)
        return {
            name: without_links(value) if isinstance(value, str) else value for name, value in atoms.items()
        }
