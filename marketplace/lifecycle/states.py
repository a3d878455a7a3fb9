"""The states of a scenario (DESIGN section 3): words, look, whose turn, service limit in working days."""

from __future__ import annotations

from datetime import datetime

from marketplace.evaluation.queries import current_notice
from marketplace.i18n import _l
from marketplace.scenarios.models import Scenario
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


def _deadline(scenario: Scenario) -> datetime | None:
    return scenario.round.deadline if scenario.round else None


def _end_of_notice(scenario: Scenario) -> datetime | None:
    notice = current_notice(scenario.round) if scenario.round else None
    return notice.until if notice else None


_PUBLISHER, _OFFICE = _l("发布方"), _l("区城市办")

# A table: each row keeps the lines in which it reads best.
# fmt: off
STATES = {
    state.id: state
    for state in (
        State(DRAFT, _l("草稿"), "plain", turn=_PUBLISHER, step="plan",
              next=_l("写完方案十节，由负责人上报")),
        State(SUBMITTED, _l("已上报"), "waiting", service_limit(SUBMITTED), _l("区城市办初审"), step="plan",
              next=_l("初审，通过后审定，或者退回修改")),
        State(RETURNED, _l("退回修改"), "wrong", service_limit(RETURNED), _PUBLISHER, step="plan",
              next=_l("按各部分旁的意见修改，由负责人再次上报")),
        State(VETTED, _l("初审通过"), "waiting", service_limit(VETTED), _l("区城市办审定"), step="plan",
              next=_l("审定后推介发布，或者退回修改、不予通过")),
        State(OPEN, _l("揭榜中"), "open", None, _l("经营主体"), public=True, step="open",
              next=_l("提交揭榜申请；截止后自动开榜"), by=_deadline),
        State(EVALUATING, _l("评榜中"), "waiting", service_limit(EVALUATING), _l("区城市办和评审专家"), public=True, step="evaluate",
              next=_l("资格审查、专家打分，作出评榜结论")),
        State(EVALUATED, _l("评榜完成"), "waiting", service_limit(EVALUATED), _l("区城市办审定"), public=True, step="evaluate",
              next=_l("公示拟揭榜方；没有合格者的办理流榜")),
        State(NOTICE, _l("公示中"), "waiting", None, _l("社会各方，可以提出异议"), public=True, step="notice",
              next=_l("公示期满、异议都已书面答复的，由区城市办审定人确认揭榜；异议成立的撤销公示"), by=_end_of_notice),
        State(AWARDED, _l("已揭榜"), "waiting", service_limit(AWARDED), _l("揭榜方编写实施方案"), public=True, step="implementation",
              next=_l("签订协议、编写实施方案，经发布方确认后提交")),
        State(PLAN_SUBMITTED, _l("方案待审"), "waiting", service_limit(PLAN_SUBMITTED), _OFFICE, public=True, step="implementation",
              next=_l("审定实施方案，通过后推介，或者退回修改")),
        State(RECOMMENDED, _l("已推介"), "done", None, _PUBLISHER, public=True, step="start",
              next=_l("按计划开工，开工后填报")),
        State(UNDERWAY, _l("已开工"), "done", None, _PUBLISHER, public=True, step="effect",
              next=_l("按计划建设，竣工后填报；没有建设内容的填报见效")),
        State(COMPLETED, _l("已竣工"), "done", None, _PUBLISHER, public=True, step="effect",
              next=_l("目标指标达成后填报见效")),
        State(EFFECTIVE, _l("已见效"), "done", None, "", public=True, step="done",
              next=_l("已经见效，全部办结")),
        State(LAPSED, _l("流榜"), "over", None, _PUBLISHER, public=True,
              next=_l("本轮已经结束；可以重新谋划")),
        State(REJECTED, _l("不予通过"), "over", None, _PUBLISHER,
              next=_l("已经结束；可以重新谋划")),
        State(WITHDRAWN, _l("已撤回"), "over", None, "", public=True,
              next=_l("已经撤回，不再办理")),
        State(TERMINATED, _l("已终止"), "over", None, _PUBLISHER, public=True,
              next=_l("已经终止；可以重新谋划")),
    )
}

STEPS = {
    "open": _l("揭榜中"), "evaluate": _l("评榜"), "notice": _l("公示"), "implementation": _l("实施方案"),
    "start": _l("开工"), "effect": _l("见效"),
}
"""The chain as the public sees it, after 推介发布."""
