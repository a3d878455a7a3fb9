"""Who puts the panel together, and who sees its names."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions
from marketplace.accounts.predicates import (
    approver,
    approver_role,
    expert,
    impartial,
    reads_panels,
    reviewer,
    reviewer_role,
)
from marketplace.claims.permissions import NONE
from marketplace.i18n import _l
from marketplace.workflow import Predicate

is_told = Predicate(_l("公示以后"), lambda _p, s: s.is_announced or s.is_over, _l("专家和评分从公示起可以查看。"))
proposed_release = Predicate(
    _l("提请的人"), lambda p, s: bool(p and p.id == s.releasing.get("by")), _l("提请只能由提请的人撤回。")
)
"""Of an expert's place in the panel: who proposed to release them; nobody where nothing waits."""
nothing_waits = Predicate(_l("没有等待决定的提请"), lambda _p, s: not s.releasing, _l("提请只能由提请的人撤回。"))
sits_there = Predicate(_l("被分派的专家"), lambda p, s: p.id == s.expert_id, NONE, among=expert)
"""Of an expert's place or sheet: whose it is."""
sees_panel = ((reviewer_role | approver_role) | (reads_panels & is_told)) & impartial
"""Experts' names and scores: before the notice for those who decide on them, and for nobody else in the office."""

PERMISSIONS = Permissions(
    _l("专家组"),
    {
        "panel.read": Permission(_l("查看专家姓名和评分"), sees_panel),
        "experts.assign": Permission(_l("分派或抽取专家"), reviewer),
        "experts.supplement": Permission(_l("补充专家名册"), approver),
        "place.see": Permission(_l("看到专家在本轮专家组"), sits_there | reviewer | approver, secret=True),
        "release.see": Permission(_l("查看更换专家的提请"), reviewer | approver),
        "release.propose": Permission(_l("提请更换专家"), reviewer),
        "release.withdraw": Permission(_l("撤回更换专家的提请"), (reviewer_role | approver_role) & proposed_release),
    },
)
