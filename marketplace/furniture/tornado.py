"""The tornado: how far the NPV moves when one factor turns out 30 % lower or higher, the widest bar on top."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from marketplace.finance import Outlook
from marketplace.finance.sensitivity import CHANGES_PCT
from marketplace.furniture.numbers import figure, money
from marketplace.furniture.outlook import FACTORS, signed
from marketplace.furniture.scale import Scale
from marketplace.i18n import _

LOWEST, HIGHEST = CHANGES_PCT[0], CHANGES_PCT[-1]
WIDTH, LEFT, RIGHT, TOP, STEP, BAR = 420, 48, 408, 14, 30, 16


@dataclass(frozen=True)
class Bar:
    """One factor: the NPV at its lowest and at its highest."""

    label: str
    low: Decimal
    high: Decimal


def tornado_chart(outlook: Outlook, name: str = "tornado") -> Markup:
    """The figure; nothing where there is no NPV."""
    base, bars = outlook.figures.npv_wan, _bars(outlook)
    if base is None or not bars:
        return Markup("")
    bottom = TOP + STEP * len(bars)
    # The scale counts downwards; turned, it counts to the right.
    scale = Scale.over([base, *(value for bar in bars for value in (bar.low, bar.high))], LEFT, RIGHT)
    pieces = [*_grid(scale, bottom)]
    for n, bar in enumerate(bars):
        pieces += _drawn(scale, base, bar, TOP + STEP * n)
    pieces.append(_upright("sum", _x(scale, base), bottom))
    drawing = Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}"><title id="{}">{}</title>{}</svg>'
    ).format(WIDTH, bottom + 18, name, name, _title(base, bars), Markup("").join(pieces))
    caption = _("收入、成本、投资各增减 30 % 时的净现值，万元。竖线为方案的净现值，影响最大的在上。")
    return Markup('<figure class="chart chart--wide">{}<figcaption>{}</figcaption></figure>').format(drawing, caption)


def _bars(outlook: Outlook) -> list[Bar]:
    found = {(one.factor, one.change_pct): one.npv_wan.value for one in outlook.sensitivity}
    bars = []
    for factor, label in FACTORS.items():
        low, high = found.get((factor, LOWEST)), found.get((factor, HIGHEST))
        if low is not None and high is not None:
            bars.append(Bar(str(label), low, high))
    return sorted(bars, key=lambda bar: abs(bar.high - bar.low), reverse=True)


def _title(base: Decimal, bars: list[Bar]) -> str:
    """The drawing in one sentence, for those who hear it."""
    parts = [
        _(
            "%(factor)s减 30 %% 为 %(low)s，增 30 %% 为 %(high)s",
            factor=bar.label,
            low=money(bar.low),
            high=money(bar.high),
        )
        for bar in bars
    ]
    return _("敏感性：净现值 %(base)s；%(parts)s", base=money(base), parts="；".join(parts))


def _x(scale: Scale, value: Decimal) -> float:
    return LEFT + RIGHT - scale.y(value)


def _grid(scale: Scale, bottom: float) -> list[Markup]:
    pieces, ticks = [], scale.ticks
    for tick in ticks:
        x = _x(scale, tick)
        pieces.append(_upright("grid" if tick else "axis", x, bottom))
        if tick in (ticks[0], ticks[-1], 0):
            pieces.append(_text("middle", x, bottom + 13, figure(tick)))
    return pieces


def _drawn(scale: Scale, base: Decimal, bar: Bar, top: float) -> list[Markup]:
    pieces = [_text("end", LEFT - 6, top + BAR / 2 + 7, bar.label)]
    for value, change in ((bar.low, LOWEST), (bar.high, HIGHEST)):
        left, right = sorted((_x(scale, base), _x(scale, value)))
        pieces.append(
            Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}"><title>{}</title></rect>').format(
                "in" if value > base else "out", left, top + 4, right - left, BAR, f"{bar.label} {signed(change)}"
            )
        )
    return pieces


def _upright(kind: str, x: float, bottom: float) -> Markup:
    return Markup('<line class="{}" x1="{:.1f}" x2="{:.1f}" y1="{}" y2="{:.1f}"/>').format(kind, x, x, TOP - 4, bottom)


def _text(kind: str, x: float, y: float, words: str) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(kind, x, y, words)
