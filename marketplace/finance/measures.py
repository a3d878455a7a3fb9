"""What a cash flow is worth: NPV, IRR and payback, unrounded. Flows are 万元 a year, index 0 at the value date."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

LOWEST_RATE, HIGHEST_RATE = -0.9, 1.0
"""The IRR is looked for strictly between these (-90 % and +100 %)."""
_HALVINGS = 64
_NOTHING = Decimal("1e-9")


def npv_wan(flows: Sequence[Decimal], discount_rate_pct: Decimal) -> Decimal:
    """Net present value (净现值) in 万元; the rate must be above -100 %."""
    return sum(discounted(flows, discount_rate_pct), Decimal(0))


def signs(flows: Sequence[Decimal]) -> list[bool]:
    """Whether money comes in, year by year; years without any are left out."""
    return [flow > 0 for flow in flows if abs(flow) > _NOTHING]


def sign_changes(flows: Sequence[Decimal]) -> int:
    """How often the flow turns; more than once, several rates may make its value zero."""
    kept = signs(flows)
    return sum(one != other for one, other in pairwise(kept))


def irr_pct(flows: Sequence[Decimal]) -> Decimal | None:
    """Internal rate of return (内部收益率) in per cent, by bisection.

    None where the flows never change their sign, or more than once, or no root lies between the two rates.
    """
    if sign_changes(flows) != 1:
        return None
    largest = max(abs(flow) for flow in flows)
    return _bisected([float(flow / largest) for flow in flows])


def is_above(flows: Sequence[Decimal]) -> bool:
    """Of flows without a root between the two rates: whether it lies beyond the upper end.

    Near -100 % the value has the sign of the last flow, and keeps it up to the root.
    """
    largest = max(abs(flow) for flow in flows)
    return (_final_value([float(flow / largest) for flow in flows], HIGHEST_RATE) > 0) == signs(flows)[-1]


def payback_years(flows: Sequence[Decimal]) -> Decimal | None:
    """Static payback (静态投资回收期) in years from the value date, building time included; None if never.

    It falls in the first year in which the cumulative flow turns non-negative and after which it stays so.
    """
    totals = _cumulated(flows)
    negative = [t for t, is_red in enumerate(in_the_red(flows)) if is_red]
    if not negative or negative[-1] == len(totals) - 1:
        return None
    before = negative[-1]
    return before - totals[before] / flows[before + 1]


def discounted_payback_years(flows: Sequence[Decimal], discount_rate_pct: Decimal) -> Decimal | None:
    """Payback of the discounted flows (动态投资回收期) in years from the value date; None if never."""
    return payback_years(discounted(flows, discount_rate_pct))


def in_the_red(flows: Sequence[Decimal]) -> list[bool]:
    """Year by year, whether more has gone out than come in so far."""
    return [total < -_NOTHING for total in _cumulated(flows)]


def discounted(flows: Sequence[Decimal], discount_rate_pct: Decimal) -> list[Decimal]:
    """The flows as they are worth at the value date."""
    factor, divisor = 1 + discount_rate_pct / 100, Decimal(1)
    values = []
    for flow in flows:
        values.append(flow / divisor)
        divisor *= factor
    return values


def _cumulated(flows: Sequence[Decimal]) -> list[Decimal]:
    total, totals = Decimal(0), []
    for flow in flows:
        total += flow
        totals.append(total)
    return totals


def _bisected(flows: Sequence[float]) -> Decimal | None:
    low, high = LOWEST_RATE, HIGHEST_RATE
    value_low = _final_value(flows, low)
    if value_low * _final_value(flows, high) >= 0:
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        value = _final_value(flows, middle)
        if (value < 0) == (value_low < 0):
            low = middle
        else:
            high = middle
    return Decimal((low + high) / 2) * 100


def _final_value(flows: Sequence[float], rate: float) -> float:
    """The flows' value at the last year: of the same sign as the NPV, and safe from overflow where that is not."""
    value = 0.0
    for flow in flows:
        value = value * (1 + rate) + flow
    return value
