"""The auditor's view of the trail: streams, entries with their people, verification, and the access log."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cluster_selection.accounts.enums import Role
from cluster_selection.accounts.models import User
from cluster_selection.competitions.cards import title_of
from cluster_selection.competitions.models import Competition
from cluster_selection.competitions.queries import search
from cluster_selection.journal.models import AccessEntry, AuditEntry, ChainHead
from cluster_selection.journal.verification import Report, verify_all
from cluster_selection.workflow.models import stream_of

READERS = (Role.AUDITOR, Role.SECURITY_ADMINISTRATOR)
STREAM_ORDER = ("stream",)
ENTRY_ORDER = ("-seq",)
ACCESS_ORDER = ("-id",)
MOST_FOUND = 200  # competitions a search of the trail looks at
_PREFIX = stream_of("")
_WORDS = {
    "accounts": gettext_noop("People and roles"),
    "calendar": gettext_noop("Working calendar"),
    "editions": gettext_noop("Rules by edition"),
}


@dataclass(frozen=True)
class Person:
    """Who acted, in words: the name where a person is known, the role."""

    name: str
    role: str


def streams(*, words: str = "") -> QuerySet[ChainHead]:
    """Return the streams of the trail; words narrow them to competitions by number or title."""
    heads = ChainHead.objects.all()
    if not words.strip():
        return heads
    found = search(Competition.objects.all(), words=words).values_list("pk", flat=True)[:MOST_FOUND]
    return heads.filter(stream__in=[stream_of(pk) for pk in found])


def names_of_streams(names: Iterable[str]) -> dict[str, str]:
    """Return what each stream is about: number and title of the competition, else its own name; one query."""
    names = list(names)
    ids = {name: contest_id for name in names if (contest_id := _competition_id(name))}
    contests = Competition.objects.in_bulk(list(ids.values())) if ids else {}
    shown = {}
    for name in names:
        contest = contests.get(ids.get(name))
        if contest:
            shown[name] = title_of(contest) if contest.number else contest.title_kk
        else:
            shown[name] = _(_WORDS[name]) if name in _WORDS else name
    return shown


def _competition_id(stream: str) -> uuid.UUID | None:
    if not stream.startswith(_PREFIX):
        return None
    try:
        return uuid.UUID(stream.removeprefix(_PREFIX))
    except ValueError:
        return None


def entries_of(stream: str) -> QuerySet[AuditEntry]:
    """Return the entries of a stream."""
    if "\0" in stream:  # PostgreSQL takes no NUL
        return AuditEntry.objects.none()
    return AuditEntry.objects.filter(stream=stream)


def people_of(entries: Iterable) -> dict:
    """Return the people behind entries by user id; one query."""
    ids = {entry.user_id for entry in entries if entry.user_id}
    return User.objects.in_bulk(ids) if ids else {}


def person_of(entry: AuditEntry, people: dict) -> Person:
    """Return who acted in words; the portal itself and a consent link have no person."""
    role = Role(entry.role).label if entry.role in Role.values else entry.role
    user = people.get(entry.user_id)
    if user is not None:
        return Person(user.full_name, str(role))
    words = {
        "portal": _("the portal itself"),
        "consent": _("a consent link"),
        "anonymous": _("somebody not known"),
    }
    return Person(words.get(entry.actor_kind, _("a person no longer known")), str(role))


def access_entries(*, subject_id: uuid.UUID | None = None, what: str = "") -> QuerySet[AccessEntry]:
    """Return the access log, narrowed to one subject or one kind of access."""
    entries = AccessEntry.objects.all()
    if subject_id is not None:
        entries = entries.filter(subject_id=subject_id)
    if what:
        entries = entries.filter(what=what)
    return entries


def verification_of(stream: str | None) -> Report:
    """Verify one stream, or all of them, now; reads every entry."""
    return verify_all(stream)
