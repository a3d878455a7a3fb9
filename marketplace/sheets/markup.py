"""Typed or pasted HTML taken apart into tags and text. What is not a whole tag is text, so that no word is lost."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_QUOTED = r"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*"""
_TOKEN = re.compile(
    r"<!(?:\[[^<>]*\]|doctype[^<>]*)>|<\?xml[^<>]*>"
    rf"|<(?P<close>/?)(?P<name>[a-z][a-z0-9]*(?::[a-z][a-z0-9]*)?)(?=[\s/>])(?P<attributes>{_QUOTED})>",
    re.IGNORECASE,
)
"""A declaration that browsers skip, or a tag. Quoted values hold no `<`: so a text of many is read in one pass."""
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")


@dataclass(frozen=True)
class Token:
    """A piece of HTML: `text` as it stood, or `open` and `close` with the name of a tag."""

    kind: str
    name: str = ""
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def style(self) -> str:
        """Its own style, in small letters."""
        return self.attributes.get("style", "").lower()


def tokens(source: str) -> Iterator[Token]:
    """The tags and the text between them, in their order."""
    text = _without_comments(source)
    place = 0
    for found in _TOKEN.finditer(text):
        if found.start() > place:
            yield Token("text", text=text[place : found.start()])
        place = found.end()
        if found["name"]:
            kind = "close" if found["close"] else "open"
            yield Token(kind, found["name"].lower(), attributes=_attributes(found["attributes"]))
    if place < len(text):
        yield Token("text", text=text[place:])


def _attributes(raw: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(raw):
        found.setdefault(name.lower(), html.unescape(value.strip("\"'")))
    return found


def _without_comments(text: str) -> str:
    """The text without comments; one that has no end is no comment."""
    kept, place = [], 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[place:start])
        place = end + 3
    return "".join((*kept, text[place:]))
