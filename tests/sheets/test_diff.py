"""What changed, as a person would say it: words whole, rows by what they are called."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from marketplace.sheets.diff import RowDiff, field_diff, row_changes, spans
from marketplace.sheets.fields import Rows, Text

ROWS = Rows(
    id="rows",
    label="投资",
    columns=(Text(id="item", label="内容"), Text(id="wan", label="金额"), Text(id="year", label="年度")),
)


def _rows(*rows: tuple[str, str, str]) -> list[dict[str, str]]:
    return [dict(zip(("item", "wan", "year"), row, strict=True)) for row in rows]


def _said(found: tuple[RowDiff, ...]) -> list[tuple[str, str]]:
    return [
        (one.kind, " ".join("".join(f"[{k}]{t}" if k != "same" else t for k, t in c.spans) for c in one.cells))
        for one in found
    ]


def test_a_figure_changes_as_a_whole_and_a_short_island_goes_with_the_change() -> None:
    assert spans("投入 1,280 万元", "投入 1,380 万元") == (
        ("same", "投入 "),
        ("del", "1,280"),
        ("ins", "1,380"),
        ("same", " 万元"),
    )
    assert spans("期满后移交社区", "届满时移交社区") == (("del", "期满后"), ("ins", "届满时"), ("same", "移交社区"))


@given(st.text("甲乙丙1. \n", max_size=40), st.text("甲乙丙1. \n", max_size=40))
def test_nothing_of_either_version_is_lost(old: str, new: str) -> None:
    found = spans(old, new)
    assert "".join(text for kind, text in found if kind != "ins") == old
    assert "".join(text for kind, text in found if kind != "del") == new
    assert all(a[0] != b[0] for a, b in pairwise(found))


def test_rows_are_added_removed_and_changed_and_a_moved_row_is_none_of_it() -> None:
    before = _rows(("厨房", "100", "2026"), ("装修", "80", "2026"), ("电梯", "60", "2027"))
    after = _rows(("电梯", "60", "2027"), ("厨房", "120", "2026"), ("消防", "30", "2027"))
    assert _said(row_changes(ROWS, before, after)) == [
        ("change", "厨房 [del]100[ins]120 2026"),
        ("ins", "[ins]消防 [ins]30 [ins]2027"),
        ("del", "[del]装修 [del]80 [del]2026"),
    ]
    assert not field_diff(ROWS, before, before[::-1]).is_seen


def test_a_renamed_row_is_one_row_changed() -> None:
    (one,) = row_changes(ROWS, _rows(("厨房", "100", "2026")), _rows(("厨房设备", "100", "2026")))
    assert one.kind == "change"
