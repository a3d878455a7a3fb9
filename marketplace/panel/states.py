"""How a panel stands, and an expert's place in it: the facts say so, no column does."""

from __future__ import annotations

from marketplace.i18n import _l
from marketplace.panel.models import Assignment
from marketplace.panel.seating import why_not_seating
from marketplace.scenarios.models import Scenario
from marketplace.workflow import State

FORMING, FORMED = "forming", "formed"
UNDECLARED, SEATED, RECUSED, RELEASED = "undeclared", "seated", "recused", "released"

# Tables: each row keeps the line in which it reads best.
# fmt: off
PANEL_STATES = {
    state.id: state
    for state in (
        State(FORMING, _l("可以增加专家"), "open", turn=_l("区城市办"), next=_l("抽取或选派专家，名单抽完的补充名册")),
        State(FORMED, _l("不能增加专家"), "plain", next=_l("没有开榜、评分表已经交齐或者评榜已经结束，不用办理")),
    )
}
STATES = {
    state.id: state
    for state in (
        State(UNDECLARED, _l("尚未声明"), "waiting", turn=_l("专家"), next=_l("先声明有无利害关系")),
        State(SEATED, _l("无利害关系"), "open", turn=_l("专家"), next=_l("逐份打分并锁定")),
        State(RECUSED, _l("有利害关系，已回避"), "over", next=_l("已经回避，不用再办理")),
        State(RELEASED, _l("已退出本轮"), "over", next=_l("已由其他专家接替，不用再办理")),
    )
}
# fmt: on
DECLARED = {"": UNDECLARED, "none": SEATED, "interest": RECUSED}
DECLARATIONS = {declared: STATES[state].label for declared, state in DECLARED.items()}
"""What an expert declared, in words."""


def standing_of(scenario: Scenario) -> str:
    """Where the panel of the newest round stands."""
    return FORMED if why_not_seating(scenario.round) else FORMING


def place_of(assignment: Assignment) -> str:
    """Where the expert's place stands."""
    return RELEASED if assignment.released_at is not None else DECLARED[assignment.declared]
