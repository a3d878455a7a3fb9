"""Typed text and figures as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.sheets import texts
from marketplace.sheets.fields import Choice, Day, Email, Field, Number, Phone, RichText, Text, Year, YesNo
from marketplace.sheets.texts import Invalid, clean, length, number


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,234.5", "1234.5"),
        ("１２３４．５", "1234.5"),
        (" 1 234.5 ", "1234.5"),
        ("0", "0"),
        ("1234.50", "1234.5"),
        ("-3", "-3"),
    ],
)
def test_a_figure_is_read_in_the_manners_people_write_it(typed: str, value: str) -> None:
    assert number(typed, places=2) == Decimal(value)


@pytest.mark.parametrize(
    "typed", ["1.234,5", "1e9", "NaN", "Infinity", "1.23456789", "12,34", "--1", "1.", ".5", "五", "0x10"]
)
def test_what_is_no_plain_figure_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        number(typed, places=2)


def test_characters_are_counted_as_people_count_them() -> None:
    assert length("𡃁😀\r\n好") == 4
    assert length(clean("甲\r\n乙")) == 3


def test_a_soft_line_end_of_word_is_a_line_end() -> None:
    assert clean("甲\x0b乙") == "甲\n乙"


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x9f", "\ufffe", "\ud800"])
def test_an_invisible_character_is_named_with_its_place(char: str) -> None:
    with pytest.raises(Invalid, match="第 2 个字符"):
        clean("甲" + char)


@given(st.text())
def test_cleaning_either_refuses_or_is_final(text: str) -> None:
    try:
        once = clean(text)
    except Invalid:
        return
    assert clean(once) == once


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_figure_survives_being_shown_and_typed_again(value: Decimal) -> None:
    assert texts.number(f"{value:,f}", places=2) == value


@pytest.mark.parametrize(
    "blank", ["\u200b", "\u200d\u2060", "\u00a0\u3000 ", "\u2800", "\u3164\u115f", "\u0301\ufe0f", "\n\n\t"]
)
def test_what_nobody_can_see_is_nothing(blank: str) -> None:
    assert clean(blank) == "" and texts.is_blank(blank)
    assert Text(id="name", label="名称", required=True).parse(blank) is None
    assert RichText(id="text", label="说明").parse_as(f"<p>{blank}</p><figure><img src=x></figure>", "html") is None
    assert list(Text(id="name", label="名称", required=True).problems(blank))
    assert not texts.is_blank("。") and not texts.is_blank("𠮷")


WIDE = [
    (Email(id="e", label="邮箱"), "ｌｅａｄ＠ｃｅｎｔｅｒ１．ｅｘａｍｐｌｅ", "lead@center1.example"),
    (Phone(id="p", label="电话"), "０５５８－５５５０１００", "0558-5550100"),
    (Phone(id="p", label="电话"), "0558—5550100", "0558-5550100"),
    (Phone(id="p", label="电话"), "0558 – 555 0100", "0558-555 0100"),
    (Phone(id="p", label="电话"), "（０５５８）5550100", "(0558)5550100"),
    (Phone(id="p", label="电话", max=60), "0558-5550100、0558-5550101", "0558-5550100、0558-5550101"),
    (Phone(id="p", label="电话", max=60), "0558-5550100 / 13900000000", "0558-5550100、13900000000"),
    (Day(id="d", label="日期"), "２０２６－１２－０３", "2026-12-03"),
    (Day(id="d", label="日期"), "2026–12—3", "2026-12-03"),
    (Day(id="d", label="日期"), "2026 年 12 月 3 日", "2026-12-03"),
    (Day(id="d", label="日期"), "2026.12.03", "2026-12-03"),
    (Day(id="d", label="日期"), "20261203", "2026-12-03"),
    (Year(id="y", label="年度"), "２０２６年", 2026),
    (Number(id="n", label="数"), "１ ２３４．５", Decimal("1234.5")),
    (Number(id="n", label="数", min=Decimal(-9)), "—3", -3),
    (Choice(id="c", label="类别", source=lambda: [("bot", "BOT")]), " ｂｏｔ ", "bot"),
    (YesNo(id="b", label="是否"), "ｙｅｓ", True),
]


@pytest.mark.parametrize(("field", "typed", "value"), WIDE)
def test_width_dashes_and_spaces_are_taken_alike_in_every_field(field: Field, typed: str, value: object) -> None:
    """C93."""
    assert field.parse(typed) == value


def test_a_telephone_or_an_address_that_cannot_be_taken_names_the_wrong_character() -> None:
    """C93."""
    with pytest.raises(Invalid, match="“x”"):
        Phone(id="p", label="电话").parse("0558x5550100")
    with pytest.raises(Invalid, match="“555”"):
        Phone(id="p", label="电话").parse("0558-5550100、555")
    with pytest.raises(Invalid, match="“张”"):
        Email(id="e", label="邮箱").parse("张三@example.com")


WAN = Number(id="amount_wan", label="万元", unit="万元")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("350万", "请填 350。"),
        ("３５０万元", "请填 350。"),
        ("3.5亿", "请填 35000。"),
        ("￥350", "350 万元请填 350"),
        ("3,500,000元", "：3500000 元折合 350 万元，请填 350。"),
        ("¥12,000圆", "：12000 元折合 1.2 万元，请填 1.2。"),
        ("1e9", "请填数字"),
        ("三百", "请填数字"),
    ],
)
def test_an_amount_with_a_unit_is_told_what_to_type(typed: str, said: str) -> None:
    """C31, C106."""
    with pytest.raises(Invalid, match=said):
        WAN.parse(typed)


def test_a_figure_with_its_unit_is_told_to_leave_it_out() -> None:
    with pytest.raises(Invalid, match="请填 6，不写“%”"):
        Number(id="rate", label="折现率", unit="%").parse("6％")
