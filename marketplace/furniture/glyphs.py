"""Which characters the fonts of the papers can draw: asked before a name is taken, and again before it is printed."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent.parent / "documents" / "fonts"


@cache
def covered(name: str) -> frozenset[int]:
    """The code points that a list beside the fonts names."""
    points: set[int] = set()
    for line in (FONTS / name).read_text().split():
        first, _dash, last = line.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


def can_draw(char: str) -> bool:
    """Whether some font has it."""
    return ord(char) in covered("covered.txt") or ord(char) in covered("covered-rare.txt")


def undrawn(text: str) -> str:
    """The characters of a text that would be printed as 〓; none of them twice."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(char for char in composed if not char.isspace() and not can_draw(char)))
