"""What stands behind an amount: quantity × unit price of a revenue row, rate, years and repayment of a loan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from marketplace.errors import Complaint
from marketplace.finance.rows import amount_from_price
from marketplace.i18n import _

Values = Mapping[str, Any]
TOLERANCE_WAN = Decimal("0.01")
LOAN_TERMS = ("loan_rate_pct", "loan_years", "repayment")


def amount(row: Values) -> Decimal | None:
    """The amount of a revenue row that leaves it blank, in 万元."""
    found = amount_from_price(row)
    return None if found is None else found.normalize()


def agrees(values: Values) -> Iterator[Complaint]:
    """An amount that is typed beside quantity and price is their product."""
    for place, row in enumerate(values.get("revenue") or []):
        typed, product = row.get("amount_wan"), amount(row)
        if typed is not None and product is not None and abs(typed - product) > TOLERANCE_WAN:
            yield Complaint(
                _(
                    "收入第 %(n)d 行：数量 × 单价是 %(product)s 万元，金额写的是 %(typed)s 万元。请改成一致，或者不填金额。",
                    n=place + 1,
                    product=f"{product:,f}",
                    typed=f"{typed:,f}" if isinstance(typed, Decimal) else f"{typed:,}",
                ),
                "revenue",
                place,
                "amount_wan",
            )


def loan_is_whole(values: Values) -> Iterator[Complaint]:
    """Of rate, years and repayment either all are said or none, and only of a loan that there is."""
    missing = [name for name in LOAN_TERMS if values.get(name) in (None, "")]
    if len(missing) == len(LOAN_TERMS):
        return
    if missing:
        yield Complaint(_("贷款利率、还款年限和还款方式要一起填写，或者都不填。"), field=missing[0])
    elif values.get("investment") and not any(row.get("source") == "loan" for row in values["investment"]):
        yield Complaint(_("填了贷款条件，投资表里却没有来源为贷款的行，请补上或者删去。"), field="loan_rate_pct")
