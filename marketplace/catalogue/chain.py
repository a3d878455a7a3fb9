"""The chain as the public sees it: its steps, and where a scenario stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.furniture.components import Step
from marketplace.i18n import _l
from marketplace.scenarios.states import ScenarioState
from marketplace.scenarios.states import Step as At


@dataclass(frozen=True)
class ChainStep:
    """A step: its words, the act that ends it, and how long it usually takes."""

    id: At
    label: str
    ended_by: str
    usual: str = ""
    milestone: str = ""
    """Kind of the plan's milestone that says when it is due."""


STEPS = (
    ChainStep(At.ISSUED, _l("推介发布"), "publish"),
    ChainStep(At.OPEN, _l("揭榜中"), "close"),
    ChainStep(At.EVALUATE, _l("评榜"), "conclude", _l("15 个工作日内")),
    ChainStep(At.NOTICE, _l("公示"), "award", _l("5 个工作日起")),
    ChainStep(At.IMPLEMENTATION, _l("实施方案"), "approve_plan", _l("20 个工作日内")),
    ChainStep(At.START, _l("开工"), "start", milestone="start"),
    ChainStep(At.EFFECT, _l("见效"), "take_effect", milestone="effect"),
)


def chain(state: ScenarioState, notes: Mapping[str, str], ended: Mapping[str, str]) -> list[Step]:
    """The steps with where we are. `notes` say when a step is due, `ended` on which day an act ended one."""
    ids = [*(step.id for step in STEPS), At.DONE]
    if state.step not in ids:
        return _broken_off(state, ended)
    place = ids.index(state.step)
    return [_step(step, n, place, notes, ended) for n, step in enumerate(STEPS)]


def _step(step: ChainStep, n: int, place: int, notes: Mapping[str, str], ended: Mapping[str, str]) -> Step:
    if n < place:
        return Step(str(step.label), ended.get(step.ended_by, ""), "past")
    note = notes.get(step.id) or str(step.usual)
    return Step(str(step.label), note, "now" if n == place else "")


def _broken_off(state: ScenarioState, ended: Mapping[str, str]) -> list[Step]:
    """The steps that were done, and the end that came before the others."""
    done = [Step(str(step.label), ended[step.ended_by], "past") for step in STEPS if step.ended_by in ended]
    return [*done, Step(str(state.label), ended.get("end", ""), "now")]
