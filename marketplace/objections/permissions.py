"""Who objects, and who answers."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions
from marketplace.accounts.predicates import (
    anyone,
    approver,
    approver_role,
    belongs,
    impartial,
    of_publisher,
    officer,
    reads_cases,
    reads_names,
    reads_papers,
    reviewer,
    reviewer_role,
)
from marketplace.i18n import _l
from marketplace.scenarios.permissions import announced_it, concluded_it, published_it
from marketplace.workflow import Predicate

upholds_it = Predicate(
    _l("拟定异议成立的人"),
    lambda p, s: bool(p and p.id == s.first_upholder_id),
    "",
    _l("异议成立由你拟定，须由没有参与评榜结论和公示的另一人同意。"),
)
of_objector = Predicate(
    _l("提出异议的单位"), lambda p, s: bool(p.organisation_id == s.organisation_id), _l("没有这份文书。"), among=belongs
)

holds_link = Predicate(_l("收到邮件链接的人"), lambda p, _s: p is None, _l("请打开邮件里的链接确认。"))
"""Whoever opened the link: it names the objection, and asks nobody to sign in."""
calls = reviewer | approver
decides = approver & ~published_it & ~concluded_it & ~announced_it
seconds = (reviewer_role | approver_role) & impartial & ~concluded_it & ~announced_it & ~upholds_it
enters = officer

PERMISSIONS = Permissions(
    _l("异议"),
    {
        "objection.raise": Permission(_l("提出异议"), anyone),
        "objections.list": Permission(_l("查看异议列表"), (reads_cases & impartial) | of_publisher),
        "objectors.read": Permission(_l("查看提出异议的人"), reads_names & impartial),
        "objection.call": Permission(_l("向提出异议的公民回电"), calls),
        "objection.decide": Permission(_l("答复异议"), decides),
        "objection.enter_decision": Permission(_l("录入对异议的书面决定"), enters),
        "paper.objection": Permission(_l("查看异议答复书"), of_objector | (reads_papers & impartial), secret=True),
    },
)
