"""What becomes of a plan when one thing turns out otherwise: all revenue, all cost or all investment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marketplace.finance import measures, missing, results
from marketplace.finance.results import Result

REVENUE, COST, INVESTMENT = "revenue", "cost", "investment"
CHANGES_PCT = (-30, -20, -10, 10, 20, 30)
Flows = Sequence[Decimal]


@dataclass(frozen=True)
class Variation:
    """The plan with one factor changed by so many per cent."""

    factor: str
    change_pct: int
    irr_pct: Result
    npv_wan: Result


@dataclass(frozen=True)
class Switching:
    """The change in per cent at which the NPV is nothing (临界点)."""

    factor: str
    change_pct: Result


def variations(parts: Mapping[str, Flows], discount_rate_pct: Decimal | None) -> tuple[Variation, ...]:
    """Every factor at every change; `parts` holds of each factor its yearly flows, those that go out negative."""
    return tuple(
        Variation(factor, change, results.irr(flows), results.npv(flows, discount_rate_pct))
        for factor in parts
        for change in CHANGES_PCT
        for flows in [_changed(parts, factor, Decimal(change))]
    )


def switchings(parts: Mapping[str, Flows], discount_rate_pct: Decimal | None) -> tuple[Switching, ...]:
    """Of each factor the change at which the NPV is nothing."""
    if discount_rate_pct is None:
        return tuple(Switching(factor, Result(None, missing.NO_RATE)) for factor in parts)
    worth = {factor: measures.npv_wan(flows, discount_rate_pct) for factor, flows in parts.items()}
    whole = sum(worth.values(), Decimal(0))
    return tuple(
        Switching(factor, Result.of(-whole / value * 100) if value else Result(None, missing.NOTHING))
        for factor, value in worth.items()
    )


def break_even_revenue_pct(parts: Mapping[str, Flows], discount_rate_pct: Decimal | None) -> Result:
    """The level of all revenue, in per cent of the planned, at which the NPV is nothing."""
    if discount_rate_pct is None:
        return Result(None, missing.NO_RATE)
    worth = {factor: measures.npv_wan(flows, discount_rate_pct) for factor, flows in parts.items()}
    if not worth[REVENUE]:
        return Result(None, missing.NOTHING)
    return Result.of(-(worth[COST] + worth[INVESTMENT]) / worth[REVENUE] * 100)


def _changed(parts: Mapping[str, Flows], factor: str, change_pct: Decimal) -> list[Decimal]:
    scale = 1 + change_pct / 100
    return [
        sum((flow * scale if name == factor else flow for name, flow in zip(parts, flows, strict=True)), Decimal(0))
        for flows in zip(*parts.values(), strict=True)
    ]
