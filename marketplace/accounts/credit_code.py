"""统一社会信用代码 (GB 32100-2015): eighteen characters, the last of which checks the others."""

from __future__ import annotations

import re

from marketplace.i18n import _
from marketplace.sheets.texts import Invalid, code

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Their places are their values; I, O, S, V and Z are left out, since they look like 1, 0, 5, U and 2."""
LENGTH = 18
WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_SHAPE = re.compile(rf"[{CHARACTERS}]{{2}}\d{{6}}[{CHARACTERS}]{{10}}")
"""Registering authority and kind, six digits of the region, nine of the organisation, the check character."""


def normalise(typed: str) -> str:
    """The code as it is stored: capitals, half-width, without spaces and hyphens."""
    return code(typed).replace("-", "").upper()


def check_character(first: str) -> str:
    """The character that belongs after these seventeen."""
    total = sum(CHARACTERS.index(char) * weight for char, weight in zip(first, WEIGHTS, strict=True))
    return CHARACTERS[-total % 31]


def is_valid(code: str) -> bool:
    """Whether these eighteen characters are a credit code."""
    return _SHAPE.fullmatch(code) is not None and check_character(code[:-1]) == code[-1]


def check(typed: str) -> str:
    """The code, normalised.

    :raises Invalid: it is none; the message says what is wrong with it.
    """
    code = normalise(typed)
    if len(code) != LENGTH:
        raise Invalid(_("统一社会信用代码是 18 位，你填了 %(n)d 位，请对照营业执照核对。", n=len(code)))
    if wrong := next((char for char in code if char not in CHARACTERS), ""):
        raise Invalid(_("统一社会信用代码里没有“%(char)s”这个字符，请对照营业执照核对。", char=wrong))
    if not is_valid(code):
        raise Invalid(_("这个统一社会信用代码与校验位不符，可能有一位填错了，请对照营业执照核对。"))
    return code
