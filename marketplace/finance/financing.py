"""The plan after financing: loan, taxes and residual value, year by year; of the project, and of social capital alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from marketplace.finance.cashflow import Operation, parts_by_year
from marketplace.finance.inputs import Inputs
from marketplace.finance.loans import Service, services
from marketplace.finance.rows import GOVERNMENT_SOURCES, LOAN, InvestmentRow
from marketplace.finance.terms import Terms

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Year:
    """One year of the plan, all amounts positive, 万元."""

    year: int
    government: Decimal
    social: Decimal
    """Invested by social capital itself, loans apart."""
    loan: Decimal
    revenue: Decimal
    cost: Decimal
    vat: Decimal
    income_tax: Decimal
    service: Service
    residual: Decimal

    @property
    def before(self) -> Decimal:
        """The project's flow before financing and taxes: the one of the seven figures."""
        return self.revenue - self.cost - self.government - self.social - self.loan

    @property
    def social_before(self) -> Decimal:
        """The same for social capital, which then brings all that the government does not."""
        return self.before + self.government

    @property
    def available(self) -> Decimal:
        """Cash before debt service: what operating leaves after taxes."""
        return self.revenue - self.cost - self.vat - self.income_tax

    @property
    def after(self) -> Decimal:
        """The project's flow after financing: own money in, taxes and debt service out, the residual value at the end."""
        return self.available + self.residual - self.service.total - self.government - self.social

    @property
    def social_after(self) -> Decimal:
        """The same for social capital alone: public money is given, not paid back."""
        return self.after + self.government


def financed(inputs: Inputs, operation: Operation) -> tuple[Year, ...] | None:
    """Every year without gaps, to the last repayment; None while there are loans of which the terms are not known."""
    draws = by_year(row for row in inputs.investment if row.source == LOAN)
    paid = _services(draws, operation, inputs.terms)
    if paid is None:
        return None
    parts = parts_by_year(inputs.investment, inputs.revenue, inputs.cost, operation)
    public = by_year(row for row in inputs.investment if row.source in GOVERNMENT_SOURCES)
    depreciation = sum((row.amount_wan for row in inputs.investment), _NOTHING) / (inputs.term_years or 1)
    years = []
    for year in range(min([*parts, operation.first_year]), max([*parts, *paid, operation.last_year]) + 1):
        invested, revenue, cost = parts.get(year, (_NOTHING,) * 3)
        service, government, loan = paid.get(year, Service()), public[year], draws[year]
        vat = revenue * (vat_pct := inputs.terms.vat_pct or _NOTHING) / (100 + vat_pct)
        operates = operation.first_year <= year <= operation.last_year
        profit = revenue - vat - cost - service.interest - (depreciation if operates else 0)
        years.append(
            Year(
                year,
                government,
                invested - government - loan,
                loan,
                revenue,
                cost,
                vat,
                max(_NOTHING, profit) * (inputs.terms.income_tax_pct or _NOTHING) / 100,
                service,
                (inputs.terms.residual_wan or _NOTHING) if year == operation.last_year else _NOTHING,
            )
        )
    return tuple(years)


def by_year(rows: Iterable[InvestmentRow]) -> dict[int, Decimal]:
    """What is invested in each year by the rows; nothing in any other."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[row.year] += row.amount_wan
    return found


def _services(draws: dict[int, Decimal], operation: Operation, terms: Terms) -> dict[int, Service] | None:
    if not any(draws.values()):
        return {}
    if terms.loan_rate_pct is None or terms.loan_years is None or terms.repayment is None:
        return None
    return services(draws, operation.first_year, terms.loan_rate_pct, terms.loan_years, terms.repayment)
