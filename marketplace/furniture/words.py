"""Small measures and marks of text: its length as the counter counts it, its beginning, where two versions differ."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from markupsafe import Markup, escape

TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
BLOCK_END = re.compile(r"</(?:p|li|h4|tr|table|ul|ol|t[hd])>|<br\s*/?>", re.IGNORECASE)


def plain_lines(text: str) -> list[str]:
    """The lines of rich or plain text without its tags."""
    bare = html.unescape(TAG.sub("", BLOCK_END.sub("\n", text)))
    return [line.strip() for line in bare.splitlines() if line.strip()]


def text_length(text: str) -> int:
    """Characters of the words alone, without tags and line ends."""
    return sum(len(line) for line in plain_lines(text))


def truncate_text(text: str, length: int = 120) -> str:
    """The beginning of rich text as one plain line, with … where it was cut."""
    line = " ".join(plain_lines(text))
    return line if len(line) <= length else line[:length].rstrip() + "…"


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
