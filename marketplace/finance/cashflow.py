"""From rows to one flow a year."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from marketplace.finance.rows import CostRow, InvestmentRow, RevenueRow

Parts = tuple[Decimal, Decimal, Decimal]
"""Investment, revenue and cost of one year."""


@dataclass(frozen=True)
class Operation:
    """The operating years, first and last inclusive, common to all rows."""

    first_year: int
    last_year: int


@dataclass(frozen=True)
class CashFlow:
    """Yearly flows in 万元 without gaps, from the first year of any row on; index 0 is the value date."""

    first_year: int
    amounts: tuple[Decimal, ...]

    def by_year(self) -> tuple[tuple[int, Decimal], ...]:
        """Each year with its flow."""
        return tuple((self.first_year + t, amount) for t, amount in enumerate(self.amounts))


def operation_of(revenue: Iterable[RevenueRow], term_years: int | None) -> Operation | None:
    """The operating years: from the smallest `from_year` of the revenue rows, `term_years` in all."""
    first = min((row.from_year for row in revenue), default=None)
    if first is None or term_years is None:
        return None
    return Operation(first, first + term_years - 1)


def cash_flow(
    investment: Iterable[InvestmentRow], revenue: Iterable[RevenueRow], cost: Iterable[CostRow], operation: Operation
) -> CashFlow:
    """One flow for each year from the earliest row to the last operating year (or a later investment)."""
    investment, revenue, cost = tuple(investment), tuple(revenue), tuple(cost)
    parts: dict[int, list[Decimal]] = defaultdict(list)
    for row in investment:
        parts[row.year].append(-row.amount_wan)
    for income in revenue:
        for year, amount in _yearly(income, operation.last_year):
            parts[year].append(amount)
    for expense in cost:
        for year, amount in _yearly(expense, operation.last_year):
            parts[year].append(-amount)
    first = min([row.year for row in investment] + [row.from_year for row in (*revenue, *cost)])
    last = max([operation.last_year] + [row.year for row in investment])
    # Sorted, so that the order of the rows cannot change a digit.
    return CashFlow(first, tuple(sum(sorted(parts[year]), Decimal(0)) for year in range(first, last + 1)))


def parts_by_year(
    investment: Iterable[InvestmentRow], revenue: Iterable[RevenueRow], cost: Iterable[CostRow], operation: Operation
) -> dict[int, Parts]:
    """Investment, revenue and cost of each year that has any, all as positive amounts."""
    found: dict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    for row in investment:
        found[row.year][0] += row.amount_wan
    for place, rows in ((1, revenue), (2, cost)):
        for one in rows:
            for year, amount in _yearly(one, operation.last_year):
                found[year][place] += amount
    return {year: (spent, earned, paid) for year, (spent, earned, paid) in found.items()}


def _yearly(row: RevenueRow | CostRow, last_operating_year: int) -> Iterator[tuple[int, Decimal]]:
    last = last_operating_year if row.to_year is None else min(row.to_year, last_operating_year)
    factor, amount = 1 + row.growth_pct / 100, row.amount_wan
    for year in range(row.from_year, last + 1):
        yield year, amount
        amount *= factor
