from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from marketplace.furniture import numbers, words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "—"), (0, "0"), (1280, "1,280"), (Decimal("1280.00"), "1,280"), (Decimal("7.405"), "7.4"),
        (Decimal("7.415"), "7.42"), (-59, "−59"), (Decimal("-0.001"), "0"), ("1,280", "1,280"), ("五", "—"), (100, "100"),
    ],
)  # fmt: skip
def test_a_figure_has_thousands_a_true_minus_and_no_idle_zeros(value: numbers.Figure | None, shown: str) -> None:
    assert numbers.figure(value) == shown


def test_a_no_break_space_stands_before_every_unit(app: Flask) -> None:
    assert numbers.money(1280) == "1,280\u00a0万元"
    assert numbers.percent(Decimal("7.30")) == "7.3\u00a0%"
    assert numbers.wan(Decimal("280.5")) == "280.5"
    assert numbers.money(None) == "—"


@pytest.mark.parametrize(
    ("count", "shown"), [(5, "5 B"), (999, "999 B"), (8_800_000, "8.4 MB"), (20 * 1024**2, "20 MB")]
)
def test_a_file_size_uses_the_unit_with_the_fewest_digits(count: int, shown: str) -> None:
    assert numbers.file_size(count) == shown.replace(" ", "\u00a0")


def test_chapters_are_numbered_in_chinese() -> None:
    shown = [numbers.numeral(n) for n in (1, 10, 11, 20, 21, 99)]
    assert shown == ["一", "十", "十一", "二十", "二十一", "九十九"]


@pytest.mark.parametrize("number", [0, 100, -1])
def test_there_is_no_chapter_below_one_or_above_ninety_nine(number: int) -> None:
    with pytest.raises(ValueError, match="no chapter"):
        numbers.numeral(number)


def test_a_column_adds_up_what_is_typed_and_passes_over_what_is_no_number() -> None:
    rows: list[dict[str, object]] = [
        {"wan": "1,200"},
        {"wan": "８０"},
        {"wan": "若干"},
        {"wan": ""},
        {"wan": Decimal("0.5")},
        {},
    ]
    assert numbers.column_total(rows, "wan") == Decimal("1280.5")


@given(st.text())
def test_no_typed_text_breaks_a_total(text: str) -> None:
    numbers.figure(numbers.column_total([{"wan": text}], "wan"))


def test_a_summary_is_cut_from_the_words_and_not_from_the_tags() -> None:
    text = "<p>拆除<strong>内部围墙</strong>1.9公里</p><ul><li>新增&lt;760个</li></ul>"
    assert words.truncate_text(text) == "拆除内部围墙1.9公里 新增<760个"
    assert words.truncate_text(text, 6) == "拆除内部围墙…"


def test_each_side_of_a_conflict_marks_what_only_it_has() -> None:
    spans = [("same", "并行"), ("del", "三十"), ("ins", "六<十"), ("same", "日。\n下一段")]
    assert words.marked(spans, "del") == "<p>并行<mark>三十</mark>日。</p><p>下一段</p>"
    assert words.marked(spans, "ins") == "<p>并行<mark>六&lt;十</mark>日。</p><p>下一段</p>"
