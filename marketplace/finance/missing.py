"""Why a figure cannot be given. Each reason is a word; the pages say it in sentences."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from marketplace.finance import measures

NO_FLOW = "no_flow"
"""The operating years are not known: no revenue row, or no term."""
NO_RATE = "no_rate"
"""The discount rate is no rate."""
NEVER_NEGATIVE, NEVER_POSITIVE, NOTHING = "never_negative", "never_positive", "nothing"
"""No year with money going out, none with money coming in, no money at all."""
SEVERAL = "several"
"""The flow turns more than once: several rates make its value zero."""
BELOW, ABOVE = "below", "above"
"""The only rate lies beyond an end of the interval that is searched."""
NEVER_BACK, LOST_AGAIN = "never_back", "lost_again"
"""The cumulative flow never gets out of the red, or ends in it after having been out."""
NO_LOAN, NO_LOAN_TERMS = "no_loan", "no_loan_terms"
"""Nothing is borrowed; or it is, and rate, years or manner of repayment are not said."""
NO_GOVERNMENT, NO_INVESTMENT = "no_government", "no_investment"
TOO_LARGE = "too_large"
"""A typing error, not a figure."""


def of_irr(flows: Sequence[Decimal] | None) -> str:
    """Why there is no internal rate of return."""
    if flows is None:
        return NO_FLOW
    turns = measures.sign_changes(flows)
    if turns > 1:
        return SEVERAL
    if turns == 0:
        kept = measures.signs(flows)
        return NOTHING if not kept else NEVER_NEGATIVE if kept[0] else NEVER_POSITIVE
    return ABOVE if measures.is_above(flows) else BELOW


def of_payback(flows: Sequence[Decimal] | None) -> str:
    """Why there is no payback."""
    if flows is None:
        return NO_FLOW
    red = measures.in_the_red(flows)
    if not any(red):
        return NEVER_NEGATIVE
    if not red[-1]:
        return TOO_LARGE
    return NEVER_BACK if all(red[red.index(True) :]) else LOST_AGAIN


def of_npv(flows: Sequence[Decimal] | None, discount_rate_pct: Decimal | None) -> str:
    """Why there is no net present value."""
    return NO_FLOW if flows is None else NO_RATE if discount_rate_pct is None else TOO_LARGE


def of_leverage(government: Decimal, total: Decimal) -> str:
    """Why there is no leverage."""
    return TOO_LARGE if government else NO_GOVERNMENT if total else NO_INVESTMENT


def only(figures: Mapping[str, Decimal | None], reasons: Mapping[str, str]) -> dict[str, str]:
    """The reasons of the figures that are missing."""
    return {name: reasons[name] for name, value in figures.items() if value is None}
