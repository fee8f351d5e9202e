"""The main menu: every app registers its own entries, the page shows those of the reader's role."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

PUBLIC = "PUBLIC"  # a reader without a role
FOOTER = "FOOTER"  # the links under every page


@dataclass(frozen=True)
class NavItem:
    """One entry of the menu.

    ``url_name`` may be a tuple of names: the first that exists is used, and an entry none of whose names
    exists is left out. ``roles`` are codes of ``Role``, ``PUBLIC`` or ``FOOTER``. ``badge(acting_as, now)``
    returns how many things wait there (0 shows nothing). ``arguments(now)`` returns those of the address.
    ``covers`` are further URL names or namespaces that belong to the entry. ``tone`` is "", "bad" or "warn"
    and colours the number.
    """

    label: str
    url_name: str | tuple[str, ...]
    roles: Iterable[str]
    badge: Callable | None = None
    order: int = 50
    arguments: Callable[[dt.datetime | None], dict] = lambda now: {}
    covers: tuple[str, ...] = ()
    tone: str = ""

    def address(self, now: dt.datetime | None = None) -> str | None:
        """Return the address in the active language, or None where no such page exists."""
        names = (self.url_name,) if isinstance(self.url_name, str) else self.url_name
        for name in names:
            try:
                return reverse(name, kwargs=self.arguments(now))
            except NoReverseMatch:
                continue
        return None


@dataclass(frozen=True)
class Shown:
    """An entry as the page draws it: ``current`` is "page", "true" or empty, as in ``aria-current``."""

    label: str
    url: str
    current: str = ""
    badge: int = 0
    tone: str = ""


_items: dict[tuple, NavItem] = {}


def register(*items: NavItem) -> None:
    """Add entries to the menu; the same entry registered twice stays one."""
    for item in items:
        _items[(item.url_name, str(item.order), codes(item.roles))] = item


def codes(roles: Iterable[str]) -> frozenset[str]:
    """Return role codes as plain strings, whether given as strings or as members of an enum."""
    return frozenset(str(getattr(role, "value", role)) for role in roles)


def items_for(
    role: str, *, path: str = "", view_name: str = "", acting_as=None, now: dt.datetime | None = None
) -> list[Shown]:
    """Return the menu of a role in order; ``view_name`` is the resolved name of the page shown."""
    found, seen = [], set()
    for item in sorted(_items.values(), key=lambda item: item.order):
        if role not in codes(item.roles):
            continue
        url = item.address(now)
        if url and url not in seen:
            seen.add(url)
            badge = item.badge(acting_as, now) if item.badge and acting_as and now else 0
            found.append((item, url, badge))
    nearest = max((url for _, url, _ in found if _is_within(path, url)), key=len, default=None)
    covered = next((url for item, url, _ in found if _covers(item, view_name)), None)
    current = covered if nearest is None or (covered and nearest != path) else nearest
    return [
        Shown(
            item.label, url, ("page" if url == path else "true") if url == current else "", badge, item.tone
        )
        for item, url, badge in found
    ]


def _is_within(path: str, url: str) -> bool:
    # The home page is the start of every address, so it is current only on itself.
    return path == url or (url.strip("/").count("/") > 0 and path.startswith(url))


def _covers(item: NavItem, view_name: str) -> bool:
    return bool(view_name) and any(
        view_name == name or view_name.startswith(name + ":") for name in item.covers
    )
