"""Rich text read aloud: the words of cleaned HTML, with what its formats say of numbers."""

from __future__ import annotations

import html
from dataclasses import dataclass

from marketplace.sheets.markup import Token, tokens

NUMBERS = ("1", "a", "A", "i", "I")
"""The ways in which a list counts."""
LINES = frozenset({"p", "li", "h4", "table", "tr", "ul", "ol"})
RAISED = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass
class _Count:
    """A list while it is read: how it counts, and its next number."""

    numbers: str
    next: int


class _Reader:
    def __init__(self, *, signs: bool) -> None:
        self.signs = signs
        """Whether numbers of lists and raised figures are written; the counter counts what was typed only."""
        self.lines: list[str] = []
        self.line = self.sign = ""
        self.lists: list[_Count] = []
        self.cells = 0
        self.shifted = ""

    def take(self, token: Token) -> None:
        """The next piece."""
        if token.kind == "text":
            self._say(html.unescape(token.text))
        elif token.name in ("sup", "sub"):
            self.shifted = token.name if token.kind == "open" else ""
        elif token.name in ("td", "th"):
            self.cells = max(0, self.cells + (1 if token.kind == "open" else -1))
            if token.kind == "close":
                self.line = self.line.rstrip(" ") + "\t"
        elif token.name in LINES or token.name == "br":
            self._break()
            self._enter(token)

    def _say(self, text: str) -> None:
        if self.signs and self.shifted:
            text = _shifted(text, self.shifted)
        if self.sign and text.strip():
            text, self.sign = self.sign + text.lstrip(), ""
        self.line += text

    def _break(self) -> None:
        if self.cells and self.signs:
            self.line += " " if self.line.strip() and not self.line.endswith((" ", "\t")) else ""
        else:
            self.end()

    def end(self) -> None:
        """The line is full."""
        self.lines += [line.strip() for line in self.line.split("\n") if line.strip()]
        self.line = ""

    def _enter(self, token: Token) -> None:
        if token.name in ("ul", "ol") and token.kind == "close":
            del self.lists[-1:]
        elif token.name in ("ul", "ol"):
            numbers = token.attributes.get("type", "1") if token.name == "ol" else ""
            self.lists.append(_Count(numbers, _whole(token.attributes.get("start"), 1)))
        elif token.name == "li" and token.kind == "open" and self.lists and self.lists[-1].numbers:
            count = self.lists[-1]
            number = _whole(token.attributes.get("value"), count.next)
            count.next = number + 1
            self.sign = f"{number_words(count.numbers, number)}. " if self.signs else ""


def words_of(cleaned: str, *, signs: bool) -> str:
    """The words, a line per block and a tab between cells; with `signs` also what only formats say."""
    reader = _Reader(signs=signs)
    for token in tokens(cleaned):
        reader.take(token)
    reader.end()
    return "\n".join(reader.lines)


def number_words(numbers: str, number: int) -> str:
    """The number of an item as its list writes it."""
    if numbers == "1" or not 0 < number < 100:
        return str(number)
    if numbers in "aA":
        letters = ("" if number <= 26 else chr(96 + (number - 1) // 26)) + chr(97 + (number - 1) % 26)
        return letters if numbers == "a" else letters.upper()
    roman, left = "", number
    for value, letters in ROMAN:
        roman, left = roman + letters * (left // value), left % value
    return roman if numbers == "i" else roman.upper()


def _whole(text: str | None, otherwise: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return otherwise


def _shifted(text: str, how: str) -> str:
    signs, mark = (RAISED, "^") if how == "sup" else (LOWERED, "_")
    if all(char in signs for char in text):
        return "".join(signs[char] for char in text)
    return f"{mark}({text})" if text.strip() else text
