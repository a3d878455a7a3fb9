"""The cumulative cash flow as a drawing: SVG of attributes and classes only, with its table beside the wide one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from markupsafe import Markup, escape

from marketplace.furniture.numbers import figure, money
from marketplace.furniture.scale import Scale, year_marks
from marketplace.i18n import _

Flows = Sequence[tuple[int, Decimal]]
Parts = Mapping[int, Sequence[Decimal]]
"""Investment, revenue and cost of a year, for the table."""


@dataclass(frozen=True)
class Frame:
    """Size and margins of a drawing, which ticks are named, and how many years one label needs."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    year_top: int
    label_drop: float
    labels_all: bool
    labels: int


SMALL = Frame(340, 120, 36, 334, 16, 102, 116, 3.5, False, 2)
WIDE = Frame(420, 210, 38, 412, 12, 190, 206, 3.5, True, 4)


@dataclass(frozen=True)
class Curve:
    """The figures of one drawing and where they stand on it."""

    frame: Frame
    years: list[int]
    nets: list[Decimal]
    sums: list[Decimal]
    scale: Scale

    @classmethod
    def of(cls, flows: Flows, frame: Frame) -> Curve:
        """The curve of yearly flows; the wide one also holds the bars of the single years."""
        years, nets = [year for year, _net in flows], [net for _year, net in flows]
        sums = list(accumulate(nets))
        shown = sums + nets if frame is WIDE else sums
        return cls(frame, years, nets, sums, Scale.over(shown, frame.top, frame.bottom))

    def x(self, index: float) -> float:
        """Middle of the year with this index; fractions lie between two years."""
        return self.frame.left + self.step * (index + 0.5)

    @property
    def step(self) -> float:
        """Width of a year."""
        return (self.frame.right - self.frame.left) / len(self.years)


def cumulative_chart(
    flows: Flows,
    payback: Decimal | None,
    *,
    wide: bool = False,
    parts: Parts | None = None,
    more: str = "",
    name: str = "",
) -> Markup:
    """The figure of a plan's cash flow; nothing where there are no flows.

    :param payback: years from the end of the first year, building included; None when it is never paid back.
    :param parts: investment, revenue and cost of each year, shown in the table of the wide figure.
    :param more: address of the calculation, linked from the small figure.
    :param name: id of the drawing's title, when a page has several of one size.
    """
    if not flows:
        return Markup("")
    curve = Curve.of(flows, WIDE if wide else SMALL)
    drawing = _drawing(curve, payback, name or ("cash-flow-wide" if wide else "cash-flow"))
    below = _long_caption() + _table(curve, parts) if wide else _short_caption(more)
    return Markup('<figure class="chart{}">{}{}</figure>').format(" chart--wide" if wide else "", drawing, below)


def _drawing(curve: Curve, payback: Decimal | None, name: str) -> Markup:
    frame = curve.frame
    pieces = [
        *_grid(curve),
        *(_bars(curve) if frame is WIDE else ()),
        _line(curve),
        *_payback(curve, payback),
        *_years(curve),
    ]
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}"><title id="{}">{}</title>{}</svg>').format(
        frame.width, frame.height, name, name, _title(curve, payback), Markup("").join(pieces)
    )


def _title(curve: Curve, payback: Decimal | None) -> str:
    """The drawing in one sentence, for those who hear it."""
    said = {
        "first": curve.years[0],
        "last": curve.years[-1],
        "low": money(min(curve.sums)),
        "end": money(curve.sums[-1]),
        "payback": figure(payback),
    }
    if payback is None and curve.sums[-1] < 0:
        return str(_("累计净现金流：%(first)s年起投入，最低 %(low)s，到期末没有回正，%(last)s年末累计 %(end)s", **said))
    if payback is None:
        return str(_("累计净现金流：%(first)s年起，一直没有为负，%(last)s年末累计 %(end)s", **said))
    return str(
        _("累计净现金流：%(first)s年起投入，最低 %(low)s，第 %(payback)s 年回正，%(last)s年末累计 %(end)s", **said)
    )


def _grid(curve: Curve) -> Iterator[Markup]:
    frame, ticks = curve.frame, curve.scale.ticks
    for tick in ticks:
        y = curve.scale.y(tick)
        yield _rule("grid" if tick else "axis", frame.left, frame.right, y)
        if frame.labels_all or tick in (ticks[0], ticks[-1], 0):
            yield _text("end", frame.left - 5, y + frame.label_drop, figure(tick))


def _bars(curve: Curve) -> Iterator[Markup]:
    zero, width = curve.scale.y(Decimal(0)), curve.step * 0.56
    for index, net in enumerate(curve.nets):
        if net:
            top, height = min(zero, curve.scale.y(net)), abs(zero - curve.scale.y(net))
            yield Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
                "in" if net > 0 else "out", curve.x(index) - width / 2, top, width, height
            )


def _line(curve: Curve) -> Markup:
    points = " ".join(f"{curve.x(index):.1f},{curve.scale.y(total):.1f}" for index, total in enumerate(curve.sums))
    return Markup('<polyline class="sum" points="{}"/>').format(points)


def _payback(curve: Curve, payback: Decimal | None) -> Iterator[Markup]:
    """The ring where the sum turns, and its words on the side that has room."""
    if payback is None:
        return
    x, y = curve.x(float(payback)), curve.scale.y(Decimal(0))
    yield Markup('<circle class="mark" cx="{:.1f}" cy="{:.1f}" r="3.5"/>').format(x, y)
    words = _("%(years)s 年回收", years=figure(payback))
    if x > curve.frame.right - 75:
        yield _text("said end", x - 7, y - 8, words)
    else:
        yield _text("said", x + 7, y + 13, words)


def _years(curve: Curve) -> Iterator[Markup]:
    furthest = curve.frame.width - (16 if curve.frame is SMALL else 18)
    for index in year_marks(len(curve.years), curve.frame.labels):
        yield _text("middle", min(curve.x(index), furthest), curve.frame.year_top, str(curve.years[index]))


def _rule(kind: str, left: float, right: float, y: float) -> Markup:
    return Markup('<line class="{}" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(kind, left, right, y, y)


def _text(kind: str, x: float, y: float, words: str) -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>').format(kind, x, y, words)


def _short_caption(more: str) -> Markup:
    link = Markup('<a href="{}">{}</a>').format(more, _("测算过程")) if more else ""
    return Markup("<figcaption>{}{}</figcaption>").format(_("累计净现金流，万元。"), link)


def _long_caption() -> Markup:
    return Markup("<figcaption>{}</figcaption>").format(
        _(
            "柱为当年净现金流，线为累计净现金流，单位万元，现价、税前。圆点为静态投资回收期，自首个投资年末起算，含建设期。"
        )
    )


def _table(curve: Curve, parts: Parts | None) -> Markup:
    """The same figures year by year, folded."""
    heads = [_("投资"), _("收入"), _("成本")] if parts else []
    heads += [_("净现金流"), _("累计")]
    rows = [
        (year, [*(parts.get(year, (Decimal(0),) * 3) if parts else ()), net, total])
        for year, net, total in zip(curve.years, curve.nets, curve.sums, strict=True)
    ]
    return Markup(
        '<details><summary>{}</summary><table><thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody></table></details>'
    ).format(
        _("逐年数据"),
        _("年度"),
        _cells('th scope="col"', "th", heads),
        Markup("").join(_row(year, figures) for year, figures in rows),
    )


def _row(year: int, amounts: Sequence[Decimal]) -> Markup:
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(
        year, _cells("td", "td", [figure(a, places=0) for a in amounts])
    )


def _cells(opening: str, tag: str, words: Sequence[str]) -> Markup:
    return Markup("").join(Markup(f'<{opening} class="money">') + escape(word) + Markup(f"</{tag}>") for word in words)
