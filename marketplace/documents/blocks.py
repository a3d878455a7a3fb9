"""A document as data: what pages, PDF and Word are made from, and what its hash is taken over.

A block is a plain dict, known by `t`: `h1` to `h3` (headings with their number in the text), `p` (a paragraph), `pairs`
(labels and values) and `table`. Nothing in it is markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.furniture.figures import numeral

Block = dict[str, Any]
SEAL_PLACE, SIGNED = "seal", "signed"
"""How a document ends: with the place for a seal, or with lines to sign and the issuer's name."""


def heading(level: int, text: str) -> Block:
    """A heading of level 1 (`一、`), 2 (`(一)`) or 3 (`1.`), its number written out."""
    return {"t": f"h{level}", "text": text}


def paragraph(text: str) -> Block:
    """One paragraph."""
    return {"t": "p", "text": " ".join(text.split())}


def paragraphs(text: str) -> list[Block]:
    """A typed text, a paragraph a line."""
    return [paragraph(line) for line in text.splitlines() if line.strip()]


def pairs(rows: Iterable[tuple[str, str]]) -> Block:
    """Labels with their values."""
    return {"t": "pairs", "rows": [[str(label), str(value)] for label, value in rows]}


def table(
    columns: Sequence[tuple[str, str, int]], rows: Iterable[Sequence[Any]], *, caption: str = "", note: str = ""
) -> Block:
    """A table. Each column is its head, where its cells stand (`l`, `c`, `r`) and its part of the width."""
    return {
        "t": "table",
        "caption": caption,
        "head": [str(head) for head, _align, _width in columns],
        "align": [align for _head, align, _width in columns],
        "widths": [width for _head, _align, width in columns],
        "rows": [[str(cell) for cell in row] for row in rows],
        "note": note,
    }


def chapters(parts: Iterable[tuple[str, Sequence[Block]]]) -> list[Block]:
    """Chapters with level-1 headings, numbered by what is there: one without blocks is left out."""
    filled = [(title, blocks) for title, blocks in parts if blocks]
    made: list[Block] = []
    for place, (title, blocks) in enumerate(filled, 1):
        made += [heading(1, f"{numeral(place)}、{title}"), *blocks]
    return made


def quoted(title: str) -> str:
    """A scenario's title inside another title."""
    return f"“{title}”" if title.endswith("场景") else f"“{title}”场景"


@dataclass(frozen=True)
class Paper:
    """What a builder hands over to be issued; number, issuer and date are added by the issue."""

    phrases: Sequence[str]
    """The title in phrases: lines are broken between them, or inside one that is longer than a line."""
    blocks: Sequence[Block]
    """The last one is a paragraph: the close stands with it."""
    addressee: str = ""
    signatures: Sequence[str] = ()
    """Who signs by hand: one line each."""
    facts: Sequence[tuple[str, str]] = ()
    """What the foot says beside number, hash and verify address."""

    @property
    def title(self) -> str:
        """The title in one piece."""
        return "".join(self.phrases)


def title_lines(phrases: Sequence[str], most: int = 18) -> list[str]:
    """The title broken by sense into lines of at most `most` characters, nearly equal where a phrase must be cut."""
    lines: list[str] = []
    for phrase in ["".join(phrases[:2]), *phrases[2:]]:  # 关于 never stands alone
        if lines and len(lines[-1]) + len(phrase) <= most:
            lines[-1] += phrase
        else:
            lines += _cut(phrase, most)
    return lines


def _cut(phrase: str, most: int) -> list[str]:
    count = -(-len(phrase) // most)
    size = -(-len(phrase) // max(count, 1))
    return [phrase[start : start + size] for start in range(0, len(phrase), size)]


BREAKS = ("工作领导小组", "管理委员会", "办公室")
"""Where the name of an office may be broken over two lines."""


def name_lines(name: str, most: int = 15) -> list[str]:
    """The issuer's name in one line, or in two that are broken by sense."""
    if len(name) <= most:
        return [name]
    places = [name.find(words) for words in BREAKS if name.find(words) > 0]
    place = min(places, key=lambda one: abs(one - len(name) / 2), default=-(-len(name) // 2))
    return [name[:place], name[place:]]


def last_group(blocks: Sequence[Block], least: int = 30) -> tuple[list[Block], list[Block]]:
    """The blocks before the close, and the paragraphs that stand with it on its page: at least two lines of text."""
    place, length = len(blocks), 0
    while place and blocks[place - 1]["t"] == "p" and length < least:
        place -= 1
        length += len(blocks[place]["text"])
    return list(blocks[:place]), list(blocks[place:])
