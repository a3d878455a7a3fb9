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
