"""The rows that a plan's money consists of, and how a draft's JSON becomes them.

A draft may hold anything, half a row included. A row that cannot be counted is left out, silently: telling people what
is missing is the sheet's business, not the engine's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeVar

GOVERNMENT_SOURCES = frozenset({"government", "bond", "subsidy"})
"""Sources that count as paid by the government."""
LOAN = "loan"
SOCIAL_SOURCES = frozenset({"social_capital", LOAN})
"""Sources that count as paid by social capital (社会资本), what it borrows among them."""

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
LARGEST_AMOUNT_WAN = Decimal(10) ** 15
LARGEST_FACTOR = Decimal(10) ** 12
"""Of a quantity or a price."""
YUAN_PER_WAN = 10_000
LEAST_GROWTH_PCT, LARGEST_GROWTH_PCT = Decimal(-100), Decimal(10) ** 6
LONGEST_TERM_YEARS = 200


@dataclass(frozen=True)
class InvestmentRow:
    """Money spent once, at the end of `year`."""

    amount_wan: Decimal
    year: int
    source: str


@dataclass(frozen=True)
class _YearlyRow:
    amount_wan: Decimal
    """Amount of the first year, 万元."""
    from_year: int
    to_year: int | None = None
    """Last year, inclusive; None: up to the last operating year."""
    growth_pct: Decimal = Decimal(0)
    """Growth from year to year in per cent, counted from the row's own `from_year`."""


@dataclass(frozen=True)
class RevenueRow(_YearlyRow):
    """Money coming in every year; the smallest `from_year` of these rows opens the operation."""


@dataclass(frozen=True)
class CostRow(_YearlyRow):
    """Money going out every year."""


Row = TypeVar("Row")
YearlyRow = TypeVar("YearlyRow", bound=_YearlyRow)


def read_rows(value: object, read: Callable[[Mapping[str, object]], Row | None]) -> tuple[Row, ...]:
    """The complete rows of a JSON list; empty for anything that is no list."""
    if not isinstance(value, list | tuple):
        return ()
    rows = (read(item) for item in value if isinstance(item, Mapping))
    return tuple(row for row in rows if row is not None)


def investment_row(item: Mapping[str, object]) -> InvestmentRow | None:
    """One investment row, or None where amount, year or source is missing or impossible."""
    amount, year, source = _amount(item), as_year(item.get("year")), item.get("source")
    if amount is None or year is None or not isinstance(source, str):
        return None
    if source not in GOVERNMENT_SOURCES | SOCIAL_SOURCES:
        return None
    return InvestmentRow(amount, year, source)


def revenue_row(item: Mapping[str, object]) -> RevenueRow | None:
    """One revenue row, or None where it cannot be counted. An amount that is left blank follows from quantity and price."""
    if _is_blank(item.get("amount_wan")):
        item = {**item, "amount_wan": amount_from_price(item)}
    return _yearly_row(RevenueRow, item)


def amount_from_price(item: Mapping[str, object]) -> Decimal | None:
    """Quantity × unit price (元) in 万元, unrounded; None where one of them is missing."""
    quantity, price = as_decimal(item.get("quantity")), as_decimal(item.get("unit_price"))
    if quantity is None or price is None:
        return None
    if not (0 <= quantity <= LARGEST_FACTOR and 0 <= price <= LARGEST_FACTOR):
        return None
    return quantity * price / YUAN_PER_WAN


def cost_row(item: Mapping[str, object]) -> CostRow | None:
    """One cost row, or None where it cannot be counted."""
    return _yearly_row(CostRow, item)


def _yearly_row(kind: type[YearlyRow], item: Mapping[str, object]) -> YearlyRow | None:
    amount, from_year = _amount(item), as_year(item.get("from_year"))
    growth = _growth(item.get("growth_pct"))
    to_year = as_year(item.get("to_year"))
    if amount is None or from_year is None or growth is None:
        return None
    if to_year is None and not _is_blank(item.get("to_year")):
        return None
    return kind(amount, from_year, to_year, growth)


def _amount(item: Mapping[str, object]) -> Decimal | None:
    amount = as_decimal(item.get("amount_wan"))
    if amount is None or not 0 <= amount <= LARGEST_AMOUNT_WAN:
        return None
    return amount


def _growth(value: object) -> Decimal | None:
    growth = Decimal(0) if _is_blank(value) else as_decimal(value)
    if growth is None or not LEAST_GROWTH_PCT <= growth <= LARGEST_GROWTH_PCT:
        return None
    return growth


def _is_blank(value: object) -> bool:
    return value is None or value == ""


def as_year(value: object) -> int | None:
    """A calendar year within reason, or None."""
    number = _as_whole(value)
    return number if number is not None and EARLIEST_YEAR <= number <= LATEST_YEAR else None


def as_term(value: object) -> int | None:
    """Years of operation (运营年限): a whole number from 1, or None."""
    number = _as_whole(value)
    return number if number is not None and 1 <= number <= LONGEST_TERM_YEARS else None


def _as_whole(value: object) -> int | None:
    number = as_decimal(value)
    if number is None or number.copy_abs() > LARGEST_AMOUNT_WAN or number != number.to_integral_value():
        return None
    return int(number)


def as_decimal(value: object) -> Decimal | None:
    """A finite number from JSON (a number, or one written as text), or None; a boolean is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None
