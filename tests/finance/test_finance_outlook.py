"""After financing, debt service, break-even and sensitivity: examples reckoned by hand, and what odd plans are answered."""

import time
from decimal import Decimal
from typing import Any

import pytest

from marketplace.finance import Outlook, figures_of, missing, outlook_of
from marketplace.finance.outlook import RESULTS

LOAN: dict[str, Any] = {"loan_rate_pct": 5, "loan_years": 3, "repayment": "equal_principal"}


def a_plan(loan: int = 60, social: int = 30, government: int = 0, **returns: Any) -> dict[str, Any]:
    """Built in 2026 for 90, then three years of 70 against 20, at 10 %."""
    paid = {"loan": loan, "social_capital": social, "government": government}
    body = {
        "investment": [{"source": source, "amount_wan": amount, "year": 2026} for source, amount in paid.items()],
        "revenue": [{"amount_wan": 70, "from_year": 2027}],
        "cost": [{"amount_wan": 20, "from_year": 2027}],
        "discount_rate_pct": 10,
    }
    return {"returns": body | returns, "operation": {"term_years": 3}}


def outlook(plan: dict[str, Any]) -> Outlook:
    found = outlook_of(plan)
    assert found is not None
    return found


def test_a_loan_taxes_and_a_residual_value_are_counted_as_by_hand() -> None:
    # Interest 3, 2, 1; profit after depreciation of 30: 17, 18, 19; tax of a quarter: 4.25, 4.50, 4.75.
    found = outlook(a_plan(**LOAN, income_tax_pct=25, residual_wan=9))
    assert [year.income_tax for year in found.years] == [0, Decimal("4.25"), Decimal("4.5"), Decimal("4.75")]
    assert [year.after for year in found.years] == [-30, Decimal("22.75"), Decimal("23.5"), Decimal("33.25")]
    assert [found.dscr(year) for year in found.years] == [None, Decimal("1.99"), Decimal("2.07"), Decimal("2.15")]
    assert found.dscr_min.value == Decimal("1.99")
    assert found.npv_after_financing_wan.value == Decimal("35.08")  # 20.6818 + 19.4215 + 24.9812 - 30
    assert found.loan_wan == 60


def test_vat_is_contained_in_the_revenue_and_lowers_the_profit() -> None:
    found = outlook(
        a_plan(loan=0, social=90, revenue=[{"amount_wan": 113, "from_year": 2027}], vat_pct=13, income_tax_pct=25)
    )
    assert found.years[1].vat == 13
    assert found.years[1].income_tax == Decimal("12.5")  # of 113 - 13 - 20 - 30
    assert found.dscr_min.reason == missing.NO_LOAN


def test_social_capital_alone_pays_in_neither_loan_nor_public_money() -> None:
    found = outlook(a_plan(loan=40, social=20, government=30, **LOAN))
    first = found.years[0]
    assert [first.before, first.after, first.social_before, first.social_after] == list(
        map(Decimal, (-90, -50, -60, -20))
    )
    # 34.67, 35.33 and 36 are worth 23.25, 15.89 and 10.86 at 49.11 %; against 20 instead of 50 the rate is beyond 100 %.
    assert found.irr_after_financing_pct.value == Decimal("49.11")
    assert (found.equity_irr_pct.value, found.equity_irr_pct.reason) == (None, missing.ABOVE)


def test_break_even_and_switching_values_are_those_reckoned_by_hand() -> None:
    # An annuity of three years at 10 % is 2.486852: revenue 174.0796, cost 49.7370, NPV 34.3426.
    found = outlook(a_plan())
    assert found.break_even_revenue_pct.value == Decimal("80.27")
    assert {one.factor: one.change_pct.value for one in found.switchings} == {
        "revenue": Decimal("-19.73"),
        "cost": Decimal("69.05"),
        "investment": Decimal("38.16"),
    }
    changed = {(one.factor, one.change_pct): one.npv_wan.value for one in found.sensitivity}
    assert len(changed) == 18
    assert changed["revenue", -10] == Decimal("16.93")
    assert changed["investment", 30] == Decimal("7.34")
    assert changed["cost", -20] == Decimal("44.29")


def test_discounted_payback_is_later_than_the_static_one() -> None:
    # 50 a year against 90: 45.45, 41.32, 37.57 discounted; 86.78 after two years, 3.22 of 37.57 left.
    found = outlook(a_plan())
    assert found.figures.payback_years == Decimal("1.80")
    assert found.discounted_payback_years.value == Decimal("2.09")


def test_a_bullet_pays_interest_until_the_end() -> None:
    paid = [
        (year.service.interest, year.service.principal)
        for year in outlook(a_plan(**LOAN | {"repayment": "bullet"})).years
    ]
    assert paid == [(Decimal(a), Decimal(b)) for a, b in ((0, 0), (3, 0), (3, 0), (3, 60))]


def test_interest_runs_while_building_and_nothing_is_repaid_before_the_opening() -> None:
    rows = [{"amount_wan": 70, "from_year": 2029}]
    found = outlook(a_plan(revenue=rows, cost=[], **LOAN))
    assert [year.service.total for year in found.years] == [0, 3, 3, 23, 22, 21]
    assert found.dscr_min.value == Decimal("3.04"), "counted from the first operating year on"


@pytest.mark.parametrize("repayment", ["equal_principal", "equal_instalment", "bullet"])
def test_a_loan_of_the_opening_year_is_repaid_from_that_year_on(repayment: str) -> None:
    rows = [{"source": "loan", "amount_wan": 90, "year": 2027}]
    years = outlook(a_plan(investment=rows, **LOAN | {"repayment": repayment})).years
    assert years[0].service.interest == 0
    assert sum(year.service.principal for year in years) == pytest.approx(90)


def test_a_loan_that_outlasts_the_operation_prolongs_the_flow() -> None:
    found = outlook(a_plan(**LOAN | {"loan_years": 5}))
    assert [year.year for year in found.years] == list(range(2026, 2032))
    assert found.dscr_min.value == 0
    assert found.irr_after_financing_pct.reason == missing.SEVERAL


def test_a_loan_without_terms_has_no_figures_after_financing_and_says_why() -> None:
    found = outlook(a_plan(loan_rate_pct=5))
    reasons = {name: found.result(name).reason for name in RESULTS}
    assert reasons == {
        "discounted_payback_years": "",
        "break_even_revenue_pct": "",
        **dict.fromkeys(
            ("npv_after_financing_wan", "irr_after_financing_pct", "equity_irr_pct", "dscr_min"), missing.NO_LOAN_TERMS
        ),
    }
    assert found.years == ()


def test_without_loan_and_taxes_nothing_differs_after_financing() -> None:
    found = outlook(a_plan(loan=0, social=90))
    assert found.npv_after_financing_wan.value == found.figures.npv_wan
    assert found.irr_after_financing_pct.value == found.equity_irr_pct.value == found.figures.irr_pct


def test_optional_terms_never_change_the_seven_figures() -> None:
    plan = a_plan(**LOAN, income_tax_pct=25, vat_pct=13, residual_wan=50)
    assert outlook(plan).figures == figures_of(plan) == figures_of(a_plan())


def test_the_amount_of_a_revenue_follows_from_quantity_and_price() -> None:
    row = {"from_year": 2027, "quantity": 1234, "unit_price": Decimal("56.78")}
    flows = dict(outlook(a_plan(revenue=[row], cost=[])).figures.flows)
    assert flows[2027] == Decimal("7.006652"), "unrounded"
    typed = dict(outlook(a_plan(revenue=[row | {"amount_wan": 7}], cost=[])).figures.flows)
    assert typed[2027] == 7


def test_flows_that_turn_twice_have_no_rate_but_everything_else() -> None:
    amounts = {2026: (50, 0), 2027: (100, 0), 2028: (0, 600), 2029: (0, 300), 2030: (100, 0)}  # case C91
    found = outlook(
        a_plan(
            investment=[{"source": "social_capital", "amount_wan": a, "year": y} for y, (a, _b) in amounts.items()],
            revenue=[{"amount_wan": b, "from_year": y, "to_year": y} for y, (_a, b) in amounts.items() if b],
            cost=[],
        )
    )
    assert found.figures.missing["irr_pct"] == found.equity_irr_pct.reason == missing.SEVERAL
    assert found.figures.npv_wan is not None and found.break_even_revenue_pct.value is not None
    assert all(one.irr_pct.reason == missing.SEVERAL for one in found.sensitivity)


@pytest.mark.parametrize(
    "odd",
    [
        {"loan_rate_pct": "NaN", "loan_years": 0, "repayment": "never"},
        {"loan_rate_pct": 10**12, "loan_years": "9" * 5000, "vat_pct": "-1"},
        {"residual_wan": "1e999999", "income_tax_pct": [], "repayment": {}},
        {"discount_rate_pct": "9" * 5000},
        {"revenue": [{"from_year": 2027, "quantity": "NaN", "unit_price": "9" * 5000}]},
        {"revenue": [], "cost": [{"amount_wan": 10**12, "from_year": 2027, "growth_pct": 1000}]},
    ],
)
def test_whatever_is_typed_every_figure_has_a_value_or_a_reason(odd: dict[str, Any]) -> None:
    found = outlook(a_plan(**LOAN) | {"returns": a_plan(**LOAN)["returns"] | odd})
    for name in RESULTS:
        result = found.result(name)
        assert (result.value is None) == bool(result.reason), name
        assert result.value is None or result.value.is_finite()


def test_a_plan_of_two_hundred_rows_over_a_hundred_years_takes_under_a_second() -> None:
    rows = [{"amount_wan": 10**8, "from_year": 2000, "growth_pct": 1000} for _n in range(200)]
    investment = [{"source": "loan", "amount_wan": 10**8, "year": 1990 + n % 110} for n in range(200)]
    plan = a_plan(investment=investment, revenue=rows, cost=rows[:199], **LOAN | {"repayment": "equal_instalment"})
    plan["operation"]["term_years"] = 99
    started = time.monotonic()
    outlook(plan)
    assert time.monotonic() - started < 1


def test_nothing_filled_in_has_no_outlook_and_no_opening_a_reason() -> None:
    assert outlook_of({}) is None
    found = outlook(a_plan(revenue=[]))
    assert {found.result(name).reason for name in RESULTS} == {missing.NO_FLOW}
    assert found.loan_wan == 60
    assert not found.sensitivity
