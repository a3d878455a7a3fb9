"""Typed text and figures as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.sheets import texts
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
