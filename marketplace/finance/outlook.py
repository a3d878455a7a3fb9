"""All that a plan's money tells beyond the seven figures: financing, debt service, break-even, sensitivity (测算)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from marketplace.finance import missing, results, sensitivity
from marketplace.finance.cashflow import Operation, operation_of, parts_by_year
from marketplace.finance.context import CONTEXT
from marketplace.finance.derived import Figures, figures_from
from marketplace.finance.financing import Year, financed
from marketplace.finance.inputs import Inputs, inputs_of
from marketplace.finance.results import Result
from marketplace.finance.sensitivity import Switching, Variation

NO_FLOW = Result(None, missing.NO_FLOW)


@dataclass(frozen=True)
class Outlook:
    """The seven figures and what is built on them, each a figure or the reason why there is none."""

    figures: Figures
    inputs: Inputs
    discounted_payback_years: Result = NO_FLOW
    npv_after_financing_wan: Result = NO_FLOW
    irr_after_financing_pct: Result = NO_FLOW
    equity_irr_pct: Result = NO_FLOW
    """After financing, of social capital alone (资本金内部收益率)."""
    dscr_min: Result = NO_FLOW
    """The smallest ratio of cash before debt service to debt service, from the first operating year on (偿债备付率)."""
    break_even_revenue_pct: Result = NO_FLOW
    sensitivity: tuple[Variation, ...] = ()
    switchings: tuple[Switching, ...] = ()
    years: tuple[Year, ...] = ()
    """Year by year; empty until operating years and, where there are loans, their terms are known."""

    @property
    def loan_wan(self) -> Decimal:
        """Of the investment, what is borrowed."""
        return self.figures.loan_wan

    def result(self, name: str) -> Result:
        """One of the results by its name."""
        found = getattr(self, name)
        assert isinstance(found, Result)
        return found

    def dscr(self, year: Year) -> Decimal | None:
        """Cash before debt service to debt service in that year; None where nothing is due or nothing operates yet."""
        first = self.figures.first_operating_year
        if not year.service.total or first is None or year.year < first:
            return None
        return results.rounded(year.available / year.service.total)


RESULTS = (
    "discounted_payback_years",
    "npv_after_financing_wan",
    "irr_after_financing_pct",
    "equity_irr_pct",
    "dscr_min",
    "break_even_revenue_pct",
)


def outlook_of(plan: Mapping[str, object]) -> Outlook | None:
    """The outlook of a plan body, in which anything may be missing or half typed; None where not one row counts."""
    return outlook(inputs_of(plan))


def outlook(inputs: Inputs) -> Outlook | None:
    """The outlook of what was read; None where there is no row. Never raises, never answers NaN or an infinity."""
    figures = figures_from(inputs)
    if figures is None:
        return None
    with localcontext(CONTEXT):
        operation = operation_of(inputs.revenue, inputs.term_years)
        if operation is None:
            return Outlook(figures, inputs)
        return _of_flows(figures, inputs, operation)


def _of_flows(figures: Figures, inputs: Inputs, operation: Operation) -> Outlook:
    rate, flows = inputs.discount_rate_pct, [flow for _year, flow in figures.flows]
    parts = _factors(figures, inputs, operation)
    years = financed(inputs, operation)
    after = _after(years, rate, operation, bool(figures.loan_wan))
    return Outlook(
        figures,
        inputs,
        discounted_payback_years=results.discounted_payback(flows, rate),
        break_even_revenue_pct=sensitivity.break_even_revenue_pct(parts, rate),
        sensitivity=sensitivity.variations(parts, rate),
        switchings=sensitivity.switchings(parts, rate),
        years=years or (),
        **after,
    )


def _after(
    years: tuple[Year, ...] | None, rate: Decimal | None, operation: Operation, has_loan: bool
) -> dict[str, Result]:
    if years is None:
        unknown = Result(None, missing.NO_LOAN_TERMS)
        return dict.fromkeys(
            ("npv_after_financing_wan", "irr_after_financing_pct", "equity_irr_pct", "dscr_min"), unknown
        )
    after = [year.after for year in years]
    return {
        "npv_after_financing_wan": results.npv(after, rate),
        "irr_after_financing_pct": results.irr(after),
        "equity_irr_pct": results.irr([year.social_after for year in years]),
        "dscr_min": _dscr_min(years, operation) if has_loan else Result(None, missing.NO_LOAN),
    }


def _dscr_min(years: tuple[Year, ...], operation: Operation) -> Result:
    ratios = [
        year.available / year.service.total
        for year in years
        if year.service.total and year.year >= operation.first_year
    ]
    return Result.of(min(ratios, default=None))


def _factors(figures: Figures, inputs: Inputs, operation: Operation) -> dict[str, list[Decimal]]:
    """The yearly flows of each factor, those that go out negative, in the years of the plan's flow."""
    parts = parts_by_year(inputs.investment, inputs.revenue, inputs.cost, operation)
    found = [parts.get(year, (Decimal(0),) * 3) for year, _flow in figures.flows]
    return {
        sensitivity.REVENUE: [revenue for _spent, revenue, _paid in found],
        sensitivity.COST: [-paid for _spent, _revenue, paid in found],
        sensitivity.INVESTMENT: [-spent for spent, _revenue, _paid in found],
    }
