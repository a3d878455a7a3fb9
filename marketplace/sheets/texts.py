"""Typed text as it comes in: line ends, control characters, lengths, numbers in the manners people write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from marketplace.i18n import _


class Invalid(ValueError):
    """What was typed cannot be taken; the message says what to do."""


BREAKS = str.maketrans({"\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
"""Word writes soft line ends as a vertical tab: they are line ends, not an error."""
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Marks without a shape, which copied text brings along. They are left out: with them two names that look the same
differ, and a line can read backwards."""
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
    return unicodedata.normalize("NFC", text).strip()


def length(text: str) -> int:
    """Characters as people count them: code points, a line end as one."""
    return len(text.replace("\r\n", "\n"))


def number(raw: str, *, places: int) -> Decimal:
    """A figure as people type it: `1,234.5`, full-width digits, spaces between groups.

    :raises Invalid: it is not a plain decimal number, or has more decimals than `places`.
    """
    text = SPACES.sub("", unicodedata.normalize("NFKC", raw)).replace("−", "-")
    negative, digits = text.startswith("-"), text.removeprefix("-")
    if not PLAIN_NUMBER.fullmatch(digits):
        raise Invalid(_("请填数字，例如 1234.5，不用科学记数。"))
    value = Decimal(digits.replace(",", ""))
    if len(digits.partition(".")[2].rstrip("0")) > places:
        raise Invalid(_("最多 %(n)d 位小数。", n=places) if places else _("请填整数。"))
    return (-value if negative else value) + 0  # plus 0: no negative zero
