"""Three languages: content in plain ``*_kk/_ru/_en`` columns, and days as each language writes them."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import get_language

from cluster_selection.clock import local

LANGUAGES = ("kk", "ru", "en")

MONTHS = {
    "kk": (
        [
            "қаңтар",
            "ақпан",
            "наурыз",
            "сәуір",
            "мамыр",
            "маусым",
            "шілде",
            "тамыз",
            "қыркүйек",
            "қазан",
            "қараша",
            "желтоқсан",
        ]
    ),
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    "en": (
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ]
    ),
}
WEEKDAYS = {
    "kk": ["дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"],
    "ru": ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
WEEKDAYS_SHORT = {
    "kk": ["дс", "сс", "ср", "бс", "жм", "сб", "жс"],
    "ru": ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}


def active_language() -> str:
    """Return the reader's language, one of ``LANGUAGES``."""
    language = (get_language() or "kk")[:2]
    return language if language in LANGUAGES else "kk"


def pick(words: Mapping[str, str], language: str | None = None) -> str:
    """Return the text in the language asked for, else the first of kk, ru, en that is not empty."""
    for candidate in (language or active_language(), *LANGUAGES):
        if words.get(candidate):
            return words[candidate]
    return ""


def translated(obj, name: str, language: str | None = None) -> str:
    """Return ``<name>_<language>`` of a row, else the first of kk, ru, en that is not empty."""
    return pick({code: getattr(obj, f"{name}_{code}", "") for code in LANGUAGES}, language)


def in_three(obj, name: str) -> dict[str, str]:
    """Return the three columns of a row as a mapping language → text."""
    return {code: getattr(obj, f"{name}_{code}") for code in LANGUAGES}


def format_day(day: dt.date, language: str | None = None) -> str:
    """Write a day out: «2026 ж. 16 наурыз», «16 марта 2026 г.», "16 March 2026"."""
    language = language or active_language()
    month = MONTHS[language][day.month - 1]
    if language == "kk":
        return f"{day.year} ж. {day.day} {month}"
    if language == "ru":
        return f"{day.day} {month} {day.year} г."
    return f"{day.day} {month} {day.year}"


def format_day_short(day: dt.date) -> str:
    """Write a day as 16.03.2026."""
    return day.strftime("%d.%m.%Y")


def format_weekday(day: dt.date, language: str | None = None, *, short: bool = False) -> str:
    """Return the name of the day of the week."""
    return (WEEKDAYS_SHORT if short else WEEKDAYS)[language or active_language()][day.weekday()]


def format_instant(instant: dt.datetime, language: str | None = None, *, seconds: bool = True) -> str:
    """Write an instant in Asia/Almaty: day, then time to the second."""
    at = local(instant)
    return (
        f"{format_day(at.date(), language)}, {at:%H:%M:%S}"
        if seconds
        else (f"{format_day(at.date(), language)}, {at:%H:%M}")
    )
