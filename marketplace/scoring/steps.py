"""An expert's work in one round, step by step: who acts next, what they do, by when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from marketplace.furniture.components import NextStep
from marketplace.i18n import _l
from marketplace.panel.models import Assignment


@dataclass(frozen=True)
class Work:
    """What is known of an expert's work in a round."""

    assignment: Assignment
    owed: int
    """Sheets of eligible claims that are not locked."""
    unexplained: int
    """Locked sheets with a flagged score that waits for words."""

    @property
    def runs(self) -> bool:
        """Whether the round is being evaluated."""
        round_ = self.assignment.round
        return round_.id == round_.scenario.round_id and round_.scenario.is_judged

    @property
    def can_explain(self) -> bool:
        """Whether explanations are still taken."""
        round_ = self.assignment.round
        return round_.id == round_.scenario.round_id and round_.scenario.awaits_result


@dataclass(frozen=True)
class Step:
    """The first step that holds is where the work stands."""

    id: str
    holds: Callable[[Work], bool]
    who: str
    next: str
    timed: bool = True


_I = _l("你")
STEPS = (
    Step(
        "released", lambda w: w.assignment.released_at is not None, "", _l("已由其他专家接替，不用再办理"), timed=False
    ),
    Step("recused", lambda w: w.assignment.is_recused, "", _l("已经回避，不用再办理"), timed=False),
    Step("explain", lambda w: w.can_explain and w.unexplained > 0, _I, _l("写明评分偏离的理由")),
    Step("over", lambda w: not w.runs, "", _l("评审已经结束，不用再办理"), timed=False),
    Step("declare", lambda w: not w.assignment.declared, _I, _l("先声明有无利害关系，再看申请、打分")),
    Step("score", lambda w: w.owed > 0, _I, _l("逐份打分并锁定")),
    Step("wait", lambda _w: True, _l("区城市办和其他专家"), _l("等全部评分表交齐、作出评榜结论，现在不用办理")),
)


def step_of(work: Work) -> Step:
    """Where the expert's work stands."""
    return next(step for step in STEPS if step.holds(work))


def next_step(work: Work) -> NextStep:
    """The same for the page."""
    step = step_of(work)
    return NextStep(str(step.who), str(step.next), work.assignment.round.scenario.due_at if step.timed else None)
