"""Whether a round is being judged now, why not, and until when."""

from __future__ import annotations

from marketplace import clock
from marketplace.furniture import kept, times
from marketplace.i18n import _
from marketplace.scenarios.models import Round


def no_round() -> str:
    """Why nobody sits yet: there was no round so far."""
    return _("场景推介发布、揭榜截止开榜以后才评榜。")


def why_not_judging(round_: Round) -> list[str]:
    """Why nothing can be judged now; empty while this round is being evaluated."""
    if round_.id != round_.scenario.round_id:
        return [_("第 %(n)d 轮已经结束，只能查看。", n=round_.number)]
    return [] if round_.scenario.is_judged else [_not_now(round_)]


def _not_now(round_: Round) -> str:
    """When the round will be judged, if it ever will."""
    if round_.scenario.is_concluded:
        return _("评榜已有结论，不能再办理；撤销公示、重新评榜的，可以再办理。")
    if clock.now() < round_.deadline:
        return _("揭榜截止（%(when)s）开榜以后才评榜，届时可以办理。", when=times.moment(round_.deadline))
    return _("评榜已经结束，不用再办理。")


def by_when(round_: Round) -> str:
    """The end of the evaluation's service limit in words."""
    return kept.limit(round_.scenario.due_at, clock.now())
