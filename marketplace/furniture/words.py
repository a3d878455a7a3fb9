"""Small measures and marks of text: its length as the counter counts it, its beginning, where two versions differ."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from marketplace.sheets import richtext
from marketplace.sheets.texts import length

_CLOSED = re.compile("[。！？!?…][”’」』）)]*$")


def text_length(text: str, rich: bool = False, written: str = "") -> int:
    """Characters as the field's own limit counts them; `written` says how a rich text is to be read."""
    return richtext.typed_words(text, written) if rich else length(text)


def sentence(typed: str) -> str:
    """What a person typed, closed as a sentence: one full stop, whether or not they typed it."""
    text = typed.rstrip()
    if _CLOSED.search(text):
        return text
    return text.rstrip("，、；：,;:. ") + "。"


def truncate_text(text: str, most: int = 120) -> str:
    """The beginning of rich text as one plain line, with … where it was cut."""
    line = " ".join(richtext.plain(text).split())
    return line if len(line) <= most else line[:most].rstrip() + "…"


def marked(spans: Iterable[tuple[str, str]], side: str) -> Markup:
    """One side of a comparison, `del` the older or `ins` the newer, with what only it has in `<mark>`; a line a paragraph."""
    pieces = [(kind == side, text) for kind, text in spans if kind in ("same", side)]
    lines = [[(is_own, part) for part in text.split("\n")] for is_own, text in pieces]
    paragraphs: list[Markup] = [Markup("")]
    for parts in lines:
        for place, (is_own, part) in enumerate(parts):
            if place:
                paragraphs.append(Markup(""))
            paragraphs[-1] += Markup("<mark>{}</mark>").format(part) if is_own and part else escape(part)
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in paragraphs if line)
