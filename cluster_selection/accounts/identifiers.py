"""BIN and IIN: what the number itself can prove. Pure: no database, no clock.

Hard rules raise ``ValidationError`` with the exact reason. Soft rules (the date in an IIN) are only
warnings, because numbers issued before and after the reforms do not all follow the customary structure.
"""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_DIGITS = re.compile(r"[0-9]+")  # \d and str.isdigit() accept the digits of other scripts
_SEPARATORS = re.compile(r"[\s\u00a0\-–]+")
_CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


def strip_separators(value: str) -> str:
    """Return the typed number without spaces and hyphens: for forms only, an API refuses them."""
    return _SEPARATORS.sub("", value)


def check_digit(first_eleven: str) -> int | None:
    """Return the twelfth digit of a BIN or IIN, or ``None`` when no such number is ever issued.

    Two passes of a sum modulo 11; a number whose second pass gives 10 again does not exist.
    """
    digits = [int(digit) for digit in first_eleven]
    rest = sum(digit * weight for digit, weight in zip(digits, _FIRST_WEIGHTS, strict=True)) % 11
    if rest == 10:
        rest = sum(digit * weight for digit, weight in zip(digits, _SECOND_WEIGHTS, strict=True)) % 11
    return None if rest == 10 else rest


def validate_bin(value: str) -> None:
    """Raise ``ValidationError`` with the first reason for which the value cannot be a BIN."""
    _check_shape(value)
    if not 1 <= int(value[2:4]) <= 12:
        raise ValidationError(
            _("The third and fourth digits of a BIN are a month, from 01 to 12."), code="month"
        )
    if value[4] not in "456":
        raise ValidationError(_("The fifth digit of a BIN is 4, 5 or 6."), code="fifth_digit")
    if value[5] not in "01234":
        raise ValidationError(_("The sixth digit of a BIN is from 0 to 4."), code="sixth_digit")
    _check_control(value)


def validate_iin(value: str) -> None:
    """Raise ``ValidationError`` with the first reason for which the value cannot be an IIN."""
    _check_shape(value)
    _check_control(value)


def warnings_of_iin(value: str) -> list[str]:
    """Return what looks unusual in a valid IIN: never a ground to refuse it."""
    if value[6] not in "0123456":
        return [_("The seventh digit of an IIN is usually from 0 to 6: please check the number.")]
    centuries = [_CENTURIES[value[6]]] if value[6] in _CENTURIES else [1800, 1900, 2000]
    if not any(_is_date(century, value[:6]) for century in centuries):
        return [_("An IIN usually begins with a date of birth, and this one does not: please check it.")]
    return []


def _is_date(century: int, six: str) -> bool:
    try:
        dt.date(century + int(six[:2]), int(six[2:4]), int(six[4:]))
    except ValueError:
        return False
    return True


def _check_shape(value: str) -> None:
    if not value:
        raise ValidationError(_("Enter the number."), code="empty")
    if not _DIGITS.fullmatch(value):
        raise ValidationError(_("The number has digits from 0 to 9 only."), code="digits")
    if len(value) != 12:
        raise ValidationError(
            _("The number has 12 digits, and %(count)s were entered."),
            code="length",
            params={"count": len(value)},
        )


def _check_control(value: str) -> None:
    expected = check_digit(value[:11])
    if expected is None:
        raise ValidationError(
            _("No such number is ever issued: please check every digit."), code="never_issued"
        )
    if expected != int(value[11]):
        raise ValidationError(
            _("The last digit does not fit the others: please check every digit."), code="check_digit"
        )
