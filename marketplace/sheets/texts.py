"""Typed text as it comes in: line ends, control characters, lengths, numbers in the manners people write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from marketplace.i18n import _


class Invalid(ValueError):
    """What was typed cannot be taken; the message says what to do."""


class NoNumber(Invalid):
    """It is no plain number."""


BREAKS = str.maketrans({"\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
"""Word writes soft line ends as a vertical tab: they are line ends, not an error."""
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Marks without a shape, which copied text brings along. They are left out: with them two names that look the same
differ, and a line can read backwards."""
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and signs by name that are drawn as nothing."""
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cf", "Mn", "Me"})
DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\u30fc\ufe58\ufe63\uff0d", "-")
)
"""Keyboards and word processors write a hyphen and a minus in many ways."""
SPACES = re.compile(r"[\s\u00a0\u3000\u200b\ufeff]+")
PLAIN_NUMBER = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")


def _is_control(char: str) -> bool:
    code = ord(char)
    return (code < 32 and char not in "\n\t") or 127 <= code < 160 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE


def clean(raw: str) -> str:
    """The text with Unix line ends, without surrounding space and invisible marks.

    :raises Invalid: it holds a character that no one can see and no document can print.
    """
    text = INVISIBLE.sub("", raw.replace("\r\n", "\n").replace("\r", "\n").translate(BREAKS))
    for place, char in enumerate(text, 1):
        if _is_control(char):
            raise Invalid(_("第 %(n)d 个字符是看不见的控制字符，请删去后再保存。", n=place))
    text = unicodedata.normalize("NFC", text).strip()
    return "" if is_blank(text) else text


def is_blank(text: str) -> bool:
    """Whether nobody can see anything in it: blanks, marks without a shape, accents without a letter."""
    return all(char.isspace() or char in _BLANKS or unicodedata.category(char) in _UNSEEN for char in text)


def bare(text: str) -> str:
    """Words as they are compared: one width, one case, no spaces, brackets and hyphens."""
    return re.sub(r"[\s()\-]", "", unicodedata.normalize("NFKC", text)).upper()


def folded(raw: str) -> str:
    """What was typed with half-width letters and digits, plain hyphens and single spaces."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", raw)).translate(DASHES)
    return SPACES.sub(" ", plain).strip()


def code(raw: str) -> str:
    """A code or an address as it was meant: half-width, without spaces, each run of hyphens as one."""
    return re.sub("-+", "-", folded(raw).replace(" ", ""))


def searchable(text: str) -> str:
    """Text in which words are found however they are written: folded, in small letters, line by line."""
    return "\n".join(folded(line).casefold() for line in text.splitlines())


def length(text: str) -> int:
    """Characters as people count them: code points, a line end as one."""
    return len(text.replace("\r\n", "\n"))


def number(raw: str, *, places: int) -> Decimal:
    """A figure as people type it: `1,234.5`, full-width digits, spaces between groups.

    :raises Invalid: it is not a plain decimal number, or has more decimals than `places`.
    """
    text = folded(raw).replace(" ", "")
    negative, digits = text.startswith("-"), text.removeprefix("-")
    if not PLAIN_NUMBER.fullmatch(digits):
        raise NoNumber(_("请填数字，例如 1234.5，不用科学记数。"))
    value = Decimal(digits.replace(",", ""))
    if len(digits.partition(".")[2].rstrip("0")) > places:
        raise Invalid(_("最多 %(n)d 位小数。", n=places) if places else _("请填整数。"))
    return (-value if negative else value) + 0  # plus 0: no negative zero
