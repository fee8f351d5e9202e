"""Kinds of documents: rooms register theirs when Django starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cluster_selection.languages import LANGUAGES, pick


class UnknownKind(LookupError):
    """No room has registered a document of this kind."""


@dataclass(frozen=True)
class DocumentKind:
    """One kind of document: ``title`` in three languages, a template, the languages it is made in.

    ``template`` is by default ``documents/<key>.html``, a template that extends ``documents/base.html``.
    """

    key: str
    template: str = ""
    languages: tuple[str, ...] = ("kk", "ru")
    title: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self):
        if not self.template:
            object.__setattr__(self, "template", f"documents/{self.key}.html")
        if not self.languages or not set(self.languages) <= set(LANGUAGES):
            raise ValueError(f"document kind {self.key}: languages are some of kk, ru, en")
        if not pick(self.title):
            raise ValueError(f"document kind {self.key}: a title is missing")


_KINDS: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> DocumentKind:
    """Make a kind known; registering the same one again changes nothing, another under its key is refused."""
    if _KINDS.get(kind.key, kind) != kind:
        raise ValueError(f"another document kind is already registered as {kind.key}")
    _KINDS[kind.key] = kind
    return kind


def kind_of(key: str) -> DocumentKind:
    """Return the kind; raise ``UnknownKind`` when no room has registered it."""
    try:
        return _KINDS[key]
    except KeyError:
        raise UnknownKind(key) from None


def kinds() -> tuple[DocumentKind, ...]:
    """Return every kind, in order of its key."""
    return tuple(_KINDS[key] for key in sorted(_KINDS))
