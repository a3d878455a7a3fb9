"""The states of a scenario (DESIGN section 3): words, look, whose turn, service limit in working days."""

from __future__ import annotations

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

_PUBLISHER, _OFFICE = _l("发布方"), _l("区城市办")

# A table: each row keeps the lines in which it reads best.
# fmt: off
STATES = {
    state.id: state
    for state in (
        State(DRAFT, _l("草稿"), "plain", turn=_PUBLISHER, step="plan"),
        State(SUBMITTED, _l("已上报"), "waiting", service_limit(SUBMITTED), _l("区城市办初审"), step="plan"),
        State(RETURNED, _l("退回修改"), "wrong", service_limit(RETURNED), _PUBLISHER, step="plan"),
        State(VETTED, _l("初审通过"), "waiting", service_limit(VETTED), _l("区城市办审定"), step="plan"),
        State(OPEN, _l("揭榜中"), "open", None, _l("经营主体"), public=True, step="open"),
        State(EVALUATING, _l("评榜中"), "waiting", service_limit(EVALUATING), _l("区城市办和评审专家"), public=True, step="evaluate"),
        State(EVALUATED, _l("评榜完成"), "waiting", service_limit(EVALUATED), _l("区城市办审定"), public=True, step="evaluate"),
        State(NOTICE, _l("公示中"), "waiting", None, _l("社会各方，可以提出异议"), public=True, step="notice"),
        State(AWARDED, _l("已揭榜"), "waiting", service_limit(AWARDED), _l("揭榜方编写实施方案"), public=True, step="implementation"),
        State(PLAN_SUBMITTED, _l("方案待审"), "waiting", service_limit(PLAN_SUBMITTED), _OFFICE, public=True, step="implementation"),
        State(RECOMMENDED, _l("已推介"), "done", None, _PUBLISHER, public=True, step="start"),
        State(UNDERWAY, _l("已开工"), "done", None, _PUBLISHER, public=True, step="effect"),
        State(COMPLETED, _l("已竣工"), "done", None, _PUBLISHER, public=True, step="effect"),
        State(EFFECTIVE, _l("已见效"), "done", None, "", public=True, step="done"),
        State(LAPSED, _l("流榜"), "over", None, _PUBLISHER, public=True),
        State(REJECTED, _l("不予通过"), "over", None, _PUBLISHER),
        State(WITHDRAWN, _l("已撤回"), "over", None, "", public=True),
        State(TERMINATED, _l("已终止"), "over", None, _PUBLISHER, public=True),
    )
}

STEPS = {
    "open": _l("揭榜中"), "evaluate": _l("评榜"), "notice": _l("公示"), "implementation": _l("实施方案"),
    "start": _l("开工"), "effect": _l("见效"),
}
"""The chain as the public sees it, after 推介发布."""
