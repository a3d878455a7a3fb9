"""The chain as the public sees it: its steps, and for each public state its words, its look and the step it stands at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.furniture.pieces import Step, Tag
from marketplace.i18n import _l


@dataclass(frozen=True)
class PublicState:
    """A state that the public may see."""

    id: str
    label: str
    shape: str
    step: str = ""
    """The step of the chain that is now; empty where the chain has ended before its end."""
    has_result: bool = False
    """Whether an operator was found and the recommendation with it issued."""

    @property
    def is_open(self) -> bool:
        """Whether the contest runs."""
        return self.id == OPEN

    @property
    def tag(self) -> Tag:
        """Its tag."""
        return Tag(str(self.label), self.shape)


@dataclass(frozen=True)
class ChainStep:
    """A step: its words, the act that ends it, and how long it usually takes."""

    id: str
    label: str
    ended_by: str
    usual: str = ""
    milestone: str = ""
    """Kind of the plan's milestone that says when it is due."""


OPEN, CLOSED, DONE = "open", "closed", "done"
"""`closed` is an open contest whose deadline has passed: it waits for its opening."""
STEPS = (
    ChainStep("issued", _l("推介发布"), "publish"),
    ChainStep(OPEN, _l("揭榜中"), "close"),
    ChainStep("evaluate", _l("评榜"), "conclude", _l("15 个工作日内")),
    ChainStep("notice", _l("公示"), "award", _l("5 个工作日起")),
    ChainStep("implementation", _l("实施方案"), "approve_plan", _l("20 个工作日内")),
    ChainStep("start", _l("开工"), "start", milestone="start"),
    ChainStep("effect", _l("见效"), "take_effect", milestone="effect"),
)

STATES = {
    state.id: state
    for state in (
        PublicState(OPEN, _l("揭榜中"), "open", OPEN),
        PublicState(CLOSED, _l("已截止，待开榜"), "waiting", "evaluate"),
        PublicState("evaluating", _l("评榜中"), "waiting", "evaluate"),
        PublicState("evaluated", _l("评榜完成"), "waiting", "evaluate"),
        PublicState("notice", _l("公示中"), "waiting", "notice"),
        PublicState("awarded", _l("已揭榜"), "waiting", "implementation"),
        PublicState("plan_submitted", _l("方案待审"), "waiting", "implementation"),
        PublicState("recommended", _l("已推介"), "done", "start", has_result=True),
        PublicState("underway", _l("已开工"), "done", "effect", has_result=True),
        PublicState("completed", _l("已竣工"), "done", "effect", has_result=True),
        PublicState("effective", _l("已见效"), "done", DONE, has_result=True),
        PublicState("lapsed", _l("流榜"), "over"),
        PublicState("withdrawn", _l("已撤回"), "over"),
        PublicState("terminated", _l("已终止"), "over"),
    )
}
WITH_RESULT = tuple(state.id for state in STATES.values() if state.has_result)


def chain(state: PublicState, notes: Mapping[str, str], ended: Mapping[str, str]) -> list[Step]:
    """The steps with where we are. `notes` say when a step is due, `ended` on which day an act ended one."""
    if not state.step:
        return _broken_off(state, ended)
    ids = [step.id for step in STEPS]
    place = len(STEPS) if state.step == DONE else ids.index(state.step)
    return [_step(step, n, place, notes, ended) for n, step in enumerate(STEPS)]


def _step(step: ChainStep, n: int, place: int, notes: Mapping[str, str], ended: Mapping[str, str]) -> Step:
    if n < place:
        return Step(str(step.label), ended.get(step.ended_by, ""), "past")
    note = notes.get(step.id) or str(step.usual)
    return Step(str(step.label), note, "now" if n == place else "")


def _broken_off(state: PublicState, ended: Mapping[str, str]) -> list[Step]:
    """The steps that were done, and the end that came before the others."""
    done = [Step(str(step.label), ended[step.ended_by], "past") for step in STEPS if step.ended_by in ended]
    return [*done, Step(str(state.label), ended.get("end", ""), "now")]


def labels() -> Sequence[tuple[str, str]]:
    """The public states as choices."""
    return [(state.id, str(state.label)) for state in STATES.values()]
