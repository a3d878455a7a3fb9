"""The tornado and the tables say what the engine reckoned."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import html

from marketplace.finance import outlook_of
from marketplace.furniture.outlook import outlook_pairs
from marketplace.furniture.outlook_tables import flow_tables, sensitivity_tables
from marketplace.furniture.tornado import tornado_chart
from tests.finance.test_finance_outlook import LOAN, a_plan
from tests.world.world import World


def test_the_widest_bar_stands_on_top_and_grows_to_the_right(world: World) -> None:
    outlook = outlook_of(a_plan())
    assert outlook is not None
    with world.app.test_request_context():
        figure = html.fromstring(str(tornado_chart(outlook)))
    assert [text.text for text in figure.iter("text") if text.get("class") == "end"] == ["收入", "投资", "成本"]
    low, high = list(figure.iter("rect"))[:2]
    assert (low.get("class"), high.get("class")) == ("out", "in")
    assert float(low.get("x")) + float(low.get("width")) == pytest.approx(float(high.get("x")), abs=0.11)
    assert "净现值 34.34" in figure.find(".//title").text


def test_without_a_present_value_there_is_no_tornado(world: World) -> None:
    outlook = outlook_of(a_plan(revenue=[]))
    assert outlook is not None
    with world.app.test_request_context():
        assert tornado_chart(outlook) == ""
        assert flow_tables(outlook) == sensitivity_tables(outlook) == []


def test_the_tables_hold_the_flows_before_and_after(world: World) -> None:
    outlook = outlook_of(a_plan(**LOAN, income_tax_pct=25, residual_wan=9))
    assert outlook is not None
    with world.app.test_request_context():
        before, after = flow_tables(outlook)
        worth, rates = sensitivity_tables(outlook)
        pairs = dict(outlook_pairs(outlook))
    assert list(before.rows[0]) == ["2026", "90", "0", "0", "−90", "−90", "−90"]
    assert list(after.rows[3]) == ["2029", "0", "0", "4.75", "1", "20", "9", "33.25", "33.25", "2.15"]
    assert all(len(row) == len(table.heads) for table in (before, after, worth, rates) for row in table.rows)
    assert worth.rows[0][-1] == "−19.73\u00a0%"
    assert pairs["社会资本"] == "30\u00a0万元"
    assert pairs["贷款"].startswith("60\u00a0万元")
    assert pairs["最低偿债备付率"] == "1.99"
    assert outlook.figures.social_wan == Decimal(90), "the leverage counts both"


def test_a_rate_that_is_missing_says_why(world: World) -> None:
    turning = [{"source": "social_capital", "amount_wan": 90, "year": year} for year in (2026, 2029)]
    outlook = outlook_of(a_plan(investment=turning))
    assert outlook is not None
    with world.app.test_request_context():
        _worth, rates = sensitivity_tables(outlook)
    assert "—" in rates.rows[0] and "正负交替" in rates.note
