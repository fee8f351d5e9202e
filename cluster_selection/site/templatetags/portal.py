"""Filters every page may use: days, instants, words in the reader's language, links to clauses."""

import datetime as dt
import re
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from cluster_selection import languages
from cluster_selection.clock import local
from cluster_selection.editions.text import anchor_of

register = template.Library()


@register.filter
def tr(obj, name: str) -> str:
    """Return the column ``<name>_<language>`` of a row in the reader's language."""
    return languages.translated(obj, name) if obj else ""


@register.filter
def pick(words, language: str | None = None) -> str:
    """Return the text of a mapping language → text in the reader's language."""
    return languages.pick(words, language) if words else ""


@register.filter
def tongue(code: str) -> str:
    """Return the name of a language in itself."""
    return dict(settings.LANGUAGES).get(code, code)


@register.filter
def day(value) -> str:
    """Write a day out: «2026 ж. 16 наурыз», «16 марта 2026 г.», "16 March 2026"."""
    return languages.format_day(_date(value)) if value else ""


@register.filter
def day_short(value) -> str:
    """Write a day as 16.03.2026."""
    return languages.format_day_short(_date(value)) if value else ""


@register.filter
def weekday(value) -> str:
    """Return the name of the day of the week."""
    return languages.format_weekday(_date(value)) if value else ""


@register.filter
def weekday_short(value) -> str:
    """Return the short name of the day of the week."""
    return languages.format_weekday(_date(value), short=True) if value else ""


@register.filter
def instant(value: dt.datetime | str | None) -> str:
    """Write an instant, or its ISO text in a document, in Asia/Almaty to the second."""
    return languages.format_instant(_instant(value)) if value else ""


@register.filter
def instant_short(value: dt.datetime | str | None) -> str:
    """Write an instant in Asia/Almaty as 16.03.2026, 14:05."""
    return f"{local(_instant(value)):%d.%m.%Y, %H:%M}" if value else ""


@register.filter
def time_of(value: dt.datetime | str | None) -> str:
    """Write the time of an instant in Asia/Almaty as 14:05:12."""
    return f"{local(_instant(value)):%H:%M:%S}" if value else ""


@register.filter
def iso(value: dt.datetime | None) -> str:
    """Write an instant for machines, with the offset of Asia/Almaty, to the second."""
    return local(value).isoformat(timespec="seconds") if value else ""


@register.filter
def clock_words(value: dt.datetime | None) -> str:
    """Write an instant with the day of the week: «2026 ж. 16 наурыз, дүйсенбі, 14:05:12»."""
    if not value:
        return ""
    at = local(value)
    return f"{languages.format_day(at.date())}, {languages.format_weekday(at.date())}, {at:%H:%M:%S}"


@register.filter
def clock_input(value: dt.datetime | None) -> str:
    """Write an instant as it is typed into a form."""
    return f"{local(value):%d.%m.%Y %H:%M}" if value else ""


@register.filter
def grouped(value) -> str:
    """Write a number with its thousands apart, as the reader's language does."""
    return number_format(value, use_l10n=True, force_grouping=True) if value not in (None, "") else ""


@register.filter
def size(value: int | None) -> str:
    """Write a number of bytes in kB or MB."""
    if value is None:
        return ""
    if value < 1_000_000:
        return _("%(number)s kB") % {"number": number_format(max(1, round(value / 1000)))}
    return _("%(number)s MB") % {"number": number_format(value / 1_000_000, decimal_pos=1)}


@register.filter
def short_hash(value: str | None) -> str:
    """Write a SHA-256 as its first and last four digits, for a line beside the full one."""
    return f"{value[:4]}…{value[-4:]}" if value else ""


@register.filter
def clause_link(clause, edition_key: str = "") -> str:
    """Link a clause ("12", "3–5", "7(1)", "annex3") to its text in the edition; plain words without one."""
    clause = str(clause or "").strip()
    if not clause:
        return ""
    return link_to_clause(clause, edition_key)


def link_to_clause(clause: str, edition_key: str = "") -> str:
    """Return the link (or plain words) that names a clause in the reader's language."""
    words = clause_words(clause)
    anchor = anchor_of(re.match(r"[\w()]*", clause.replace(" ", ""))[0])
    if not edition_key or not anchor:
        return format_html('<span class="p-clause">{}</span>', words)
    try:
        url = reverse("editions:text", kwargs={"key": edition_key})
    except NoReverseMatch:
        return format_html('<span class="p-clause">{}</span>', words)
    return format_html('<a class="p-clause" href="{}#{}">{}</a>', url, anchor, words)


@register.filter
def clause_words(clause: str) -> str:
    """Name a clause in the reader's language: "clause 12", "clauses 3–5", "annex 3"."""
    if match := re.fullmatch(r"annex\s*(\d+)", clause, re.IGNORECASE):
        return _("annex %(number)s") % {"number": match[1]}
    if re.search(r"[–,-]", clause):
        return _("clauses %(numbers)s") % {"numbers": clause.replace("-", "–")}
    if match := re.fullmatch(r"(\d+)\((\w+)\)", clause):
        return _("clause %(number)s, subclause %(part)s)") % {"number": match[1], "part": match[2]}
    return _("clause %(number)s") % {"number": clause}


@dataclass(frozen=True)
class Box:
    """One box of the ribbon of days; ``kind`` is base, day, off or end."""

    kind: str
    weekday: str
    day: str
    words: str
    spoken: str
    is_today: bool = False


@register.filter
def ribbon_of(count, today=None) -> list[Box]:
    """Turn a count, or its stored JSON, into the boxes of the ribbon; ``today`` is marked."""
    trace, due_on, amount = _trace(count)
    today = _date(today) if today else None
    boxes, number = [], 0
    for entry_day, counted, label, is_base in trace:
        number += counted
        if is_base:
            kind, words, spoken = "base", _("event"), label
        elif counted:
            kind = "day"
            words = f"{number} / {amount}" if amount else str(number)
            spoken = _("counted: %(number)s") % {"number": words}
        else:
            kind, words, spoken = "off", _("off"), label
        if entry_day == due_on:
            kind, spoken = "end", spoken + ", " + _("last day of the term")
        if entry_day == today:
            spoken = spoken + ", " + _("today")
        boxes.append(
            Box(
                kind=kind,
                weekday=languages.format_weekday(entry_day, short=True),
                day=f"{entry_day:%d.%m}",
                words=words,
                spoken=spoken,
                is_today=entry_day == today,
            )
        )
    return boxes


def _trace(count):
    if not count:
        return [], None, 0
    if isinstance(count, dict):
        counted = sum(bool(entry["counted"]) for entry in count["trace"])
        trace = [
            (
                dt.date.fromisoformat(entry["date"]),
                bool(entry["counted"]),
                entry["why"],
                entry["why"].startswith("day of the event"),
            )
            for entry in count["trace"]
        ]
        return trace, dt.date.fromisoformat(count["due_on"]), counted
    trace = [(day.date, day.counted, _label(day), day.why == "event_day") for day in count.trace]
    return trace, count.due_on, count.amount


def _label(entry) -> str:
    name = languages.pick(entry.names) if entry.names else ""
    return f"{entry.label}: {name}" if name else str(entry.label)


@register.filter
def field_errors(form) -> list[tuple]:
    """Return (field, error) for every error of a form's fields, in the order of the fields."""
    return [(field, error) for field in form for error in field.errors]


@register.filter
def first_input(field) -> str:
    """Return the id of the element that takes the cursor: the first choice of a group, or the input."""
    if getattr(field.field.widget, "input_type", "") in (
        "radio",
        "checkbox",
    ) and field.field.widget.__class__.__name__ in (
        "RadioSelect",
        "CheckboxSelectMultiple",
    ):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def _instant(value) -> dt.datetime:
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else value


def _date(value) -> dt.date:
    if isinstance(value, dt.datetime):
        return local(value).date()
    if isinstance(value, str):
        return dt.date.fromisoformat(value)
    return value


@register.filter
def term_name(law, key: str) -> str:
    """Return the name of a term in the reader's language; the edition knows it."""
    return languages.pick(law.term(key).names)
