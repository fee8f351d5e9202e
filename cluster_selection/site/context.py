"""What every page shows around its content: menu, language, reader, clock, and which edition it stands on.

Everything is computed when a template asks for it: a page that draws nothing of it costs nothing.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import override

from cluster_selection import navigation
from cluster_selection.clock import Clock, day_of
from cluster_selection.delivery.queries import unread_count
from cluster_selection.languages import LANGUAGES, active_language

from . import edition_notice


def portal(request) -> dict:
    """Give every template ``portal``, the frame of the page."""
    return {"portal": Portal(request)}


def address(*names: str) -> str:
    """Return the address of the first of the pages that exists, or an empty string."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def in_language(request, code: str) -> str:
    """Return the address of the same page, query and all, in another language.

    A page without a language in its address (the verification of a document) is reached through the page
    that remembers the choice.
    """
    path = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    first, _, rest = request.path.lstrip("/").partition("/")
    if first not in LANGUAGES:
        with override(code):
            return f"{reverse('site:language')}?{urlencode({'next': path})}"
    translated = translate_url(path, code)
    if translated == path and first != code:  # no such page: 404 keeps the address
        translated = f"/{code}/{rest}"
    return translated


@dataclass(frozen=True)
class Language:
    """One entry of the language switch."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Choice:
    """One membership the reader may act as."""

    id: str
    label: str


class Portal:
    """The frame of one page, for one request."""

    def __init__(self, request):
        self.request = request

    @property
    def demo(self) -> bool:
        """Whether this is the training copy."""
        return settings.DEMO

    @cached_property
    def now(self) -> dt.datetime:
        """The time to show: the instant at which the request was received."""
        return getattr(self.request, "received_at", None) or Clock.display()

    @cached_property
    def here(self) -> str:
        """The address of this page with its query; the home page for an address that took a POST."""
        return self.request.get_full_path() if self.request.method == "GET" else self.home_url

    @cached_property
    def home_url(self) -> str:
        """The home page in the active language."""
        return address("site:home")

    @cached_property
    def languages(self) -> list[Language]:
        """The same page in every language."""
        current = active_language()
        return [
            Language(code, name, in_language(self.request, code), code == current)
            for code, name in settings.LANGUAGES
        ]

    # The reader

    @cached_property
    def acting_as(self):
        """The membership the reader acts as, or None."""
        return getattr(self.request, "acting_as", None)

    @cached_property
    def user(self):
        """The signed-in user, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def signed_in(self) -> bool:
        """Whether the reader is signed in."""
        return self.user is not None

    @cached_property
    def office(self) -> str:
        """The side on which the reader acts, in words; empty for the public and for applicants."""
        if self.acting_as is None or self.acting_as.office == "APPLICANTS":
            return ""
        return str(self.acting_as.office.label)

    @cached_property
    def person(self) -> str:
        """Who acts, and for whom."""
        name = (self.user.get_full_name() or self.user.email) if self.user else ""
        if self.acting_as is None:
            return name
        if self.office:
            return f"{name}, {self.acting_as.get_role_display()}"
        return f"{self.acting_as.organisation} · {name}"

    @cached_property
    def others(self) -> list[Choice]:
        """The other memberships the reader may act as; empty for the one who has only one."""
        if self.user is None or not self.act_as_url:
            return []
        mine = self.acting_as.id if self.acting_as else None
        return [
            Choice(str(membership.id), f"{membership.organisation} · {membership.get_role_display()}")
            for membership in self.request.memberships
            if membership.id != mine
        ]

    @cached_property
    def unread(self) -> int:
        """How many messages of the inbox were not shown yet."""
        return unread_count(self.user) if self.user else 0

    # Addresses

    @property
    def sign_in_url(self) -> str:
        """The sign-in page; empty on that page itself."""
        url = address("account_login")
        return "" if self.request.path == url else url

    @property
    def sign_out_url(self) -> str:
        """Sign-out (POST)."""
        return address("account_logout")

    @property
    def account_url(self) -> str:
        """The reader's own account."""
        return address("accounts:account", "accounts:me", "accounts:profile")

    @property
    def act_as_url(self) -> str:
        """Change of the membership acted as (POST)."""
        return address("accounts:act_as")

    @property
    def inbox_url(self) -> str:
        """The inbox."""
        return address("delivery:inbox", "delivery:list")

    # The frame

    @cached_property
    def nav(self) -> list[navigation.Shown]:
        """The main menu of the reader's role."""
        role = self.acting_as.role if self.acting_as else navigation.PUBLIC
        return self._items(str(role))

    @cached_property
    def footer(self) -> list[navigation.Shown]:
        """The links under every page: the public pages missing from the menu, and those of the footer."""
        shown = {item.url for item in self.nav}
        public = [item for item in self._items(navigation.PUBLIC) if item.url not in shown]
        return public + self._items(navigation.FOOTER)

    def _items(self, role: str) -> list[navigation.Shown]:
        match = getattr(self.request, "resolver_match", None)
        return navigation.items_for(
            role,
            path=self.request.path,
            view_name=match.view_name if match else "",
            acting_as=self.acting_as,
            now=self.now,
        )

    @cached_property
    def edition(self):
        """What to say of the edition in hand, or None while no edition is loaded."""
        return edition_notice.current(day_of(self.now))

    @property
    def clock_bar(self) -> bool:
        """Whether the page carries the virtual clock."""
        return settings.VIRTUAL_CLOCK and settings.DEMO

    @property
    def clock_url(self) -> str:
        """Where the virtual clock is set."""
        return address("site:clock")
