"""Which characters the fonts can draw. One that none can would be an empty box, and no archival PDF."""

from __future__ import annotations

import lzma
import unicodedata
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from marketplace.furniture.glyphs import FONTS, can_draw, covered

RARE_FROM = 0x1FFFF
"""The planes of rare characters begin after it."""
MISSING = "〓"
"""What a type-setter puts where a sort is missing."""


def printable(value: Any) -> Any:
    """The same document with every character that no font has replaced by 〓, and control characters by spaces."""
    if isinstance(value, str):
        composed = unicodedata.normalize("NFC", value)
        return "".join(
            char if can_draw(char) else " " if char.isspace() or not char.isprintable() else MISSING
            for char in composed
        )
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [printable(item) for item in value]
    return value


def is_rare(text: str) -> bool:
    """Whether it takes the font of rare characters, which is large and unpacked only for them."""
    return any(ord(char) > RARE_FROM and ord(char) in covered("covered-rare.txt") for char in text)


@cache
def rare_font(folder: Path) -> Path:
    """The folder of the font of rare characters, unpacked once into `folder`; a second process finds it there."""
    target = folder / "fonts" / "HanaMinB.ttf"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, delete=False) as unpacking:
            unpacking.write(lzma.decompress((FONTS / "HanaMinB-256.ttf.xz").read_bytes()))
        Path(unpacking.name).replace(target)
    return target.parent


def in_kai(text: str) -> bool:
    """Whether the 楷体 has the whole text; half of a heading in another face would look like a mistake."""
    return all(ord(char) in covered("covered-kai.txt") for char in text)
