"""Why nobody joins or leaves the panel any more: whoever sees a ranking cannot bend it."""

from __future__ import annotations

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.panel import queries, scores, size
from marketplace.panel.decided import PanelTurn
from marketplace.panel.models import Assignment
from marketplace.scenarios.models import Round


def why_not_adding(round_: Round) -> list[str]:
    """Why no expert can be added now; after an annulment only the new panel is filled up."""
    if scores.are_known(round_):
        return [
            _(
                "各专家的评分表已经交齐，分数已经显示，不能再增加专家。请作出评榜结论；专家有问题的，在公示期内以异议提出。"
            )
        ]
    if round_.scores_known_at is not None and not size.missing(round_):
        return [_("新的专家组已经抽齐，不能再增加专家。")]
    return []


def why_not_choosing(round_: Round) -> list[str]:
    """Why no expert can be chosen by hand: only the first panel can, until one of it has left."""
    if reasons := why_not_adding(round_):
        return reasons
    left = any(one.is_recused for one in queries.assignments(round_))
    if left or round_.scores_known_at is not None:
        return [_("接替的专家一律随机抽取，不能选派。请填写抽取几位。")]
    return []


def why_not_leaving(assignment: Assignment) -> list[str]:
    """Why an expert can no longer leave the panel; empty while its sheets are not all in."""
    if not scores.are_known(assignment.round):
        return []
    return [
        _(
            "本轮评分表已经交齐，专家不能再退出，已锁定的评分照常计入。"
            "有利害关系的，请立即书面告知区城市办，由有关单位在公示期内提出异议。"
        )
    ]


def close(round_: Round) -> None:
    """The sheets of the panel that sits are all in: from now on nobody joins or leaves it."""
    db.session.add(PanelTurn(round=round_, at=clock.now(), is_complete=True))
    db.session.flush()


def begin_anew(round_: Round, *, by: Person, why: str) -> None:
    """Another panel judges from now on, and is filled up."""
    db.session.add(PanelTurn(round=round_, at=clock.now(), is_complete=False, by=by, why=why[:2000]))
    db.session.flush()
