"""What a plan's figures are reckoned from, read out of a body in which anything may be missing or half typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from marketplace.finance.results import LARGEST_FIGURE
from marketplace.finance.rows import (
    CostRow,
    InvestmentRow,
    RevenueRow,
    as_decimal,
    as_term,
    cost_row,
    investment_row,
    read_rows,
    revenue_row,
)
from marketplace.finance.terms import Terms, terms_of

DEFAULT_DISCOUNT_RATE_PCT = Decimal(6)
"""The sheet's default of `discount_rate_pct`, used while a draft has none."""


@dataclass(frozen=True)
class Inputs:
    """Complete rows, and what is said of the whole; None: not said, or no such number."""

    investment: tuple[InvestmentRow, ...]
    revenue: tuple[RevenueRow, ...]
    cost: tuple[CostRow, ...]
    term_years: int | None
    discount_rate_pct: Decimal | None
    terms: Terms


def inputs_of(plan: Mapping[str, object]) -> Inputs:
    """The inputs of a plan body: of its sections `returns` and `operation`. Never raises."""
    returns, operation = _section(plan, "returns"), _section(plan, "operation")
    return Inputs(
        investment=read_rows(returns.get("investment"), investment_row),
        revenue=read_rows(returns.get("revenue"), revenue_row),
        cost=read_rows(returns.get("cost"), cost_row),
        term_years=as_term(operation.get("term_years")),
        discount_rate_pct=_discount_rate(returns.get("discount_rate_pct")),
        terms=terms_of(returns),
    )


def _section(plan: Mapping[str, object], name: str) -> Mapping[str, object]:
    section = plan.get(name)
    return section if isinstance(section, Mapping) else {}


def _discount_rate(value: object) -> Decimal | None:
    if value is None or value == "":
        return DEFAULT_DISCOUNT_RATE_PCT
    rate = as_decimal(value)
    return rate if rate is not None and -100 < rate <= LARGEST_FIGURE else None
