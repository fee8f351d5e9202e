"""Who acts: a membership, a consent link, the portal itself, or somebody not known."""

import uuid
from dataclasses import dataclass
from typing import Literal

Kind = Literal["membership", "consent", "portal", "anonymous"]


@dataclass(frozen=True)
class Actor:
    """The one in whose name an act is recorded: ids only, no names.

    ``id`` is the id of the membership or of the consent. Everything given as ``acting_as`` has ``actor()``.
    """

    kind: Kind
    id: uuid.UUID | None = None
    user_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    role: str = ""
    language: str = "kk"

    def actor(self) -> "Actor":
        """Return itself, so that an actor may stand where a membership may."""
        return self


PORTAL = Actor("portal")
