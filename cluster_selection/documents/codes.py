"""Verification codes: 75 random bits and a check sign, written so that a person can type them."""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
SIGNS = 16
GROUP = 4
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}

# Signs that look alike, and Cyrillic letters typed because the keyboard was left in Kazakh or Russian.
_ALIKE = str.maketrans("ILOАВСЕНКМРТХУОІ", "110ABCEHKMPTXY01")


def new_code() -> str:
    """Return a new code, as 4 groups of 4 signs joined by dashes; the last sign checks the others."""
    signs = [secrets.randbelow(32) for _place in range(SIGNS - 1)]
    signs.append(_times_two(_residue(signs)))
    return _written("".join(ALPHABET[value] for value in signs))


def normalise(typed: str) -> str:
    """Return the code as it is stored, from what a person typed; an empty string when it is not a code.

    Case, dashes and spaces do not matter; O is read as 0, I and L as 1, Cyrillic letters as the Latin
    ones they look like.
    """
    signs = re.sub(r"[\W_]", "", typed[:100].upper()).translate(_ALIKE)
    if len(signs) != SIGNS or not set(signs) <= set(ALPHABET):
        return ""
    return _written(signs)


def is_sound(code: str) -> bool:
    """Say whether the check sign agrees: one wrong sign, or two that changed places, never pass."""
    return _residue([_VALUES[sign] for sign in code.replace("-", "")]) == 0


def _written(signs: str) -> str:
    return "-".join(signs[place : place + GROUP] for place in range(0, SIGNS, GROUP))


def _times_two(value: int) -> int:
    """Multiply by the generator in the field of 32 elements (x^5 + x^2 + 1)."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def _residue(values: list[int]) -> int:
    residue = 0
    for value in values:
        residue = _times_two(residue) ^ value
    return residue
