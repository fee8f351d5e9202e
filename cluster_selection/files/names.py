"""File names: made safe, with their Kazakh letters kept."""

import re
import unicodedata
from pathlib import PurePosixPath

MAX_CHARACTERS = 150
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%]')


def safe_name(name: str, endings: tuple[str, ...] = ()) -> str:
    """Return the last part of the name without control signs, at most 150 characters long.

    ``endings`` (lower case, no dot) are those that fit the content: another ending is kept in the name and
    the first of them is added, so that a name never promises another type than the content has.
    """
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    text = _FORBIDDEN.sub("_", text)
    text = re.sub(r"\s+", " ", text).strip(" .")
    ending = PurePosixPath(text).suffix[1:].lower()
    if endings and ending not in endings:
        text = f"{text or 'file'}.{endings[0]}"
    stem, dot, ending = text.rpartition(".")
    if not dot:
        return text[:MAX_CHARACTERS].strip() or "file"
    return f"{stem[: MAX_CHARACTERS - len(ending) - 1].strip() or 'file'}.{ending[:10]}"
