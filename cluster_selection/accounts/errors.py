"""The one exception of this app."""


class AccountRefused(Exception):
    """An act on people, organisations or memberships is not possible; the message says why and what to do."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
