"""A figure or the reason why there is none: never both, never neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from marketplace.finance import measures, missing

LARGEST_FIGURE = Decimal(10) ** 18
"""A measure beyond this is a typing error, not a figure."""
_TWO_DECIMALS = Decimal("0.01")


@dataclass(frozen=True)
class Result:
    """A figure, rounded; or None and the word of `finance.missing` that says why."""

    value: Decimal | None
    reason: str = ""

    @classmethod
    def of(cls, value: Decimal | None, reason: str = missing.TOO_LARGE) -> Result:
        """The figure rounded, or the reason where there is none."""
        figure = rounded(value)
        return cls(figure) if figure is not None else cls(None, reason)


def rounded(value: Decimal | None) -> Decimal | None:
    """Two decimals, half to even; None for what is no figure."""
    if value is None or not value.is_finite() or abs(value) > LARGEST_FIGURE:
        return None
    return value.quantize(_TWO_DECIMALS)


def irr(flows: Sequence[Decimal]) -> Result:
    """Internal rate of return in per cent, or why there is none."""
    if not all(flow.is_finite() for flow in flows):
        return Result(None, missing.TOO_LARGE)
    found = rounded(measures.irr_pct(flows))
    return Result(found) if found is not None else Result(None, missing.of_irr(flows))


def npv(flows: Sequence[Decimal], discount_rate_pct: Decimal | None) -> Result:
    """Net present value, or why there is none."""
    if discount_rate_pct is None:
        return Result(None, missing.NO_RATE)
    return Result.of(measures.npv_wan(flows, discount_rate_pct))


def discounted_payback(flows: Sequence[Decimal], discount_rate_pct: Decimal | None) -> Result:
    """Payback of the discounted flows, or why there is none."""
    if discount_rate_pct is None:
        return Result(None, missing.NO_RATE)
    found = measures.discounted_payback_years(flows, discount_rate_pct)
    return Result.of(found, missing.of_payback(measures.discounted(flows, discount_rate_pct)))
