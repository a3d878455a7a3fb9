"""What must hold for every cash flow."""

from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from marketplace.finance import figures_of
from marketplace.finance.measures import discounted_payback_years, irr_pct, npv_wan, payback_years

amounts = st.decimals(min_value=0, max_value=100_000, places=2)
growths = st.decimals(min_value=-20, max_value=20, places=1)
years = st.integers(min_value=2024, max_value=2040)
investments = st.fixed_dictionaries(
    {
        "amount_wan": amounts,
        "year": years,
        "source": st.sampled_from(["government", "bond", "subsidy", "social_capital", "loan"]),
    }
)
yearly_rows = st.fixed_dictionaries(
    {"amount_wan": amounts, "from_year": years, "growth_pct": growths}, optional={"to_year": years}
)
plans = st.fixed_dictionaries(
    {
        "returns": st.fixed_dictionaries(
            {
                "investment": st.lists(investments, min_size=1, max_size=6),
                "revenue": st.lists(yearly_rows, min_size=1, max_size=6),
                "cost": st.lists(yearly_rows, max_size=6),
                "discount_rate_pct": st.decimals(min_value=0, max_value=15, places=2),
            }
        ),
        "operation": st.fixed_dictionaries({"term_years": st.integers(min_value=1, max_value=40)}),
    }
)
flows = st.lists(st.decimals(min_value=-10_000, max_value=10_000, places=2), min_size=1, max_size=40)
investing_flows = st.tuples(
    st.decimals(min_value=1, max_value=10_000, places=2),
    st.lists(st.decimals(min_value=0, max_value=10_000, places=2), min_size=1, max_size=40),
).map(lambda pair: [-pair[0], *pair[1]])


def scaled(plan: dict[str, Any], factor: int) -> dict[str, Any]:
    returns = dict(plan["returns"])
    for name in ("investment", "revenue", "cost"):
        returns[name] = [row | {"amount_wan": row["amount_wan"] * factor} for row in returns[name]]
    return plan | {"returns": returns}


@given(investing_flows)
def test_the_npv_at_the_irr_is_nothing(values: list[Decimal]) -> None:
    rate = irr_pct(values)
    assume(rate is not None)
    assert rate is not None
    weight = sum(abs(value) / (1 + rate / 100) ** t for t, value in enumerate(values))
    assert abs(npv_wan(values, rate)) <= weight * Decimal("1e-12")


@given(plans, st.randoms())
def test_the_order_of_the_rows_is_irrelevant(plan: dict[str, Any], random: Any) -> None:
    returns = dict(plan["returns"])
    for name in ("investment", "revenue", "cost"):
        returns[name] = random.sample(returns[name], len(returns[name]))
    assert figures_of(plan | {"returns": returns}) == figures_of(plan)


@given(plans, st.integers(min_value=2, max_value=1000))
def test_scaling_the_amounts_scales_the_npv_and_keeps_the_rest(plan: dict[str, Any], factor: int) -> None:
    small, large = figures_of(plan), figures_of(scaled(plan, factor))
    assert small is not None and large is not None
    assert small.npv_wan is not None and large.npv_wan is not None
    assert abs(large.npv_wan - small.npv_wan * factor) <= Decimal("0.005") * (factor + 1)
    assert large.leverage == small.leverage
    assert (small.irr_pct is None) == (large.irr_pct is None)
    if small.irr_pct is not None and large.irr_pct is not None:
        assert abs(large.irr_pct - small.irr_pct) <= Decimal("0.01")


@given(plans)
def test_the_parts_of_the_investment_are_its_sum(plan: dict[str, Any]) -> None:
    found = figures_of(plan)
    assert found is not None
    assert found.government_wan + found.social_wan == found.total_investment_wan
    assert found.total_investment_wan == sum(row["amount_wan"] for row in plan["returns"]["investment"])


@given(flows)
def test_without_a_change_of_sign_there_is_no_rate(values: list[Decimal]) -> None:
    assert irr_pct([abs(value) for value in values]) is None
    assert irr_pct([-abs(value) for value in values]) is None


@given(investing_flows)
def test_discounting_never_brings_the_payback_forward(values: list[Decimal]) -> None:
    static, discounted = payback_years(values), discounted_payback_years(values, Decimal(6))
    if discounted is not None:
        assert static is not None and static <= discounted + Decimal("1e-6")


@given(investing_flows)
def test_payback_is_where_the_cumulative_flow_crosses_nothing(values: list[Decimal]) -> None:
    years_ = payback_years(values)
    total = sum(values)
    assert (years_ is None) == (total < 0)
    if years_ is not None:
        whole = int(years_)
        part = (years_ - whole) * (values[whole + 1] if whole + 1 < len(values) else 0)
        assert abs(sum(values[: whole + 1]) + part) < Decimal("1e-6")


names = st.sampled_from(
    [
        "investment",
        "revenue",
        "cost",
        "amount_wan",
        "year",
        "from_year",
        "to_year",
        "growth_pct",
        "source",
        "term_years",
    ]
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.decimals(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
    max_leaves=20,
)


@settings(max_examples=300)
@given(returns=junk, operation=junk)
def test_no_draft_however_odd_raises(returns: Any, operation: Any) -> None:
    figures_of({"returns": returns, "operation": operation})
