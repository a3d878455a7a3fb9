"""Conditions over the values of one section: sums, orders, dates. Each says what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from marketplace import clock
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.plans import pricing
from marketplace.reference.tables import return_mechanisms
from marketplace.settings import queries as settings

Values = Mapping[str, Any]
ONCE = {"start": "开工", "effect": "见效"}
ORDER = ("start", "completion", "effect")


def weights_sum_to_100(values: Values) -> Iterator[Complaint]:
    """The weights of the criteria sum to 100."""
    rows = values.get("criteria") or []
    total = sum(row.get("weight") or 0 for row in rows)
    if rows and total < 100:
        yield Complaint(
            _("揭榜要求的权重合计为 %(n)s，请再分配 %(left)s。", n=total, left=100 - total), field="criteria"
        )
    elif total > 100:
        yield Complaint(_("揭榜要求的权重合计为 %(n)s，请减去 %(left)s。", n=total, left=total - 100), field="criteria")


def claim_period_long_enough(values: Values) -> Iterator[Complaint]:
    """The claim period is at least the configured minimum."""
    days = values.get("claim_days")
    if days is not None and days < (least := settings.in_force("claim_days")):
        yield Complaint(
            _("揭榜期限为 %(n)s 天，不能少于 %(least)s 天，请改为 %(least)s 天以上。", n=days, least=least),
            "claim_days",
        )


LARGEST_INVESTMENT, LARGEST_YEARLY = 500_000, 100_000
"""万元: beyond these a figure was more likely typed in 元 than meant."""


def typed_in_wan(values: Values) -> Iterator[Complaint]:
    """Amounts that are larger than any scenario here: were they typed in 元?"""
    for table, label in (("investment", _("投资")), ("funding_sources", _("资金来源"))):
        total = sum(row.get("amount_wan") or 0 for row in values.get(table) or [])
        if total >= LARGEST_INVESTMENT:
            yield Complaint(_in_yuan(label, total), table)
    for table, label in (("revenue", _("收入")), ("cost", _("成本"))):
        for place, row in enumerate(values.get(table) or []):
            if (amount := row.get("amount_wan") or pricing.amount(row) or 0) >= LARGEST_YEARLY:
                yield Complaint(_in_yuan(f"{label}第 {place + 1} 行", amount), table, place, "amount_wan")


def _in_yuan(what: str, amount: Any) -> str:
    return _(
        "%(what)s合 %(n)s 万元，即 %(yi)s 亿元。是不是按“元”填写了？单位是万元，350 万元请填 350。",
        what=what,
        n=f"{amount:,}",
        yi=f"{amount / 10000:,.2f}",
    )


def mechanisms_may_be_chosen(values: Values) -> Iterator[Complaint]:
    """No mechanism is chosen that is a source of funding, not a return."""
    for chosen in values.get("return_mechanisms") or []:
        row = return_mechanisms().get(chosen)
        if row and row.selectable == "no":
            yield Complaint(
                _("“%(label)s”不是回报机制，请取消。%(why)s", label=row.label, why=row.definition),
                field="return_mechanisms",
            )


def years_in_order(values: Values) -> Iterator[Complaint]:
    """No revenue or cost row ends before it begins."""
    for table, label in (("revenue", _("收入")), ("cost", _("成本"))):
        for place, row in enumerate(values.get(table) or []):
            first, last = row.get("from_year"), row.get("to_year")
            if first and last and last < first:
                yield Complaint(
                    _("%(table)s第 %(n)d 行：终止年早于起始年，请改正。", table=label, n=place + 1),
                    table,
                    place,
                    "to_year",
                )


def milestones_in_order(values: Values) -> Iterator[Complaint]:
    """Exactly one start and one effect, at most one completion, due in this order."""
    rows = values.get("milestones") or []
    if not rows:
        return
    due: dict[str, str] = {}
    for place, row in enumerate(rows):
        kind = row.get("kind")
        if kind in ORDER and kind in due:
            yield Complaint(
                _("里程碑第 %(n)d 行：开工、竣工、见效各只能有一个。", n=place + 1), "milestones", place, "kind"
            )
        elif kind in ORDER:
            due[kind] = row.get("due") or ""
    for kind, label in ONCE.items():
        if kind not in due:
            yield Complaint(_("里程碑缺“%(kind)s”节点，请添加一行。", kind=label), field="milestones")
    dates = [due[kind] for kind in ORDER if due.get(kind)]
    if dates != sorted(dates):
        yield Complaint(_("里程碑的日期应当先开工、再竣工、后见效，请核对。"), field="milestones")


def signed_in_the_past(values: Values) -> Iterator[Complaint]:
    """The agreement was not signed in the future."""
    signed = values.get("signed_on")
    if signed and date.fromisoformat(signed) > clock.today():
        yield Complaint(_("签订日期不能晚于今天。"), field="signed_on")
