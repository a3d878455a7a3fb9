"""Figures as people read them: thousands apart, a true minus, a no-break space before the unit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from babel.numbers import format_decimal

from marketplace.i18n import _, locale

Figure = Decimal | int | float | str
NONE = "—"
GAP = "\u00a0"
"""Stands between a figure and its unit, so that a line never parts them."""
DIGITS = "〇一二三四五六七八九"
SIZES = ("B", "KB", "MB", "GB")


def figure(value: Figure | None, unit: str = "", places: int = 2) -> str:
    """`1,280`, `7.4 %`, `−59`; at most `places` decimals; a dash where there is no figure."""
    number = _decimal(value)
    if number is None:
        return NONE
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    text = format_decimal(abs(rounded).normalize(), locale=locale(), decimal_quantization=False)
    sign = "−" if rounded < 0 else ""
    return sign + text + (GAP + unit if unit else "")


def money(value: Figure | None) -> str:
    """An amount with its unit: `1,280 万元`."""
    amount = figure(value)
    return amount if amount == NONE else _("%(amount)s\u00a0万元", amount=amount)


def wan(value: Figure | None) -> str:
    """An amount in 万元 without the unit, for a column whose head names it."""
    return figure(value)


def percent(value: Figure | None) -> str:
    """A figure that already is per cent: 76 becomes `76 %`."""
    return figure(value, "%")


def score_words(score: Any) -> str:
    """A score as papers write it: two decimals."""
    return f"{float(score):.2f}"


def file_size(count: int) -> str:
    """Bytes in the unit that needs the fewest digits: `8.4 MB`."""
    size, unit = Decimal(count), 0
    while size >= 1000 and unit < len(SIZES) - 1:
        size, unit = size / 1024, unit + 1
    return figure(size, SIZES[unit], places=1)


def numeral(number: int) -> str:
    """Chapter number: 1 becomes 一, 12 becomes 十二, 99 becomes 九十九.

    :raises ValueError: the number is not between 1 and 99.
    """
    if not 1 <= number <= 99:
        raise ValueError(f"no chapter is number {number}")
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def column_total(rows: Iterable[Mapping[str, object]], column: str) -> Decimal:
    """Sum of a column, typed or stored; what is no number counts as nothing, for its cell already says so."""
    return sum((_decimal(row.get(column)) or Decimal(0) for row in rows), Decimal(0))


def _decimal(value: object) -> Decimal | None:
    """The number that something is or spells; None when it is none."""
    if value is None:
        return None
    text = re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", str(value))).replace("−", "-")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 20 else None
