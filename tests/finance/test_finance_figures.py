"""Figures of drafts, of odd rows and of absurd amounts."""

import time
from decimal import Decimal
from typing import Any

import pytest

from marketplace.finance import Figures, figures_of, missing


def a_plan(**returns: Any) -> dict[str, Any]:
    """One year of building for 100, then 30 a year against 10 a year, ten years long, at 6 %."""
    body = {
        "investment": [{"item": "设备", "source": "social_capital", "amount_wan": 100, "year": 2026}],
        "revenue": [{"item": "收费", "amount_wan": 30, "from_year": 2027, "growth_pct": 0}],
        "cost": [{"item": "人工", "amount_wan": 10, "from_year": 2027, "growth_pct": 0}],
        "discount_rate_pct": 6,
    }
    return {"returns": body | returns, "operation": {"term_years": 10}}


def figures(plan: dict[str, Any]) -> Figures:
    found = figures_of(plan)
    assert found is not None
    return found


def test_a_plain_plan_is_counted_as_by_hand() -> None:
    found = figures(a_plan())
    assert found.flows[:3] == ((2026, Decimal(-100)), (2027, Decimal(20)), (2028, Decimal(20)))
    assert (found.first_operating_year, found.last_operating_year, found.construction_years) == (2027, 2036, 1)
    assert found.payback_years == Decimal("5.00")
    assert found.npv_wan == Decimal("47.20")
    assert found.irr_pct == Decimal("15.10")


def test_the_first_year_is_not_discounted() -> None:
    assert figures(a_plan(revenue=[{"amount_wan": 60, "from_year": 2026}], cost=[])).flows[0] == (2026, Decimal(-40))


@pytest.mark.parametrize("source", ["government", "bond", "subsidy"])
def test_public_sources_count_as_government(source: str) -> None:
    rows = [{"source": source, "amount_wan": 40, "year": 2026}, {"source": "loan", "amount_wan": 60, "year": 2026}]
    found = figures(a_plan(investment=rows))
    assert (found.government_wan, found.social_wan, found.leverage) == (Decimal(40), Decimal(60), Decimal("1.50"))


def test_no_public_money_gives_no_leverage() -> None:
    assert figures(a_plan()).leverage is None


def test_a_row_ends_at_its_to_year_or_with_the_operation() -> None:
    rows = [
        {"amount_wan": 30, "from_year": 2027, "to_year": 2028},
        {"amount_wan": 7, "from_year": 2028, "to_year": 2099},
    ]
    flows = dict(figures(a_plan(revenue=rows, cost=[])).flows)
    assert [int(flows[year]) for year in (2027, 2028, 2029, 2036)] == [30, 37, 7, 7]
    assert max(flows) == 2036


def test_growth_counts_from_the_rows_own_first_year() -> None:
    rows = [{"amount_wan": 30, "from_year": 2027}, {"amount_wan": 100, "from_year": 2030, "growth_pct": 10}]
    flows = dict(figures(a_plan(revenue=rows, cost=[])).flows)
    assert (flows[2030], flows[2032]) == (Decimal(130), Decimal("151"))


def test_a_later_investment_prolongs_the_flows() -> None:
    row = {"source": "loan", "amount_wan": 5, "year": 2040}
    found = figures(a_plan(investment=[*a_plan()["returns"]["investment"], row]))
    assert found.flows[-1] == (2040, Decimal(-5))


def test_building_after_the_opening_is_no_negative_construction() -> None:
    rows = [{"source": "loan", "amount_wan": 5, "year": 2030}]
    assert figures(a_plan(investment=rows)).construction_years == 0


def test_flows_that_never_turn_have_no_irr_and_no_payback() -> None:
    found = figures(a_plan(cost=[{"amount_wan": 40, "from_year": 2027}]))
    assert found.irr_pct is None and found.payback_years is None
    assert found.npv_wan is not None and found.npv_wan < 0


def test_only_income_has_an_npv_but_no_irr() -> None:
    found = figures(a_plan(investment=[], cost=[]))
    assert found.irr_pct is None and found.npv_wan is not None and found.npv_wan > 0


def test_a_rate_beyond_a_hundred_per_cent_is_no_irr() -> None:
    found = figures(a_plan(revenue=[{"amount_wan": 500, "from_year": 2027}]))
    assert found.irr_pct is None and found.npv_wan is not None


def test_payback_that_is_lost_again_counts_from_the_last_turn() -> None:
    late = {"source": "loan", "amount_wan": 100, "year": 2031}
    found = figures(a_plan(investment=[*a_plan()["returns"]["investment"], late], cost=[]))
    assert found.payback_years == Decimal("6.67")  # 2030 was already positive


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {"returns": {}},
        {"returns": None},
        {"returns": {"investment": [{}]}},
        a_plan(investment=None, revenue="", cost=7),
    ],
)
def test_nothing_to_compute_is_answered_with_none(plan: dict[str, Any]) -> None:
    assert figures_of(plan) is None


@pytest.mark.parametrize("row", [
    {}, {"amount_wan": 5}, {"amount_wan": 5, "year": 2026}, {"amount_wan": "五", "year": 2026, "source": "loan"},
    {"amount_wan": 5, "year": 2026, "source": "friends"}, {"amount_wan": -5, "year": 2026, "source": "loan"},
    {"amount_wan": True, "year": 2026, "source": "loan"}, {"amount_wan": float("nan"), "year": 2026, "source": "loan"},
    {"amount_wan": "Infinity", "year": 2026, "source": "loan"}, {"amount_wan": 5, "year": 26, "source": "loan"},
    {"amount_wan": 5, "year": 2026.5, "source": "loan"}, {"amount_wan": [5], "year": 2026, "source": "loan"}, None, 3,
    {"amount_wan": Decimal("1e99999999"), "year": Decimal("1e99999999"), "source": "loan"},
])  # fmt: skip
def test_an_incomplete_row_is_left_out(row: Any) -> None:
    rows = a_plan()["returns"]["investment"]
    assert figures_of(a_plan(investment=[*rows, row])) == figures_of(a_plan(investment=rows))


def test_numbers_written_as_text_count() -> None:
    rows = [{"source": "social_capital", "amount_wan": "100", "year": "2026"}]
    assert figures_of(a_plan(investment=rows)) == figures_of(a_plan())


@pytest.mark.parametrize("term", [None, "", 0, -3, "long", 10**9, 2.5])
def test_without_a_term_only_the_sums_are_known(term: Any) -> None:
    found = figures(a_plan() | {"operation": {"term_years": term}})
    assert found.total_investment_wan == 100
    assert (found.npv_wan, found.irr_pct, found.payback_years, found.cooperation_years) == (None, None, None, None)
    assert (found.flows, found.first_operating_year, found.construction_years) == ((), None, None)


def test_a_missing_discount_rate_is_the_sheets_default() -> None:
    assert figures_of(a_plan(discount_rate_pct=None)) == figures_of(a_plan(discount_rate_pct=6))


@pytest.mark.parametrize("rate", [-100, -1000, "x", "NaN", Decimal("-1e999")])
def test_an_impossible_discount_rate_leaves_the_npv_out(rate: Any) -> None:
    found = figures(a_plan(discount_rate_pct=rate))
    assert found.npv_wan is None and found.irr_pct is not None


def test_tiny_discount_divisors_give_no_figure_instead_of_an_error() -> None:
    assert figures(a_plan(discount_rate_pct=Decimal("-99." + "9" * 90))).npv_wan is None


@pytest.mark.parametrize("amount", [0, Decimal("0.0001"), 10**12])
@pytest.mark.parametrize("growth", [-100, 0, 1000])
@pytest.mark.parametrize("rate", [Decimal("-99.9999"), 0, 6, 10**9])
@pytest.mark.parametrize("term", [1, 99, 200])
def test_extreme_values_neither_crash_nor_hang(amount: Any, growth: int, rate: Any, term: int) -> None:
    rows = [{"amount_wan": amount, "from_year": 2027, "growth_pct": growth}] * 20
    plan = a_plan(revenue=rows, cost=rows[:19], discount_rate_pct=rate) | {"operation": {"term_years": term}}
    began = time.perf_counter()
    found = figures(plan)
    assert time.perf_counter() - began < 1
    for value in (found.npv_wan, found.irr_pct, found.payback_years, found.leverage):
        assert value is None or value.is_finite()
    assert all(flow.is_finite() for _, flow in found.flows)


@pytest.mark.parametrize(
    ("returns", "term", "name", "why"),
    [
        (
            {"cost": [{"amount_wan": 10, "from_year": 2027}, {"amount_wan": 500, "from_year": 2036}]},
            10,
            "irr_pct",
            missing.SEVERAL,
        ),
        ({"investment": []}, 10, "irr_pct", missing.NEVER_NEGATIVE),
        ({"investment": []}, 10, "payback_years", missing.NEVER_NEGATIVE),
        ({"investment": []}, 10, "leverage", missing.NO_INVESTMENT),
        ({}, 10, "leverage", missing.NO_GOVERNMENT),
        ({"cost": [{"amount_wan": 30, "from_year": 2027}]}, 10, "irr_pct", missing.NEVER_POSITIVE),
        ({"cost": [{"amount_wan": 30, "from_year": 2027}]}, 10, "payback_years", missing.NEVER_BACK),
        ({"cost": [{"amount_wan": "29.9999", "from_year": 2027}]}, 2, "irr_pct", missing.BELOW),
        ({"revenue": [{"amount_wan": 900, "from_year": 2027}]}, 2, "irr_pct", missing.ABOVE),
        ({"cost": [{"amount_wan": 400, "from_year": 2036}]}, 10, "payback_years", missing.LOST_AGAIN),
        ({"revenue": []}, 10, "irr_pct", missing.NO_FLOW),
        ({}, None, "npv_wan", missing.NO_FLOW),
        ({"discount_rate_pct": -100}, 10, "npv_wan", missing.NO_RATE),
        (
            {"investment": [], "revenue": [{"amount_wan": 0, "from_year": 2027}], "cost": []},
            3,
            "irr_pct",
            missing.NOTHING,
        ),
    ],
)
def test_the_reason_of_a_missing_figure_is_true_of_it(returns: Any, term: int | None, name: str, why: str) -> None:
    found = figures({**a_plan(**returns), "operation": {"term_years": term}})
    assert getattr(found, name) is None and found.missing[name] == why


def test_no_single_rate_is_shown_where_the_flow_turns_more_than_once() -> None:
    """C91: one tool said -76 %, another +185 %."""
    rows = {
        "investment": [
            {"amount_wan": 50, "year": 2026, "source": "loan"},
            {"amount_wan": 100, "year": 2027, "source": "loan"},
        ],
        "revenue": [
            {"amount_wan": 600, "from_year": 2028, "to_year": 2028},
            {"amount_wan": 300, "from_year": 2029, "to_year": 2029},
        ],
        "cost": [{"amount_wan": 100, "from_year": 2030, "to_year": 2030}],
    }
    found = figures({**a_plan(**rows), "operation": {"term_years": 3}})
    assert [int(amount) for _year, amount in found.flows] == [-50, -100, 600, 300, -100]
    assert found.irr_pct is None and found.missing == {"leverage": missing.NO_GOVERNMENT, "irr_pct": missing.SEVERAL}
    assert found.npv_wan == Decimal("562.33") and found.payback_years == Decimal("1.25")


def test_no_figure_that_is_there_has_a_reason() -> None:
    assert figures(a_plan()).missing == {"leverage": missing.NO_GOVERNMENT}
