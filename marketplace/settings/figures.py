"""Every figure that the office may change, one row each: what holds until it is changed, the law's bound, where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from marketplace.i18n import _l
from marketplace.reference.methods import SELECTION_METHODS, Fewest, SelectionMethod

WORKING_DAYS, DAYS, HOURS, PIECES, POINTS = _l("个工作日"), _l("天"), _l("小时"), _l("个"), _l("分")


@dataclass(frozen=True)
class Figure:
    """A figure. It never goes below `least` nor above `most`, which are the law's bounds or the contract's."""

    key: str
    group: str
    label: str
    unit: str
    value: int
    """What holds until the office sets another."""
    least: int
    most: int
    source: str
    """Where the bound stands: clause, article, paper."""
    odd: bool = False
    """Whether only odd numbers will do."""


_LIMITS = (
    ("submitted", _l("初审"), 5),
    ("vetted", _l("审定"), 5),
    ("returned", _l("退回修改"), 10),
    ("evaluating", _l("评榜"), 15),
    ("evaluated", _l("公示前审定"), 5),
    ("awarded", _l("编写实施方案"), 20),
    ("plan_submitted", _l("审定实施方案"), 10),
)
_PROBLEMS = (
    ("construction", _l("建设"), 10),
    ("operation", _l("运营"), 10),
    ("factor", _l("要素"), 15),
    ("policy", _l("政策"), 20),
    ("safety", _l("安全"), 3),
)
LIMITS, METHODS, PERIODS, PROBLEMS = _l("办理时限"), _l("社会主体选定程序"), _l("期限和界限"), _l("问题办理时限")


def _of_method(method: SelectionMethod) -> list[Figure]:
    """The figures of a selection method, as its own row gives them."""

    def figure(name: str, unit: str, row: Fewest) -> Figure:
        return Figure(
            f"{method.id}.{name}", METHODS, row.label, unit, row.value, row.least, row.most, row.basis, row.odd
        )

    return [figure("fewest_claims", _l("家"), method.claims), figure("fewest_experts", _l("位"), method.experts)]


# A table: each row keeps the line in which it reads best.
# fmt: off
ROWS = (
    *(Figure(f"limit.{state}", LIMITS, label, WORKING_DAYS, days, 1, 250, _l("平台规则")) for state, label, days in _LIMITS),
    *(Figure(f"problem.{kind}", PROBLEMS, label, WORKING_DAYS, days, 1, 60, _l("附件1·八(二)")) for kind, label, days in _PROBLEMS),
    *chain.from_iterable(_of_method(method) for method in SELECTION_METHODS),
    Figure("claim_days", PERIODS, _l("揭榜期最短"), DAYS, 20, 20, 180, _l("招标投标法 24条")),
    Figure("amendment_days", PERIODS, _l("实质变更后至截止最短"), DAYS, 15, 15, 90, _l("招标投标法 23条")),
    Figure("question_close_days", PERIODS, _l("提问在截止前停止"), WORKING_DAYS, 5, 1, 5, _l("平台规则")),
    Figure("question_answer_days", PERIODS, _l("发布方答复提问"), WORKING_DAYS, 3, 1, 3, _l("平台规则")),
    Figure("terms_objection_days", PERIODS, _l("对揭榜要求的异议在截止前停止"), DAYS, 10, 1, 10, _l("招标投标法实施条例 22条")),
    Figure("terms_amendment_days", PERIODS, _l("异议成立后变更公告"), WORKING_DAYS, 10, 1, 10, _l("平台规则")),
    Figure("objection_answer_days", PERIODS, _l("答复异议"), WORKING_DAYS, 3, 1, 3, _l("招标投标法实施条例 22条、54条")),
    Figure("callback_days", PERIODS, _l("向提出异议的市民回电核实"), WORKING_DAYS, 2, 1, 2, _l("平台规则")),
    Figure("objection_block_days", PERIODS, _l("公示期满后市民异议最多等待"), WORKING_DAYS, 3, 1, 3, _l("平台规则")),
    Figure("experts_objection_days", PERIODS, _l("专家名单公布后对专家提出异议"), WORKING_DAYS, 5, 5, 10, _l("平台规则")),
    Figure("group_decision_days", PERIODS, _l("异议逾期后由领导小组书面决定"), WORKING_DAYS, 10, 3, 10, _l("平台规则")),
    Figure("notice_days", PERIODS, _l("公示期最短"), WORKING_DAYS, 5, 5, 30, _l("招标投标法实施条例 54条；平台从严")),
    Figure("correction_days", PERIODS, _l("补正期限"), WORKING_DAYS, 3, 1, 10, _l("平台规则")),
    Figure("agreement_days", PERIODS, _l("确认揭榜后签订协议"), DAYS, 30, 1, 30, _l("招标投标法 46条")),
    Figure("remind_first_days", PERIODS, _l("未提交的申请第一次提醒，在截止前"), DAYS, 7, 2, 30, _l("平台规则")),
    Figure("remind_last_days", PERIODS, _l("未提交的申请第二次提醒，在截止前"), DAYS, 1, 1, 6, _l("平台规则")),
    Figure("remind_hours", PERIODS, _l("未提交的申请最后一次提醒，在截止前"), HOURS, 2, 1, 12, _l("平台规则")),
    Figure("leave_hours", PERIODS, _l("联合体成员自行退出在截止前停止"), HOURS, 24, 24, 240, _l("平台规则")),
    Figure("replacement_days", PERIODS, _l("打不开的申请补交期限"), WORKING_DAYS, 3, 3, 10, _l("平台规则")),
    Figure("key_wait_days", PERIODS, _l("缺密封钥匙多久后揭榜方可以补交"), WORKING_DAYS, 5, 1, 10, _l("平台规则")),
    Figure("unopened_days", PERIODS, _l("截止后不能开榜的，等待多久流榜"), WORKING_DAYS, 20, 20, 60, _l("平台规则")),
    Figure("proposal_answer_days", PERIODS, _l("有关单位答复提请（流榜、撤回、取消、终止）"), WORKING_DAYS, 3, 3, 10, _l("平台规则")),
    Figure("proposal_decide_days", PERIODS, _l("提请答复期满后审定人决定，逾期失效"), WORKING_DAYS, 10, 5, 20, _l("平台规则")),
    Figure("end_objection_days", PERIODS, _l("对流榜、撤回、取消、终止提出异议"), WORKING_DAYS, 5, 5, 10, _l("平台规则")),
    Figure("outlier_points", PERIODS, _l("评分与其他专家中位数相差多少须说明"), POINTS, 20, 5, 60, _l("平台规则")),
)
# fmt: on
FIGURES: Mapping[str, Figure] = MappingProxyType({row.key: row for row in ROWS})


def service_limit(state: str) -> int | None:
    """The service limit of a state until the office sets another; None where nobody's clock runs."""
    row = FIGURES.get(f"limit.{state}")
    return row.value if row else None
