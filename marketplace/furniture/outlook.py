"""What a plan's money tells beyond the seven figures: in words for pages, as numbers for programs, with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marketplace.finance import Outlook, missing
from marketplace.finance.outlook import RESULTS
from marketplace.finance.results import Result
from marketplace.furniture.measures import ANYWAY, LABELS, WHY, figure_pairs, missing_words
from marketplace.furniture.numbers import NONE, figure, money
from marketplace.i18n import _, _l

Pair = tuple[str, str]
SEVEN = ("total_investment_wan", "government_wan", "social_wan", "leverage", "irr_pct", "npv_wan", "payback_years")
NAMES: Mapping[str, str] = {
    "discounted_payback_years": _l("动态回收期"),
    "npv_after_financing_wan": _l("融资后净现值"),
    "irr_after_financing_pct": _l("融资后内部收益率"),
    "equity_irr_pct": _l("资本金内部收益率"),
    "dscr_min": _l("最低偿债备付率"),
    "break_even_revenue_pct": _l("盈亏平衡收入"),
}
KINDS: Mapping[str, str] = {
    "discounted_payback_years": "payback_years",
    "npv_after_financing_wan": "npv_wan",
    "irr_after_financing_pct": "irr_pct",
    "equity_irr_pct": "irr_pct",
    "break_even_revenue_pct": "revenue",
}
"""Whose reasons a figure shares."""
REASONS: Mapping[tuple[str, str], str] = {("revenue", missing.NOTHING): _l("无法计算（没有收入）")}
FACTORS: Mapping[str, str] = {"revenue": _l("收入"), "cost": _l("成本"), "investment": _l("投资")}
CONVENTION = (
    _l("金额为万元，含税；同一年的收支合为年末一笔，首个投资年末为起点，不折现。"),
    _l("融资前：不计税、贷款和残值，全部投资由项目自己出。"),
    _l(
        "贷款按投资表来源为“贷款”的行，当年提款；自次年起按年初余额付息，利息不滚入本金；自首个运营年起按还款方式归还。"
    ),
    _l(
        "增值税＝收入×税率÷(100＋税率)，不计进项；所得税按当年利润计：扣除成本、利息和折旧，全部投资在运营年限内平均折旧，亏损不结转。"
    ),
    _l("残值只计入融资后的末年。社会资本一栏不计政府投入；融资后也不计贷款本金流入，计还本付息。"),
    _l("偿债备付率＝当年可用于还款的现金÷当年应还本息，自首个运营年起计，小于 1 即当年收入不够还款。"),
)
"""The house convention, said beside whatever is reckoned by it."""


def convention() -> list[str]:
    """The house convention in sentences."""
    return [str(line) for line in CONVENTION]


def why(name: str, reason: str) -> str:
    """Why a figure cannot be given, in words."""
    kind = KINDS.get(name, name)
    return str(REASONS.get((kind, reason)) or WHY.get((kind, reason)) or ANYWAY.get(reason) or NONE)


def said(name: str, result: Result) -> str:
    """A result in words, or why there is none."""
    if result.value is None:
        return why(name, result.reason)
    if name.endswith("_wan"):
        return money(result.value)
    unit = "%" if name.endswith("_pct") else _("年") if name.endswith("_years") else ""
    return figure(result.value, unit)


_ALWAYS = ("discounted_payback_years", "break_even_revenue_pct")


def outlook_only_pairs(outlook: Outlook) -> list[Pair]:
    """Label and words of what is built on the seven figures; what is after financing only where something is said of it."""
    names = [name for name in RESULTS if outlook.loan_wan or outlook.inputs.terms.says_anything or name in _ALWAYS]
    return [(str(NAMES[name]), said(name, outlook.result(name))) for name in names]


def outlook_pairs(outlook: Outlook | None) -> list[Pair]:
    """The same below the seven figures."""
    return [] if outlook is None else [*figure_pairs(outlook.figures), *outlook_only_pairs(outlook)]


def told(outlook: Outlook | None) -> dict[str, Any]:
    """The figures as numbers for programs; None for what cannot be given."""
    if outlook is None:
        return {**dict.fromkeys((*SEVEN, "loan_wan", *RESULTS)), "sensitivity": [], "switching": []}
    return {
        **{name: _plain(getattr(outlook.figures, name)) for name in SEVEN},
        "loan_wan": _plain(outlook.loan_wan),
        **{name: _plain(outlook.result(name).value) for name in RESULTS},
        "sensitivity": [
            {
                "factor": one.factor,
                "change_pct": one.change_pct,
                "irr_pct": _plain(one.irr_pct.value),
                "npv_wan": _plain(one.npv_wan.value),
            }
            for one in outlook.sensitivity
        ],
        "switching": [{"factor": one.factor, "change_pct": _plain(one.change_pct.value)} for one in outlook.switchings],
    }


def reasons(outlook: Outlook | None) -> list[tuple[str, str]]:
    """Name and words of each figure that cannot be given."""
    if outlook is None:
        return [(name, _("还没有可以计算的投资、收入或成本")) for name in (*LABELS, *RESULTS)]
    seven = zip(outlook.figures.missing, missing_words(outlook.figures), strict=True)
    return [
        *seven,
        *(
            (name, f"{NAMES[name]}：{why(name, result.reason)}")
            for name in RESULTS
            if (result := outlook.result(name)).value is None
        ),
    ]


def switching_pairs(outlook: Outlook) -> list[Pair]:
    """Of each factor, the change at which the NPV is nothing."""
    return [(str(FACTORS[one.factor]), _switching(one.change_pct)) for one in outlook.switchings]


def _switching(result: Result) -> str:
    return signed(result.value) if result.value is not None else NONE


def signed(change_pct: Decimal | int) -> str:
    """A change in per cent with its sign: `+10 %`, `−19.73 %`."""
    return ("+" if change_pct > 0 else "") + figure(change_pct, "%")


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
