"""The text of an edition: marked lines cut it into the order, clauses and annexes; a small markup draws it.

The marks stand on lines of their own::

    @order                       the order's own part (anchor "order")
    @section 1. General …        a heading above the clauses that follow
    @clause 12                   a clause (anchor "c12"); its subparagraphs "3) …" get "c12-3"
    @annex 3                     an annex (anchor "annex3")
    # … ## …                     headings inside a part
    > …                          a note of the publisher
    ```                          begins and ends a form, kept letter by letter
"""

import re
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_MARK = re.compile(r"@(order|section|clause|annex)\b[ \t]*(.*)")
_SUBPARAGRAPH = re.compile(r"(\d+)\) ")
_NUMBER = re.compile(r"(\d+)(?:\((\d+)\))?")


@dataclass(frozen=True)
class Block:
    """A piece of a part: kind is paragraph, heading, note or form; ``anchor`` may be empty."""

    kind: str
    text: str
    anchor: str = ""
    level: int = 0

    @property
    def html(self) -> SafeString:
        """Return the block as markup, its text escaped; headings are h2 and h3, below the page's own."""
        if self.kind == "form":
            return format_html('<pre class="p-form-text">{}</pre>', self.text)
        if self.kind == "note":
            return format_html('<p class="p-law__note">{}</p>', self.text)
        if self.kind == "heading":
            return format_html("<h{0}>{1}</h{0}>", 1 + self.level, self.text)
        if self.anchor:
            return format_html('<p id="{}" class="p-law__sub">{}</p>', self.anchor, self.text)
        return format_html("<p>{}</p>", self.text)


@dataclass(frozen=True)
class Clause:
    """A part of the text: ``number`` is "12", "annex3" or "order".

    ``section`` is the heading that stands above it, if any, ``section_blocks`` what stands under the heading.
    """

    number: str
    anchor: str
    text: str
    blocks: tuple[Block, ...]
    section: str = ""
    section_blocks: tuple[Block, ...] = ()

    @property
    def html(self) -> SafeString:
        """Return the part as markup, everything escaped."""
        return mark_safe("\n".join(block.html for block in self.blocks))  # noqa: S308 every block escapes

    @property
    def is_numbered(self) -> bool:
        """Say whether this is a clause of the Rules, not the order or an annex."""
        return self.number.isdecimal()

    @property
    def title(self) -> str:
        """Return the first heading of the part, or the beginning of its text."""
        for block in self.blocks:
            if block.kind == "heading":
                return block.text
        return self.text.split("\n", 1)[0]

    def subparagraph(self, number: str) -> str:
        """Return the text of a subparagraph such as "3", or an empty string."""
        for block in self.blocks:
            if block.anchor == f"{self.anchor}-{number}":
                return block.text
        return ""


def anchor_of(clause: str) -> str:
    """Return the anchor of "12", "7(1)", "4-5" (the first), "annex3" or "order" on the page of the text."""
    found = _NUMBER.match(str(clause))
    if not found:
        return str(clause)
    number, subparagraph = found.groups()
    return f"c{number}-{subparagraph}" if subparagraph else f"c{number}"


def read_text(source: str) -> tuple[Clause, ...]:
    """Cut a marked text into its parts; raise ``ValueError`` with the line for a mark that is wrong."""
    parts: list[Clause] = []
    section: tuple[str, tuple[Block, ...]] = ("", ())
    for place, kind, rest, lines in _marked(source):
        if kind == "section":
            section = (rest, tuple(_blocks(lines, "")))
            continue
        if kind != "order" and not rest.isdecimal():
            raise ValueError(f"line {place}: @{kind} needs a number, not {rest!r}")
        number = {"order": "order", "annex": f"annex{rest}", "clause": rest}[kind]
        if any(part.number == number for part in parts):
            raise ValueError(f"line {place}: {number} stands twice")
        anchor = anchor_of(number)
        blocks = tuple(_blocks(lines, anchor if kind == "clause" else ""))
        text = "\n".join(block.text for block in blocks if block.kind != "note")
        parts.append(Clause(number, anchor, text, blocks, *section))
        section = ("", ())
    return tuple(parts)


def _marked(source: str):
    """Yield (line of the mark, kind, rest of the mark, lines below it) for every mark."""
    current: tuple[int, str, str, list[str]] | None = None
    for place, line in enumerate(source.splitlines(), start=1):
        if line.startswith("@"):
            mark = _MARK.fullmatch(line.rstrip())
            if mark is None:
                raise ValueError(f"line {place}: unknown mark {line!r}")
            if current is not None:
                yield current
            current = (place, mark[1], mark[2], [])
        elif current is not None:
            current[3].append(line)
        elif line.strip():
            raise ValueError(f"line {place}: text before the first mark")
    if current is not None:
        yield current


def _blocks(lines: list[str], anchor: str):
    form: list[str] | None = None
    for line in lines:
        if line.startswith("```"):
            if form is not None:
                yield Block("form", "\n".join(form))
                form = None
            else:
                form = []
        elif form is not None:
            form.append(line)
        elif line.startswith("#"):
            yield Block("heading", line.lstrip("#").strip(), level=len(line) - len(line.lstrip("#")))
        elif line.startswith(">"):
            yield Block("note", line[1:].strip())
        elif line.strip():
            yield Block("paragraph", line.strip(), _sub_anchor(line, anchor))
    if form is not None:
        raise ValueError("a form is not closed")


def _sub_anchor(line: str, anchor: str) -> str:
    found = _SUBPARAGRAPH.match(line)
    return f"{anchor}-{found[1]}" if found and anchor else ""
