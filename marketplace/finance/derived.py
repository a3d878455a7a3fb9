"""The derived figures of a plan (测算): what the pages, the catalogue and the open data show of its money."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from marketplace.finance import measures, missing
from marketplace.finance.cashflow import CashFlow, Operation, Parts, cash_flow, operation_of, parts_by_year
from marketplace.finance.context import CONTEXT
from marketplace.finance.inputs import DEFAULT_DISCOUNT_RATE_PCT, Inputs, inputs_of
from marketplace.finance.results import rounded
from marketplace.finance.rows import GOVERNMENT_SOURCES, LOAN, CostRow, InvestmentRow, RevenueRow


@dataclass(frozen=True)
class Figures:
    """Derived, never typed. Amounts in 万元; None: cannot be computed (yet)."""

    total_investment_wan: Decimal
    """Sum of the investment rows (总投资)."""
    government_wan: Decimal
    """Of it from government, bond and subsidy (政府投入)."""
    social_wan: Decimal
    """Of it from social capital and loans (社会投入)."""
    leverage: Decimal | None
    """Social / government (撬动比); None where the government pays nothing (无政府投入)."""
    irr_pct: Decimal | None
    """Internal rate of return in per cent."""
    npv_wan: Decimal | None
    """Net present value at the plan's discount rate."""
    payback_years: Decimal | None
    """Static payback from the end of the first year, building time included."""
    flows: tuple[tuple[int, Decimal], ...]
    """Each year with its flow, without gaps; empty until the operating years are known. Unrounded."""
    first_operating_year: int | None
    last_operating_year: int | None
    construction_years: int | None
    """First operating year minus the year of the first investment, never negative (建设期)."""
    loan_wan: Decimal = Decimal(0)
    """Of `social_wan`, what is borrowed (贷款)."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Of each figure that is None, why: a word of `finance.missing`."""

    @property
    def cooperation_years(self) -> int | None:
        """Construction and operation together (合作期限): what the legal limits are compared with."""
        if self.first_operating_year is None or self.last_operating_year is None:
            return None
        return self.last_operating_year - self.first_operating_year + 1 + (self.construction_years or 0)


def figures_of(plan: Mapping[str, object]) -> Figures | None:
    """The figures of a plan body, in which anything may be missing or half typed.

    Reads `returns.investment`, `.revenue`, `.cost`, `.discount_rate_pct` and `operation.term_years`. None where not one
    row can be counted. Never raises, never answers NaN or an infinity.
    """
    return figures_from(inputs_of(plan))


def figures_from(inputs: Inputs) -> Figures | None:
    """The figures of what was read out of a plan; None where there is no row."""
    return figures(
        investment=inputs.investment,
        revenue=inputs.revenue,
        cost=inputs.cost,
        term_years=inputs.term_years,
        discount_rate_pct=inputs.discount_rate_pct,
    )


def figures(
    *,
    investment: Sequence[InvestmentRow],
    revenue: Sequence[RevenueRow],
    cost: Sequence[CostRow],
    term_years: int | None,
    discount_rate_pct: Decimal | None = DEFAULT_DISCOUNT_RATE_PCT,
) -> Figures | None:
    """The figures of complete rows; None where there is no row. A discount rate of None leaves the NPV out."""
    if not (investment or revenue or cost):
        return None
    with localcontext(CONTEXT):
        operation = operation_of(revenue, term_years)
        flow = cash_flow(investment, revenue, cost, operation) if operation else None
        amounts = flow.amounts if flow else None
        government = _sum(row.amount_wan for row in investment if row.source in GOVERNMENT_SOURCES)
        social = _sum(row.amount_wan for row in investment if row.source not in GOVERNMENT_SOURCES)
        derived = {
            "leverage": rounded(social / government) if government else None,
            "irr_pct": _measured(measures.irr_pct, flow),
            "npv_wan": _npv(flow, discount_rate_pct),
            "payback_years": _measured(measures.payback_years, flow),
        }
        reasons = {
            "leverage": missing.of_leverage(government, government + social),
            "irr_pct": missing.of_irr(amounts),
            "npv_wan": missing.of_npv(amounts, discount_rate_pct),
            "payback_years": missing.of_payback(amounts),
        }
        return Figures(
            total_investment_wan=government + social,
            government_wan=government,
            social_wan=social,
            loan_wan=_sum(row.amount_wan for row in investment if row.source == LOAN),
            **derived,
            missing=missing.only(derived, reasons),
            flows=flow.by_year() if flow else (),
            first_operating_year=operation.first_year if operation else None,
            last_operating_year=operation.last_year if operation else None,
            construction_years=_construction_years(investment, operation),
        )


def parts_of(plan: Mapping[str, object]) -> dict[int, Parts]:
    """Investment, revenue and cost of each year, for the table beside the curve; empty until the operating years are known."""
    inputs = inputs_of(plan)
    years = operation_of(inputs.revenue, inputs.term_years)
    if years is None:
        return {}
    with localcontext(CONTEXT):
        return parts_by_year(inputs.investment, inputs.revenue, inputs.cost, years)


def _measured(measure: Callable[[Sequence[Decimal]], Decimal | None], flow: CashFlow | None) -> Decimal | None:
    return None if flow is None else rounded(measure(flow.amounts))


def _npv(flow: CashFlow | None, discount_rate_pct: Decimal | None) -> Decimal | None:
    if flow is None or discount_rate_pct is None:
        return None
    return rounded(measures.npv_wan(flow.amounts, discount_rate_pct))


def _construction_years(investment: Sequence[InvestmentRow], operation: Operation | None) -> int | None:
    if operation is None or not investment:
        return None
    return max(0, operation.first_year - min(row.year for row in investment))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
