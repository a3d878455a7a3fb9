"""The derived figures in words: what stands beside a plan, on lists and on review pages."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.finance import Figures, missing
from marketplace.furniture.numbers import NONE, figure, money
from marketplace.i18n import _, _l

Pair = tuple[str, str]


def social_share(figures: Figures) -> str:
    """Share of social capital in the whole investment, in whole per cent."""
    if not figures.total_investment_wan:
        return ""
    return figure(figures.social_wan * 100 / figures.total_investment_wan, "%", places=0)


def social_pairs(figures: Figures) -> list[Pair]:
    """What social capital brings, loans apart where there are any, with their share of the whole."""
    if not figures.loan_wan:
        return [(_("社会资本"), f"{money(figures.social_wan)}，{social_share(figures)}")]
    return [
        (_("社会资本"), money(figures.social_wan - figures.loan_wan)),
        (
            _("贷款"),
            _("%(money)s，与社会资本合占 %(share)s", money=money(figures.loan_wan), share=social_share(figures)),
        ),
    ]


def leverage_explained(figures: Figures) -> str:
    """The leverage, with its definition where loans count in it."""
    words = leverage(figures)
    if figures.leverage is None or not figures.loan_wan:
        return words
    return _("%(leverage)s（社会资本和贷款 ÷ 政府投入）", leverage=words)


WHY: Mapping[tuple[str, str], str] = {
    ("leverage", missing.NO_GOVERNMENT): _l("无政府投入"),
    ("leverage", missing.NO_INVESTMENT): _l("还没有填投资"),
    ("irr_pct", missing.SEVERAL): _l("不列（现金流正负交替不止一次，可能有几个收益率，以净现值为准）"),
    ("irr_pct", missing.NEVER_NEGATIVE): _l("无法计算（各年都没有净支出）"),
    ("irr_pct", missing.NEVER_POSITIVE): _l("无法计算（各年都没有净收入）"),
    ("irr_pct", missing.BELOW): _l("低于 −90 %"),
    ("irr_pct", missing.ABOVE): _l("高于 100 %"),
    ("payback_years", missing.NEVER_NEGATIVE): _l("不需回收（累计现金流从未为负）"),
    ("payback_years", missing.NEVER_BACK): _l("运营期内收不回"),
    ("payback_years", missing.LOST_AGAIN): _l("中途收回后又转负，期末没有收回"),
}
LABELS: Mapping[str, str] = {
    "leverage": _l("撬动倍数"),
    "irr_pct": _l("内部收益率"),
    "npv_wan": _l("净现值"),
    "payback_years": _l("静态回收期"),
}
ANYWAY: Mapping[str, str] = {
    missing.NO_FLOW: _l("待填写收入和运营年限"),
    missing.NOTHING: _l("无法计算（没有现金流）"),
    missing.TOO_LARGE: _l("数额过大，请核对"),
    missing.NO_LOAN: _l("没有贷款"),
    missing.NO_LOAN_TERMS: _l("待填写贷款利率、还款年限和还款方式"),
    missing.NO_RATE: _l("无法计算（折现率不对）"),
}
"""Reasons that read alike for every figure."""


def _why(figures: Figures, name: str) -> str:
    reason = figures.missing.get(name, "")
    return str(WHY.get((name, reason)) or ANYWAY.get(reason) or NONE)


def leverage(figures: Figures) -> str:
    """社会资本 ÷ 政府投入, or why it is undefined."""
    return _why(figures, "leverage") if figures.leverage is None else figure(figures.leverage, _("倍"))


def irr(figures: Figures) -> str:
    """IRR, or why there is none."""
    return _why(figures, "irr_pct") if figures.irr_pct is None else figure(figures.irr_pct, "%")


def payback(figures: Figures) -> str:
    """Static payback, building time included, or why there is none."""
    return _why(figures, "payback_years") if figures.payback_years is None else figure(figures.payback_years, _("年"))


def npv(figures: Figures) -> str:
    """Net present value, or why there is none."""
    return _why(figures, "npv_wan") if figures.npv_wan is None else money(figures.npv_wan)


def missing_words(figures: Figures) -> list[str]:
    """A line for each figure that is missing, with the reason."""
    shown = {"leverage": leverage, "irr_pct": irr, "npv_wan": npv, "payback_years": payback}
    return [f"{LABELS[name]}：{shown[name](figures)}" for name in shown if name in figures.missing]


def figure_pairs(figures: Figures | None) -> list[Pair]:
    """Label and words of each figure."""
    if figures is None:
        return []
    return [
        (_("总投资"), money(figures.total_investment_wan)),
        *social_pairs(figures),
        (_("政府投入"), money(figures.government_wan)),
        (_("撬动"), leverage_explained(figures)),
        (_("IRR"), irr(figures)),
        (_("净现值"), npv(figures)),
        (_("回收"), payback(figures)),
    ]
