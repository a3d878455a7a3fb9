"""Experts' scores as dots on one line with their mean; the exact figures stand in words and in the table behind."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from marketplace.furniture.numbers import NONE, figure
from marketplace.i18n import _, enumerated

WIDTH, HIGH = 200, 100
LOWS = (60, 40, 20, 0)


def lowest(scores: Sequence[int]) -> int:
    """Where the axis of these scores begins: at 60 unless one lies below."""
    return next(low for low in LOWS if not scores or min(scores) >= low)


def score_dots(scores: Sequence[int], low: int = 60, leads: bool = False) -> Markup:
    """One criterion of one claim; `low` is where the axis begins, `leads` marks the best mean of the row."""
    if not scores:
        return Markup('<div class="dots"><span class="note">{}</span><b>{}</b></div>').format(_("还没有评分"), NONE)
    mean = Decimal(sum(scores)) / len(scores)
    said = _("专家评分 %(scores)s", scores=enumerated(map(str, scores)))
    return Markup(
        '<div class="dots"><svg viewBox="0 0 200 24" role="img" aria-label="{}">{}{}{}</svg><b{}>{}</b></div>'
    ).format(
        said,
        _axis(low),
        Markup("").join(_dot(score, low) for score in scores),
        _mean(mean, low),
        Markup(' class="leads"') if leads else "",
        _one_decimal(mean),
    )


def score_scale(low: int = 60) -> Markup:
    """The figures of the axis, for the head of a column; those who hear the page have the scores in words."""
    return Markup(
        '<div class="dots" aria-hidden="true"><svg viewBox="0 0 200 24"><text x="0" y="18">{}</text>'
        '<text class="middle" x="100" y="18">{}</text><text class="end" x="200" y="18">{}</text></svg><b>{}</b></div>'
    ).format(low, (low + HIGH) // 2, HIGH, _("平均"))


def _x(score: Decimal | int, low: int) -> Decimal:
    return max(Decimal(0), (Decimal(score) - low) * WIDTH / (HIGH - low))


def _axis(low: int) -> Markup:
    ticks = Markup("").join(
        Markup('<line class="axis" x1="{}" x2="{}" y1="8" y2="16"/>').format(x, x) for x in (0, WIDTH // 2, WIDTH)
    )
    return Markup('<line class="axis" x1="0" x2="{}" y1="12" y2="12"/>').format(WIDTH) + ticks


def _dot(score: int, low: int) -> Markup:
    return Markup('<circle cx="{}" cy="12" r="4"/>').format(figure(_x(score, low), places=1))


def _mean(mean: Decimal, low: int) -> Markup:
    return Markup('<line class="mean" x1="{:.1f}" x2="{:.1f}" y1="3" y2="21"/>').format(_x(mean, low), _x(mean, low))


def _one_decimal(mean: Decimal) -> str:
    return f"{mean:.1f}"
