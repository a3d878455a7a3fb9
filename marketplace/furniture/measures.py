"""The derived figures in words: what stands beside a plan, on lists and on review pages."""

from __future__ import annotations

from decimal import Decimal

from marketplace.finance import Figures
from marketplace.furniture.figures import figure, money
from marketplace.i18n import _

Pair = tuple[str, str]


def social_share(figures: Figures) -> str:
    """Share of social capital in the whole investment, in whole per cent."""
    if not figures.total_investment_wan:
        return ""
    return figure(figures.social_wan * 100 / figures.total_investment_wan, "%", places=0)


def leverage(figures: Figures) -> str:
    """社会资本 ÷ 政府投入; undefined where the government pays nothing."""
    return _("无政府投入") if figures.leverage is None else figure(figures.leverage, _("倍"))


def irr(value: Decimal | None) -> str:
    """IRR, or why there is none."""
    return _("无法计算（现金流没有由负转正）") if value is None else figure(value, "%")


def payback(value: Decimal | None) -> str:
    """Static payback, building time included."""
    return _("运营期内收不回") if value is None else figure(value, _("年"))


def figure_pairs(figures: Figures | None) -> list[Pair]:
    """Label and words of each figure."""
    if figures is None:
        return []
    return [
        (_("总投资"), money(figures.total_investment_wan)),
        (_("社会资本"), f"{money(figures.social_wan)}，{social_share(figures)}"),
        (_("政府投入"), money(figures.government_wan)),
        (_("撬动"), leverage(figures)),
        (_("IRR"), irr(figures.irr_pct)),
        (_("净现值"), money(figures.npv_wan) if figures.npv_wan is not None else "—"),
        (_("回收"), payback(figures.payback_years)),
    ]
