"""Which characters the fonts can draw. One that none can would be an empty box, and no archival PDF."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
MISSING = "〓"
"""What a type-setter puts where a sort is missing."""


@cache
def _covered(name: str) -> frozenset[int]:
    points: set[int] = set()
    for line in (FONTS / name).read_text().split():
        first, _dash, last = line.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


def printable(value: Any) -> Any:
    """The same document with every character that no font has replaced by 〓, and control characters by spaces."""
    if isinstance(value, str):
        covered = _covered("covered.txt")
        composed = unicodedata.normalize("NFC", value)
        return "".join(
            char if ord(char) in covered else " " if char.isspace() or not char.isprintable() else MISSING
            for char in composed
        )
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [printable(item) for item in value]
    return value


def in_kai(text: str) -> bool:
    """Whether the 楷体 has the whole text; half of a heading in another face would look like a mistake."""
    return all(ord(char) in _covered("covered-kai.txt") for char in text)
