"""Round steps for axes: which figures to write beside a drawing and how far apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

MOST_STEPS = 8
STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Scale:
    """Amounts on an upright axis; `ticks` rise in equal steps and hold zero."""

    ticks: tuple[Decimal, ...]
    top: float
    bottom: float

    @classmethod
    def over(cls, values: Sequence[Decimal], top: float, bottom: float) -> Scale:
        """The axis that holds all values and zero."""
        low, high = min(*values, Decimal(0)), max(*values, Decimal(0))
        step = round_step((high - low) or Decimal(1))
        first = (low / step).to_integral_value(ROUND_FLOOR)
        last = max((high / step).to_integral_value(ROUND_CEILING), first + 1)
        return cls(tuple(step * n for n in range(int(first), int(last) + 1)), top, bottom)

    def y(self, value: Decimal) -> float:
        """Where the value stands, counted downwards."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.bottom - float((value - low) / (high - low)) * (self.bottom - self.top)


def round_step(span: Decimal) -> Decimal:
    """The smallest of 1, 2, 5 · 10ⁿ of which at most eight cover the span."""
    power = Decimal(1).scaleb((span / MOST_STEPS).adjusted())
    return next(step * power for step in STEPS if step * power * MOST_STEPS >= span)


def year_marks(count: int, labels: int) -> list[int]:
    """Indexes of the years to name: the first, the last, and round steps between that keep clear of the last."""
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100, count) if (count - 1) / n <= labels + 0.5 or n >= count)
    between = [index for index in range(step, count - 1, step) if count - 1 - index >= step * 0.6]
    return [0, *between, count - 1] if count > 1 else [0]
