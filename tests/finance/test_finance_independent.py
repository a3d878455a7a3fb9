"""The engine agrees with independent libraries on random flows, to 1e-9."""

from decimal import Decimal

import numpy_financial as npf
import pytest
import pyxirr
from hypothesis import assume, given
from hypothesis import strategies as st

from marketplace.finance.loans import services
from marketplace.finance.measures import discounted_payback_years, irr_pct, npv_wan

money = st.decimals(min_value=-10_000, max_value=10_000, places=2)
paid = st.decimals(min_value=1, max_value=10_000, places=2)
rates = st.decimals(min_value=0, max_value=30, places=2)


def same(one: float, other: float | None, scale: float = 1.0) -> bool:
    return one == pytest.approx(other, abs=1e-9 * max(1.0, scale), rel=1e-9)


@given(st.lists(money, min_size=1, max_size=40), rates)
def test_the_net_present_value(flows: list[Decimal], rate: Decimal) -> None:
    floats, scale = [float(flow) for flow in flows], float(sum(map(abs, flows)))
    ours = float(npv_wan(flows, rate))
    assert same(ours, npf.npv(float(rate) / 100, floats), scale)
    assert same(ours, pyxirr.npv(float(rate) / 100, floats), scale)


@given(
    st.lists(paid, min_size=1, max_size=3),
    st.lists(st.decimals(min_value=0, max_value=10_000, places=2), min_size=1, max_size=36),
)
def test_the_internal_rate_of_return(spent: list[Decimal], earned: list[Decimal]) -> None:
    flows = [*(-one for one in spent), *earned]
    ours = irr_pct(flows)
    assume(ours is not None)
    assert ours is not None
    theirs = pyxirr.irr([float(flow) for flow in flows])
    assert theirs is not None
    assert same(float(ours) / 100, theirs)


@given(paid, rates.filter(bool), st.integers(min_value=1, max_value=40))
def test_equal_instalments(amount: Decimal, rate: Decimal, years: int) -> None:
    plan = services({2026: amount}, 2027, rate, years, "equal_instalment")
    assert list(plan) == list(range(2027, 2027 + years))
    for n, service in enumerate(plan.values(), 1):
        at, scale = (float(rate) / 100, n, years, -float(amount)), float(amount)
        assert same(float(service.interest), float(npf.ipmt(*at)), scale)
        assert same(float(service.principal), float(npf.ppmt(*at)), scale)


@given(
    st.lists(st.tuples(st.integers(min_value=2024, max_value=2032), paid), min_size=1, max_size=4),
    rates,
    st.integers(min_value=1, max_value=30),
    st.sampled_from(["equal_principal", "equal_instalment", "bullet"]),
)
def test_whatever_is_borrowed_is_repaid_and_worth_what_is_paid_for_it(
    draws: list[tuple[int, Decimal]], rate: Decimal, years: int, repayment: str
) -> None:
    borrowed = dict(draws)
    plan = services(borrowed, 2028, rate, years, repayment)
    whole = float(sum(borrowed.values()))
    assert same(float(sum(one.principal for one in plan.values())), whole, whole)
    first, last = min(borrowed), max([*plan, *borrowed])
    flows = [
        borrowed.get(year, Decimal(0)) - (plan[year].total if year in plan else 0) for year in range(first, last + 1)
    ]
    assert same(float(npv_wan(flows, rate)), 0.0, whole * years)


@given(st.lists(paid, min_size=1, max_size=30), paid, rates)
def test_the_discounted_payback_is_where_the_discounted_sum_is_nothing(
    earned: list[Decimal], spent: Decimal, rate: Decimal
) -> None:
    found = discounted_payback_years([-spent, *earned], rate)
    worth = [float(flow) / (1 + float(rate) / 100) ** t for t, flow in enumerate([-spent, *earned])]
    if found is None:
        assert sum(worth) < 1e-6
    else:
        whole, part = int(found), float(found) % 1
        rest = part * worth[whole + 1] if whole + 1 < len(worth) else 0.0
        assert same(sum(worth[: whole + 1]) + rest, 0.0, float(spent))
