"""Who decides on eligibility, sits in the panel or sees it, and who objects and answers."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions, door
from marketplace.accounts.predicates import (
    anyone,
    approver,
    approver_role,
    belongs,
    expert,
    impartial,
    of_publisher,
    officer,
    reads_cases,
    reads_names,
    reads_panels,
    reads_papers,
    reviewer,
    reviewer_role,
)
from marketplace.claims.permissions import NONE, is_announced
from marketplace.i18n import _l
from marketplace.scenarios.permissions import announced_it, concluded_it, published_it
from marketplace.workflow import Predicate

is_told = Predicate(_l("公示以后"), lambda _p, s: s.is_announced or s.is_over, _l("专家和评分从公示起可以查看。"))
assigned_to = Predicate(_l("被分派的专家"), lambda p, s: p.id == s.expert_id, NONE, among=expert)
upholds_it = Predicate(
    _l("拟定异议成立的人"),
    lambda p, s: bool(p and p.id == s.first_upholder_id),
    "",
    _l("异议成立由你拟定，须由没有参与评榜结论和公示的另一人同意。"),
)
of_objector = Predicate(
    _l("提出异议的单位"), lambda p, s: bool(p.organisation_id == s.organisation_id), _l("没有这份文书。"), among=belongs
)
sees_panel = ((reviewer_role | approver_role) | (reads_panels & is_told)) & impartial
"""Experts' names and scores: before the notice for those who decide on them, and for nobody else in the office."""

PERMISSIONS = Permissions(
    _l("评榜和异议"),
    {
        "panel.read": Permission(_l("查看专家姓名和评分"), sees_panel),
        "eligibility.decide": Permission(_l("审查资格、要求补正"), reviewer),
        "experts.assign": Permission(_l("分派或抽取专家"), reviewer),
        "experts.supplement": Permission(_l("补充专家名册"), approver),
        "release.see": Permission(_l("查看更换专家的提请"), reviewer | approver),
        "release.propose": Permission(_l("提请更换专家"), reviewer),
        "release.decide": Permission(_l("决定更换专家"), approver),
        "evaluations.own": door(_l("查看自己的评分任务"), expert),
        "evaluation.write": Permission(_l("声明利害关系、评分"), assigned_to, secret=True),
        "paper.report": Permission(_l("查看评榜报告"), sees_panel | (is_announced & of_publisher), secret=True),
        "objection.raise": Permission(_l("提出异议"), anyone),
        "objections.list": Permission(_l("查看异议列表"), (reads_cases & impartial) | of_publisher),
        "objectors.read": Permission(_l("查看提出异议的人"), reads_names & impartial),
        "objection.call": Permission(_l("向提出异议的公民回电"), reviewer | approver),
        "objection.decide": Permission(_l("答复异议"), approver & ~published_it & ~concluded_it & ~announced_it),
        "objection.second": Permission(
            _l("同意异议成立"),
            (reviewer_role | approver_role) & impartial & ~concluded_it & ~announced_it & ~upholds_it,
        ),
        "objection.enter_decision": Permission(_l("录入对异议的书面决定"), officer),
        "paper.objection": Permission(_l("查看异议答复书"), of_objector | (reads_papers & impartial), secret=True),
    },
)
