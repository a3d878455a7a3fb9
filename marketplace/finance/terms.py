"""The optional terms of a plan's financing: of its loan, its taxes, and what is left at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from marketplace.finance.rows import LARGEST_AMOUNT_WAN, LONGEST_TERM_YEARS, as_decimal, as_term

EQUAL_PRINCIPAL, EQUAL_INSTALMENT, BULLET = "equal_principal", "equal_instalment", "bullet"
REPAYMENTS = frozenset({EQUAL_PRINCIPAL, EQUAL_INSTALMENT, BULLET})
"""Ways of paying back: the same principal each year, the same sum each year, everything in the last."""
HIGHEST_PCT = Decimal(100)


@dataclass(frozen=True)
class Terms:
    """What a plan may say beside its rows; None: not said. Taxes and residual value that are not said count as nothing."""

    loan_rate_pct: Decimal | None = None
    loan_years: int | None = None
    repayment: str | None = None
    income_tax_pct: Decimal | None = None
    vat_pct: Decimal | None = None
    residual_wan: Decimal | None = None

    @property
    def is_loan_known(self) -> bool:
        """Whether a loan can be reckoned: rate, years and manner of repayment are said."""
        return self.loan_rate_pct is not None and self.loan_years is not None and self.repayment is not None

    @property
    def says_anything(self) -> bool:
        """Whether any of them is said."""
        return self != Terms()


def terms_of(returns: Mapping[str, object]) -> Terms:
    """The terms of a plan's section `returns`; whatever is no number, or beyond reason, counts as not said."""
    years, repayment = as_term(returns.get("loan_years")), returns.get("repayment")
    return Terms(
        loan_rate_pct=_within(returns.get("loan_rate_pct"), HIGHEST_PCT),
        loan_years=years if years is not None and years <= LONGEST_TERM_YEARS else None,
        repayment=repayment if isinstance(repayment, str) and repayment in REPAYMENTS else None,
        income_tax_pct=_within(returns.get("income_tax_pct"), HIGHEST_PCT),
        vat_pct=_within(returns.get("vat_pct"), HIGHEST_PCT),
        residual_wan=_within(returns.get("residual_wan"), LARGEST_AMOUNT_WAN),
    )


def _within(value: object, most: Decimal) -> Decimal | None:
    number = as_decimal(value)
    return number if number is not None and 0 <= number <= most else None
