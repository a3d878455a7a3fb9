"""Figures typed with their unit, or in another unit than the field's: what to type instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from marketplace.i18n import _
from marketplace.sheets.texts import folded

WAN = "万元"
_AMOUNT = re.compile(
    r"(?P<sign>[¥$]|rmb|cny|人民币)?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<size>万亿|亿|千万|百万|万|千)?(?P<yuan>元|圆|块)?(?:人民币|整)?",
    re.IGNORECASE,
)
_SIZES: Mapping[str, int | Decimal] = {
    "万亿": 10**8,
    "亿": 10**4,
    "千万": 1000,
    "百万": 100,
    "万": 1,
    "千": Decimal("0.1"),
}
"""In 万元."""
_NUMBER_AND_UNIT = re.compile(r"(\d[\d,]*(?:\.\d+)?)([^\d\s.,+-]{1,4})")


def instead(raw: str, unit: str) -> str:
    """What to type in the place of a figure that cannot be read: its number in the field's unit; nothing where it is none."""
    text = folded(raw).replace(" ", "")
    if unit == WAN and (found := _AMOUNT.fullmatch(text)) and (found["sign"] or found["size"] or found["yuan"]):
        number = Decimal(found["number"].replace(",", ""))
        if found["size"]:
            wan = _plain(number * _SIZES[found["size"]])
            return _("这里以万元为单位，只填数字：请填 %(wan)s。", wan=wan)
        if found["yuan"]:
            return _(
                "这里以万元为单位，只填数字：%(n)s 元折合 %(wan)s 万元，请填 %(wan)s。",
                n=_plain(number),
                wan=_plain(number / 10000),
            )
        return _(
            "这里以万元为单位，只填数字：%(n)s 万元请填 %(n)s；如果是 %(n)s 元，折合 %(wan)s 万元。",
            n=_plain(number),
            wan=_plain(number / 10000),
        )
    if found := _NUMBER_AND_UNIT.fullmatch(text):
        return _("这里只填数字：请填 %(n)s，不写“%(unit)s”。", n=found[1], unit=found[2])
    return ""


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
