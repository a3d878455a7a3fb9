"""统一社会信用代码: the check character, and how people type it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.accounts import credit_code
from marketplace.sheets.texts import Invalid

DATA = Path(__file__).parents[2] / "marketplace" / "demo" / "data" / "enterprises.json"
CODES = [row["credit_code"] for row in json.loads(DATA.read_text(encoding="utf-8"))]
GOOD = "91341600MA8EX01A23"


@pytest.mark.parametrize("code", CODES)
def test_the_codes_of_the_example_data_are_right(code: str) -> None:
    assert credit_code.check(code) == code


def test_a_real_code_of_a_public_body_is_right() -> None:
    assert credit_code.check("91350100M000100Y43") == "91350100M000100Y43"  # the example of GB 32100-2015


@pytest.mark.parametrize(
    "typed", [GOOD.lower(), f" {GOOD} ", "9134 1600 MA8E X01A 23", "91341600-MA8EX01A2-3", "９１３４１６００MA8EX01A23"]
)
def test_a_code_may_be_typed_small_spaced_or_full_width(typed: str) -> None:
    assert credit_code.check(typed) == GOOD


@given(place=st.integers(0, 17), char=st.sampled_from(credit_code.CHARACTERS))
def test_one_wrong_character_is_always_found(place: int, char: str) -> None:
    wrong = GOOD[:place] + char + GOOD[place + 1 :]
    if wrong != GOOD:
        with pytest.raises(Invalid):
            credit_code.check(wrong)


@given(place=st.integers(0, 16))
def test_two_neighbours_that_changed_places_are_found(place: int) -> None:
    swapped = GOOD[:place] + GOOD[place + 1] + GOOD[place] + GOOD[place + 2 :]
    if swapped != GOOD:
        with pytest.raises(Invalid):
            credit_code.check(swapped)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (GOOD[:-1], "17 位"),
        (GOOD + "1", "19 位"),
        (GOOD.replace("A", "O", 1), "“O”"),
        ("一" * 18, "“一”"),
        ("9" * 18, "校验位"),
    ],
)
def test_the_message_says_what_is_wrong(app: object, typed: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        credit_code.check(typed)
