"""Read the files of an edition as plain data: strict YAML, days as text, texts as they stand."""

from pathlib import Path

import yaml

from .schema import EditionError, Fault, is_requisites_only
from .shapes import FILES, TEXTS

# libyaml where the package brings it: ten times faster, the same language.
_Safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(_Safe):
    """YAML in which a key stands once, a day is text and only true and false are truth values."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


_Strict.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in resolvers
        if not tag.endswith(":timestamp") and not (tag.endswith(":bool") and letter not in "tfTF")
    ]
    for letter, resolvers in _Safe.yaml_implicit_resolvers.items()
}


def read_edition(path: Path) -> dict:
    """Return the data of an edition from its directory, not yet validated.

    Raises ``EditionError`` for a file that is missing or is no YAML.
    """
    path = Path(path)
    if not path.is_dir():
        raise EditionError(Fault(str(path), "", "is no directory"))
    data = {"edition": _read_yaml(path / FILES["edition"])}
    if is_requisites_only(data):
        return data
    faults = []
    for part, file in FILES.items():
        if part != "edition":
            try:
                data[part] = _read_yaml(path / file)
            except EditionError as error:
                faults += error.faults
    data["text"] = {}
    for language, file in TEXTS.items():
        try:
            data["text"][language] = _read(path / file)
        except EditionError as error:
            faults += error.faults
    if faults:
        raise EditionError(*faults)
    return data


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise EditionError(Fault(path.name, "", "the file is missing")) from None
    except UnicodeDecodeError as error:
        raise EditionError(
            Fault(path.name, "", f"is not UTF-8: {error.reason} at byte {error.start}")
        ) from None


def _read_yaml(path: Path):
    source = _read(path)
    try:
        return yaml.load(source, Loader=_Strict)  # noqa: S506 a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else ""
        raise EditionError(Fault(path.name, place, getattr(error, "problem", None) or str(error))) from None
