"""What a loan costs each year: drawn in its years, repaid from the first operating year on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from marketplace.finance.terms import BULLET, EQUAL_PRINCIPAL


@dataclass(frozen=True)
class Service:
    """What is paid on the loan in one year, 万元."""

    interest: Decimal = Decimal(0)
    principal: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """Interest and principal together (还本付息)."""
        return self.interest + self.principal


def services(
    draws: Mapping[int, Decimal], first_operating_year: int, rate_pct: Decimal, years: int, repayment: str
) -> dict[int, Service]:
    """Interest and principal by year. What is drawn later than the first operating year is repaid from its own year on.

    Interest is due on the opening balance, so from the year after the drawing on, and is paid, not capitalised.
    """
    paid: dict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    rate = rate_pct / 100
    for drawn_in, amount in sorted(draws.items()):
        begin = max(first_operating_year, drawn_in)
        for year in range(drawn_in + 1, begin):
            paid[year][0] += amount * rate
        balance = amount
        for n, principal_or_sum in enumerate(_instalments(amount, rate, years, repayment, begin > drawn_in)):
            interest = balance * rate if begin + n > drawn_in else Decimal(0)
            principal = principal_or_sum - interest if repayment not in (EQUAL_PRINCIPAL, BULLET) else principal_or_sum
            balance -= principal
            paid[begin + n][0] += interest
            paid[begin + n][1] += principal
    return {year: Service(interest, principal) for year, (interest, principal) in sorted(paid.items())}


def _instalments(amount: Decimal, rate: Decimal, years: int, repayment: str, in_arrears: bool) -> list[Decimal]:
    """Of each year the principal, or with equal instalments the whole sum; the first at the drawing if not in arrears."""
    if repayment == EQUAL_PRINCIPAL:
        return [amount / years] * years
    if repayment == BULLET:
        return [Decimal(0)] * (years - 1) + [amount]
    if not rate:
        return [amount / years] * years
    worth = (1 - (1 + rate) ** -years) / rate
    return [amount / (worth if in_arrears else worth * (1 + rate))] * years
