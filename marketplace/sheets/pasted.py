"""HTML as word processors and web pages write it, in the few tags that are kept: what carries meaning is carried over."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from marketplace.sheets.markup import Token, tokens

BLOCKS = frozenset({"p", "ul", "ol", "li", "h4", "table", "thead", "tbody", "tr", "th", "td"})
KEPT = BLOCKS | {"strong", "em", "br", "a", "sup", "sub"}
_RENAMED = {"b": "strong", "i": "em", "menu": "ul", "dir": "ul", "tfoot": "tbody"}
_RENAMED |= {f"h{n}": "h4" for n in range(1, 7)}
_RENAMED |= dict.fromkeys(
    [
        "div",
        "section",
        "article",
        "blockquote",
        "pre",
        "dt",
        "dd",
        "figure",
        "figcaption",
        "caption",
        "address",
        "center",
        "header",
        "footer",
        "main",
        "aside",
    ],
    "p",
)
_SILENT = frozenset({"script", "style", "title", "template", "noscript", "iframe", "xml", "svg", "math"})
"""What stands inside these is not for reading."""
_NUMBER_TYPES = {"decimal": "1", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A"}
_NUMBER_TYPES |= {"lower-roman": "i", "upper-roman": "I"}

_RAISED = re.compile(r"vertical-align\s*:\s*(super|sub)\b")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)\b")
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)")
_OUTLINE = re.compile(r"mso-outline-level\s*:\s*[1-9]")
_LIST_LEVEL = re.compile(r"mso-list\s*:[^;]*\blevel(\d)")
_MARKER = re.compile(r"mso-list\s*:\s*ignore")
_SIGNS = re.compile(r"font-family\s*:\s*[\"']?(?:wingdings|symbol)")
_HEADING_CLASS = re.compile(r"mso(?:title|subtitle|heading\d?)\b", re.IGNORECASE)
_LIST_CLASS = re.compile(r"msolistparagraph|msolist(?:bullet|number)", re.IGNORECASE)
_NUMBERED = re.compile(r"(\d{1,4}|[A-Za-z]|[ivx]{2,5}|[IVX]{2,5})[.．、)）]")
_RUNS = ("span", "font")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
_TYPED_SIGN = re.compile(r"\s*([·•●○▪■◆➢§Ølnuvopqü])[\s\xa0]{2,}")


@dataclass
class _List:
    """A list that was opened for paragraphs of a word processor."""

    level: int
    tag: str
    numbers: str = ""
    next: int = 1


class _Rewriter:
    """Reads the tokens once and writes what is kept."""

    def __init__(self, source: str) -> None:
        self.tokens = list(tokens(source))
        self.out: list[str] = []
        self.closers: dict[str, list[str]] = defaultdict(list)
        self.lists: list[_List] = []
        self.depth = 0
        self.loose = False
        """Whether text that stood in no block was given a paragraph."""

    def rewrite(self) -> str:
        last = {token.name: n for n, token in enumerate(self.tokens) if token.kind == "close"}
        place = 0
        while place < len(self.tokens):
            token = self.tokens[place]
            if token.kind == "open" and token.name in _SILENT and last.get(token.name, -1) > place:
                while self.tokens[place].kind != "close" or self.tokens[place].name != token.name:
                    place += 1
            elif token.kind == "open" and token.name == "p" and (end := self._list_paragraph(place)):
                place = end
            else:
                self._take(token, place)
            place += 1
        self._end_lists()
        return "".join(self.out)

    # --- tags and text ---------------------------------------------------------------------------------------------

    def _take(self, token: Token, place: int) -> None:
        if token.kind == "text":
            self._text(token.text, place)
        elif token.kind == "open":
            self._open(token)
        elif closer := self.closers[token.name]:
            self._write(closer.pop())

    def _open(self, token: Token) -> None:
        written = _inline(token) or _block(token)
        if not written:
            return
        if written == "br":
            self._write("<br>")
            return
        self._write(f"<{written}{_attributes(written, token)}>")
        self.closers[token.name].append(f"</{written}>")

    def _write(self, tag: str) -> None:
        name = re.sub(r"[</>]|\s.*", "", tag)
        if name in BLOCKS:
            self._end_lists()
            self.loose = False
            self.depth = max(0, self.depth + (-1 if tag.startswith("</") else 1))
        else:
            self._shelter()
        self.out.append(tag)

    def _shelter(self) -> None:
        if not self.depth and not self.loose:
            self._end_lists()
            self.loose = True
            self.out.append("<p>")

    def _text(self, raw: str, place: int) -> None:
        if not raw.strip(" \t\n"):
            beside = (self.tokens[n] for n in (place - 1, place + 1) if 0 <= n < len(self.tokens))
            if "\n" in raw and any(token.kind != "text" and _block(token) in BLOCKS for token in beside):
                return
            if not self.depth and not self.loose:
                return
        self._shelter()
        self.out.append(_words(raw))

    # --- paragraphs that are items of a list -----------------------------------------------------------------------

    def _list_paragraph(self, place: int) -> int:
        """Write the paragraph as an item, if it is one; the place of its last token, or 0."""
        opened = self.tokens[place]
        level = _LIST_LEVEL.search(opened.style)
        if not level and not _LIST_CLASS.search(opened.attributes.get("class", "")):
            return 0
        inside = list(takewhile(_is_inline, self.tokens[place + 1 :]))
        marker, rest = _split_marker(inside)
        if not marker:
            return 0
        closing = self._begin_item(marker, int(level[1]) if level else 1)
        self.depth += 1
        for token in rest:
            self._take(token, -1)
        for name in {token.name for token in inside}:
            while self.closers[name]:
                self._write(self.closers[name].pop())
        self.out.append(closing)
        self.depth -= 1
        end = place + len(inside) + 1
        return end if end < len(self.tokens) and self.tokens[end] == Token("close", "p") else end - 1

    def _begin_item(self, marker: str, level: int) -> str:
        """Open the item and what it stands in; what closes it, where the next item does not."""
        self.loose = False
        while self.lists and self.lists[-1].level > level:
            self._end_list()
        top = self.lists[-1] if self.lists and self.lists[-1].level == level else None
        kind = _kind_of(marker, top.numbers if top else "")
        if kind is None:
            self._end_lists()
            self.out.append(f"<p>{html.escape(marker, quote=False)}")
            return "</p>"
        tag, numbers, number = kind
        if top and (top.tag, top.numbers) == (tag, numbers):
            self.out.append("</li><li>" if not numbers or number == top.next else f'</li><li value="{number}">')
        else:
            if top:
                self._end_list()
            top = _List(level, tag, numbers)
            self.lists.append(top)
            self.out.append(f"<{tag}{_numbering(numbers, str(number)) if numbers else ''}><li>")
        top.next = number + 1
        return ""

    def _end_list(self) -> None:
        self.out.append(f"</li></{self.lists.pop().tag}>")

    def _end_lists(self) -> None:
        while self.lists:
            self._end_list()


def rewritten(source: str) -> str:
    """The same text in the tags that are kept; not clean yet, but with nothing left that only a browser understands."""
    return _Rewriter(source).rewrite()


def _is_inline(token: Token) -> bool:
    return token.kind == "text" or not _block(token)


def _inline(token: Token) -> str:
    """The tag that a piece of formatted text is kept in; nothing where it is none."""
    if token.name == "br":
        return "br"
    if raised := _RAISED.search(token.style):
        return {"super": "sup", "sub": "sub"}[raised[1]]
    if token.name in _RUNS and _BOLD.search(token.style):
        return "strong"
    name = _RENAMED.get(token.name, token.name)
    return name if name in KEPT - BLOCKS else ""


def _block(token: Token) -> str:
    """The tag that a block is kept in; nothing where it is none."""
    name = _RENAMED.get(token.name, token.name)
    if name == "p" and (_OUTLINE.search(token.style) or _HEADING_CLASS.search(token.attributes.get("class", ""))):
        return "h4"
    return name if name in BLOCKS else ""


def _attributes(tag: str, token: Token) -> str:
    own = token.attributes
    if tag == "ol":
        style = _LIST_STYLE.search(token.style)
        return _numbering(own.get("type", "") or _NUMBER_TYPES.get(style[1] if style else "", ""), own.get("start", ""))
    names = {"a": ("href",), "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan"), "li": ("value",)}.get(tag, ())
    return "".join(f' {name}="{html.escape(own[name])}"' for name in names if name in own)


def _numbering(numbers: str, start: str) -> str:
    kind = f' type="{html.escape(numbers)}"' if numbers and numbers != "1" else ""
    return kind + (f' start="{html.escape(start)}"' if start and start != "1" else "")


def _words(raw: str) -> str:
    """Text with the line ends of its source taken out: between Chinese characters they part nothing."""
    first, *others = raw.split("\n")
    joined = first
    for line in others:
        before, after = joined.rstrip(" \t"), line.lstrip(" \t")
        parts = not (_WIDE.fullmatch(before[-1:]) and _WIDE.fullmatch(after[:1]))
        joined = before + (" " if parts else "") + after
    return joined.replace("<", "&lt;").replace(">", "&gt;")


def _split_marker(inside: Sequence[Token]) -> tuple[str, list[Token]]:
    """The sign or number in front of an item, and the item without it."""
    marker, rest, depth = "", list[Token](), 0
    for place, token in enumerate(inside):
        if depth or (token.kind == "open" and token.name in _RUNS and _begins_marker(token)):
            depth += {"open": 1, "close": -1}.get(token.kind, 0) if token.name in _RUNS else 0
            marker += token.text
        elif html.unescape(token.text).strip():
            rest += inside[place:]
            break
        else:
            rest.append(token)
    marker = html.unescape(marker).strip()
    first = next((n for n, token in enumerate(rest) if html.unescape(token.text).strip()), None)
    if first is None:
        return marker, rest
    words = html.unescape(rest[first].text)
    if not marker and (sign := _TYPED_SIGN.match(words)):
        marker, words = sign[1], words[sign.end() :]
    if marker:
        rest[first] = Token("text", text=html.escape(words.lstrip(), quote=False))
    return marker, rest


def _begins_marker(token: Token) -> bool:
    return bool(_MARKER.search(token.style) or _SIGNS.search(token.style))


def _kind_of(marker: str, numbers: str) -> tuple[str, str, int] | None:
    """Tag, kind of numbers and number of an item; None where no list can show its number as it is written."""
    found = _NUMBERED.fullmatch(marker)
    if found is None:
        return ("ul", "", 0) if len(marker) == 1 else None
    text = found[1]
    if text.isdigit():
        return "ol", "1", int(text)
    if len(text) == 1 and not (text in "iI" and numbers not in ("a", "A")):
        return "ol", "a" if text.islower() else "A", ord(text.lower()) - ord("a") + 1
    return "ol", "i" if text.islower() else "I", _roman(text.lower())


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[char] for char in text]
    return sum(-one if one < max(values[n:]) else one for n, one in enumerate(values))
