"""The states of a scenario (DESIGN section 3): one row each, with a column for whatever another room asks of it.

Nobody else compares a state by its name: a room asks the column, of a scenario (`scenario.takes_claims`) or in a query
(`Scenario.takes_claims`), and a new state answers by its row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from marketplace.i18n import _l
from marketplace.settings.figures import service_limit
from marketplace.workflow import State

DRAFT, SUBMITTED, RETURNED, VETTED, OPEN = "draft", "submitted", "returned", "vetted", "open"
EVALUATING, EVALUATED, NOTICE, AWARDED = "evaluating", "evaluated", "notice", "awarded"
PLAN_SUBMITTED, RECOMMENDED, UNDERWAY, COMPLETED, EFFECTIVE = (
    "plan_submitted",
    "recommended",
    "underway",
    "completed",
    "effective",
)
LAPSED, REJECTED, WITHDRAWN, TERMINATED = "lapsed", "rejected", "withdrawn", "terminated"
FIRST, FIRST_PUBLIC = DRAFT, OPEN
"""Where every scenario begins, and where the public first sees it."""


class Until(Enum):
    """What sets the moment by which a state is to be left."""

    LIMIT = "limit"
    """The service limit, where the state has one."""
    DEADLINE = "deadline"
    """The deadline of the round."""
    NOTICE = "notice"
    """The end of the public notice."""


class Step(StrEnum):
    """A step of the chain: before the first issue, as the public sees it afterwards, and behind the last."""

    PLAN = "plan"
    ISSUED = "issued"
    OPEN = "open"
    EVALUATE = "evaluate"
    NOTICE = "notice"
    IMPLEMENTATION = "implementation"
    START = "start"
    EFFECT = "effect"
    DONE = "done"


@dataclass(frozen=True)
class ScenarioState(State):
    """A state with what the rooms ask of it."""

    public: bool = False
    """Whether the public sees that a scenario is in it; else it sees the last public one."""
    step: Step | None = None
    """The step of the chain that is now; None where the chain has ended before its end."""
    until: Until = Until.LIMIT
    """What sets the moment by which it is to be left."""
    afterwards: tuple[str, str] | None = None
    """Who acts and what they do once that moment has passed; None where that changes nothing."""
    in_place_of: str = ""
    """The state of which this is only the public's view, from its deadline until the clock's job has run."""
    proposes: tuple[str, ...] = ()
    """The ends that a reviewer can propose (提请) in it, and an approver then do."""
    edits_plan: bool = False
    """Whether the publisher edits the working copy of the plan."""
    awaits_signature: bool = False
    """Whether the plan is still written, until its lead signs it."""
    takes_claims: bool = False
    """Whether the contest runs: claims, questions and objections to its terms are taken, and an amendment changes it."""
    is_judged: bool = False
    """Whether claims are judged: eligibility, corrections, experts, scores."""
    awaits_result: bool = False
    """Whether claims are opened and no result is told yet: flagged scores are explained until then."""
    is_concluded: bool = False
    """Whether judging is over and may begin again, since no result is confirmed."""
    takes_implementation: bool = False
    """Whether the winner writes the implementation plan."""
    judges_implementation: bool = False
    """Whether the implementation plan is handed in and judged."""
    has_result: bool = False
    """Whether an operator was found and the recommendation with it issued."""
    ends_round: bool = False
    """Whether it is how a round came out (`Round.outcome`)."""
    is_without_winner: bool = False
    """Whether the round has ended because no claim could win; the next may come."""

    def __post_init__(self) -> None:
        """Its service limit is a figure of the settings, where it has one."""
        object.__setattr__(self, "limit_days", service_limit(self.id))

    @property
    def is_timed(self) -> bool:
        """Whether some moment is set by which it is to be left."""
        return bool(self.limit_days) or self.until is not Until.LIMIT

    @property
    def awaits_publisher(self) -> bool:
        """Whether it is the publisher's turn."""
        return self.turn == _PUBLISHER


_PUBLISHER, _OFFICE = _l("发布方"), _l("区城市办")
_TERMINATE = ("terminate",)

# A table: each row keeps the lines in which it reads best.
# fmt: off
ROWS = (
    ScenarioState(
        DRAFT, _l("草稿"), "plain", turn=_PUBLISHER, next=_l("写完方案十节，由负责人上报"),
        step=Step.PLAN, edits_plan=True, awaits_signature=True),
    ScenarioState(
        SUBMITTED, _l("已上报"), "waiting", _l("区城市办初审"), _l("初审，通过后审定，或者退回修改"),
        step=Step.PLAN),
    ScenarioState(
        RETURNED, _l("退回修改"), "wrong", _PUBLISHER, _l("按各部分旁的意见修改，由负责人再次上报"),
        step=Step.PLAN, edits_plan=True, awaits_signature=True),
    ScenarioState(
        VETTED, _l("初审通过"), "waiting", _l("区城市办审定"), _l("审定后推介发布，或者退回修改、不予通过"),
        step=Step.PLAN),
    ScenarioState(
        OPEN, _l("揭榜中"), "open", _l("经营主体"), _l("提交揭榜申请；截止后自动开榜"),
        public=True, step=Step.OPEN, until=Until.DEADLINE, proposes=("withdraw",), edits_plan=True, takes_claims=True),
    ScenarioState(
        "closed", _l("已截止，待开榜"), "waiting", public=True, step=Step.EVALUATE, in_place_of=OPEN),
    ScenarioState(
        EVALUATING, _l("评榜中"), "waiting", _l("区城市办和评审专家"), _l("资格审查、专家打分，作出评榜结论"),
        public=True, step=Step.EVALUATE, proposes=("lapse",), is_judged=True, awaits_result=True),
    ScenarioState(
        EVALUATED, _l("评榜完成"), "waiting", _l("区城市办审定"), _l("公示拟揭榜方；没有合格者的办理流榜"),
        public=True, step=Step.EVALUATE, proposes=("lapse",), awaits_result=True, is_concluded=True),
    ScenarioState(
        NOTICE, _l("公示中"), "waiting", _l("社会各方，可以提出异议"),
        _l("公示期满、异议都已书面答复的，由区城市办审定人确认揭榜；异议成立的撤销公示"),
        public=True, step=Step.NOTICE, until=Until.NOTICE, is_concluded=True,
        afterwards=(_l("区城市办审定人"), _l("公示期已满，确认揭榜；异议成立的撤销公示"))),
    ScenarioState(
        AWARDED, _l("已揭榜"), "waiting", _l("揭榜方编写实施方案"), _l("签订协议、编写实施方案，经发布方确认后提交"),
        public=True, step=Step.IMPLEMENTATION, proposes=("forfeit", "terminate"), takes_implementation=True, ends_round=True),
    ScenarioState(
        PLAN_SUBMITTED, _l("方案待审"), "waiting", _OFFICE, _l("审定实施方案，通过后推介，或者退回修改"),
        public=True, step=Step.IMPLEMENTATION, proposes=("forfeit", "terminate"), judges_implementation=True),
    ScenarioState(
        RECOMMENDED, _l("已推介"), "done", _PUBLISHER, _l("按计划开工，开工后填报"),
        public=True, step=Step.START, proposes=_TERMINATE, has_result=True),
    ScenarioState(
        UNDERWAY, _l("已开工"), "done", _PUBLISHER, _l("按计划建设，竣工后填报；没有建设内容的填报见效"),
        public=True, step=Step.EFFECT, proposes=_TERMINATE, has_result=True),
    ScenarioState(
        COMPLETED, _l("已竣工"), "done", _PUBLISHER, _l("目标指标达成后填报见效"),
        public=True, step=Step.EFFECT, has_result=True),
    ScenarioState(
        EFFECTIVE, _l("已见效"), "done", next=_l("已经见效，全部办结"), public=True, step=Step.DONE, has_result=True),
    ScenarioState(
        LAPSED, _l("流榜"), "over", _PUBLISHER, _l("本轮已经结束；可以重新谋划"), public=True,
        ends_round=True, is_without_winner=True),
    ScenarioState(
        REJECTED, _l("不予通过"), "over", _PUBLISHER, _l("已经结束；可以重新谋划")),
    ScenarioState(
        WITHDRAWN, _l("已撤回"), "over", next=_l("已经撤回，不再办理"), public=True, ends_round=True),
    ScenarioState(
        TERMINATED, _l("已终止"), "over", _PUBLISHER, _l("已经终止；可以重新谋划"), public=True, ends_round=True),
)
# fmt: on
STATES = {row.id: row for row in ROWS if not row.in_place_of}
"""The states in which a scenario can be."""
PUBLIC = {row.id: row for row in ROWS if row.public}
"""What the public can see."""
AT_DEADLINE = {row.in_place_of: row.id for row in ROWS if row.in_place_of}
"""What the public sees from the deadline on in place of a state."""
