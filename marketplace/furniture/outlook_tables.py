"""The cash flow before and after financing, year by year, and the sensitivity, as tables to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from marketplace.finance import Outlook, missing
from marketplace.finance.results import Result
from marketplace.finance.sensitivity import CHANGES_PCT
from marketplace.furniture.numbers import NONE, figure
from marketplace.furniture.outlook import FACTORS, signed, switching_pairs, why
from marketplace.i18n import _

FROM_WHICH_WHOLE = 1000
"""万元."""


@dataclass(frozen=True)
class Table:
    """A caption, the heads, and rows of words; the first of each row is its head."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    """Why a figure is missing in it."""


def flow_tables(outlook: Outlook) -> list[Table]:
    """Before and after financing, of the project and of social capital alone; none while loans lack their terms."""
    return [_before(outlook), _after(outlook)] if outlook.years else []


def sensitivity_tables(outlook: Outlook) -> list[Table]:
    """NPV and IRR at every change of revenue, cost and investment, with the change at which the NPV is nothing."""
    if not outlook.sensitivity:
        return []
    found = {(one.factor, one.change_pct): one for one in outlook.sensitivity}
    heads = [_("因素"), *(signed(change) for change in CHANGES_PCT)]
    switching = dict(switching_pairs(outlook))
    worth = [
        [str(label), *(_worth(found[factor, change].npv_wan.value) for change in CHANGES_PCT), switching[str(label)]]
        for factor, label in FACTORS.items()
    ]
    rates = [
        [str(label), *(_rate(found[factor, change].irr_pct) for change in CHANGES_PCT)]
        for factor, label in FACTORS.items()
    ]
    return [
        Table(
            _("敏感性：净现值 (万元)"), [*heads, _("临界点")], worth, _("临界点：其他不变，净现值恰好为零时的变动。")
        ),
        Table(_("敏感性：内部收益率"), heads, rates, _without_rate(outlook)),
    ]


def _worth(value: Decimal | None) -> str:
    """Without decimals where they say nothing."""
    return figure(value, places=2 if value is None or abs(value) < FROM_WHICH_WHOLE else 0)


def _rate(result: Result) -> str:
    beyond = result.reason in (missing.BELOW, missing.ABOVE)
    return why("irr_pct", result.reason) if beyond else figure(result.value, "%")


def _without_rate(outlook: Outlook) -> str:
    """Why there is no rate, where there is none at all."""
    reasons = sorted({one.irr_pct.reason for one in outlook.sensitivity} - {"", missing.BELOW, missing.ABOVE})
    return _("“—”：%(reasons)s。", reasons="；".join(why("irr_pct", reason) for reason in reasons)) if reasons else ""


def _before(outlook: Outlook) -> Table:
    totals = accumulate(year.before for year in outlook.years)
    heads = [_("年度"), _("投资"), _("收入"), _("成本"), _("项目净现金流"), _("累计"), _("社会资本净现金流")]
    rows = [
        [
            str(year.year),
            *_amounts(year.government + year.social + year.loan, year.revenue, year.cost),
            *_amounts(year.before, total, year.social_before),
        ]
        for year, total in zip(outlook.years, totals, strict=True)
    ]
    return Table(_("融资前现金流 (万元)"), heads, rows)


def _after(outlook: Outlook) -> Table:
    heads = [_("年度"), _("提款"), _("增值税"), _("所得税"), _("付息"), _("还本"), _("残值")]
    heads += [_("项目净现金流"), _("社会资本净现金流"), _("偿债备付率")]
    rows = [
        [
            str(year.year),
            *_amounts(year.loan, year.vat, year.income_tax, year.service.interest, year.service.principal),
            *_amounts(year.residual, year.after, year.social_after),
            figure(outlook.dscr(year)) if outlook.dscr(year) is not None else NONE,
        ]
        for year in outlook.years
    ]
    return Table(_("融资后现金流 (万元)"), heads, rows)


def _amounts(*amounts: Decimal) -> list[str]:
    return [figure(amount) for amount in amounts]
