"""A section with what someone typed: nothing typed is lost, and each message stands at its place."""

from __future__ import annotations

from marketplace.sheets import Bound, Section
from marketplace.sheets.bound import rearranged
from marketplace.sheets.fields import Choice, Day, Number, Rows, Text

MONEY = Section(
    "money",
    "钱",
    (
        Text(id="name", label="名称", required=True, min=2, max=5),
        Day(id="due", label="日期"),
        Choice(id="kind", label="类别", source=lambda: [("a", "甲"), ("b", "乙")]),
        Rows(
            id="rows",
            label="投资",
            required=True,
            columns=(
                Text(id="item", label="项目", required=True),
                Number(id="amount_wan", label="万元", required=True),
            ),
        ),
    ),
)


def test_what_cannot_be_taken_stays_as_typed_with_its_message() -> None:
    bound = Bound.of_form(
        MONEY, {"rows-0-item": ["设备"], "rows-0-amount_wan": ["1e9"], "due": ["2026-02-30"], "kind": ["c"]}
    )
    assert bound.raw["rows"][0] == {"item": "设备", "amount_wan": "1e9"}
    assert bound.error("rows", 0, "amount_wan") and bound.error("due") and bound.error("kind")
    assert bound.raw["due"] == "2026-02-30"


def test_what_is_missing_or_short_is_flagged_not_refused() -> None:
    bound = Bound.of_form(MONEY, {"name": ["甲"], "rows-0-item": ["设备"]}).flag()
    assert bound.complaints == []
    assert {(flag.anchor, flag.kind) for flag in bound.flags} == {
        ("name", "short"),
        ("rows-0-amount_wan", "row-missing"),
    }


def test_blank_rows_are_no_rows_and_a_row_not_sent_is_gone() -> None:
    form = {"rows-0-item": [""], "rows-0-amount_wan": [" "], "rows-7-item": ["设备"], "rows-7-amount_wan": ["3"]}
    bound = Bound.of_form(MONEY, form)
    assert bound.values["rows"] == [{"item": "设备", "amount_wan": 3}]
    assert bound.raw["rows"][-1] == {"item": "", "amount_wan": ""}, "one blank row stands at the end"


def test_rows_are_added_moved_and_removed_by_named_buttons() -> None:
    form = {f"rows-{n}-item": [name] for n, name in enumerate("甲乙丙")}
    for button, order in (
        (("rows-up", "rows-1"), "乙甲丙"),
        (("rows-down", "rows-0"), "乙甲丙"),
        (("rows-remove", "rows-0"), "乙丙"),
        (("rows-add", "rows"), "甲乙丙"),
    ):
        bound = Bound.of_form(MONEY, form)
        assert rearranged(bound, {**form, button[0]: [button[1]]})
        assert "".join(row["item"] for row in bound.raw["rows"]) == order
    assert not rearranged(Bound.of_form(MONEY, form), form)
    assert rearranged(Bound.of_form(MONEY, form), {"rows-remove": ["nonsense-x"]}), (
        "nonsense moves nothing and breaks nothing"
    )


def test_an_act_wants_everything_at_once() -> None:
    bound = Bound.of_form(MONEY, {"rows-0-amount_wan": ["x"]}).require()
    assert [c.anchor for c in bound.complaints] == ["rows-0-amount_wan", "name", "rows-0-item"]


def test_a_row_that_was_taken_out_is_brought_back_to_its_place() -> None:
    form: dict[str, list[str]] = {f"rows-{n}-item": [name] for n, name in enumerate("甲乙丙")}
    bound = Bound.of_form(MONEY, form)
    assert rearranged(bound, {**form, "rows-remove": ["rows-1"]})
    assert bound.removed["rows"] == [{"item": "乙", "place": "1"}]
    left = {f"rows-{n}-item": [name] for n, name in enumerate("甲丙")}
    left |= {"rows-removed-0-item": ["乙"], "rows-removed-0-amount_wan": [""], "rows-removed-0-place": ["1"]}
    again = Bound.of_form(MONEY, left)
    assert [row["item"] for row in again.values["rows"]] == ["甲", "丙"], "a removed row is not saved"
    assert rearranged(again, {**left, "rows-restore": ["rows-0"]})
    assert [row["item"] for row in again.raw["rows"]] == ["甲", "乙", "丙", ""] and again.removed["rows"] == []
    for nonsense in ("rows-7", "rows-x", "rows-٣", "other-0"):
        assert rearranged(Bound.of_form(MONEY, left), {**left, "rows-restore": [nonsense]})


def test_what_cannot_be_taken_is_left_out_and_the_rest_is_kept() -> None:
    stored = {"name": "旧名", "due": "2026-01-01", "rows": [{"item": "设备", "amount_wan": 3}]}
    form = {
        "name": ["新名"],
        "due": ["下周"],
        "rows-0-item": ["设备"],
        "rows-0-amount_wan": ["3O"],
        "rows-1-item": ["安装"],
    }
    bound = Bound.of_form(MONEY, form)
    assert bound.salvage(stored)
    assert bound.values == {
        "name": "新名",
        "due": "2026-01-01",
        "rows": [{"item": "设备", "amount_wan": 3}, {"item": "安装"}],
    }
    alone = Bound.of_form(
        MONEY, {"name": ["旧名"], "due": ["下周"], "rows-0-item": ["设备"], "rows-0-amount_wan": ["3"]}
    )
    assert not alone.salvage(stored), "nothing else changed: there is nothing to save"
