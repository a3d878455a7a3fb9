"""A document as data: what pages, PDF and Word are made from, and what its hash is taken over.

A block is a plain dict, known by `t`: `h1` to `h3` (headings with their number in the text), `p` (a paragraph), `pairs`
(labels and values) and `table`. Nothing in it is markup. A cell of a table is a text, or a comparison: pairs of `same`, `del` or `ins` and a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.furniture.numbers import numeral

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
        "rows": [[compared(cell) if isinstance(cell, tuple) else str(cell) for cell in row] for row in rows],
        "note": note,
    }


def compared(spans: Iterable[tuple[str, str]]) -> list[list[str]]:
    """A cell that shows what went (`del`) and what came (`ins`)."""
    return [[kind, text] for kind, text in spans if text]


def chapters(parts: Iterable[tuple[str, Sequence[Block]]]) -> list[Block]:
    """Chapters with level-1 headings, numbered by what is there: one without blocks is left out."""
    filled = [(title, blocks) for title, blocks in parts if blocks]
    made: list[Block] = []
    for place, (title, blocks) in enumerate(filled, 1):
        made += [heading(1, f"{numeral(place)}、{title}"), *blocks]
    return made


def inside(text: str) -> str:
    """A text that stands inside quotation marks: its own become single ones, and single ones inside those double again."""
    made, depth = "", 0
    for char in text:
        if char not in "“”‘’":
            made += char
        elif char in "“‘":
            depth += 1
            made += "‘" if depth % 2 else "“"
        else:
            made += "’" if depth % 2 else "”"
            depth -= 1
    return made


def in_quotes(text: str) -> str:
    """A text in quotation marks."""
    return f"“{inside(text)}”"


def quoted(title: str) -> str:
    """A scenario's title inside another title or a sentence."""
    return in_quotes(title) if title.endswith("场景") else f"{in_quotes(title)}场景"


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
    copies: Sequence[str] = ()
    """Who else gets it (抄送), in the 版记."""
    facts: Sequence[tuple[str, str]] = ()
    """What the foot says beside number, hash and verify address."""

    @property
    def title(self) -> str:
        """The title in one piece."""
        return "".join(self.phrases)


def last_group(blocks: Sequence[Block], least: int = 30) -> tuple[list[Block], list[Block]]:
    """The blocks before the close, and the paragraphs that stand with it on its page: at least two lines of text."""
    place, length = len(blocks), 0
    while place and blocks[place - 1]["t"] == "p" and length < least:
        place -= 1
        length += len(blocks[place]["text"])
    return list(blocks[:place]), list(blocks[place:])
