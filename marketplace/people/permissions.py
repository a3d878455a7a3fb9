"""Who keeps accounts and organisations, who decides on what is proposed of them, who takes a proposal back."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.policy import Permission, Permissions, door
from marketplace.accounts.predicates import admin, admits, approver, claims, reads_people, signs, unbound
from marketplace.i18n import _l
from marketplace.workflow import Predicate

self_excluded = Predicate(
    _l("别人"), lambda p, s: bool(p and p.id != s.id), _l("不能更改自己的角色、抽调或停用自己，请另一位管理员办理。")
)
of_no_claimant = Predicate(
    _l("发布方、区城市办和专家的人员"),
    lambda _p, s: s.kind_row is None or not s.kind_row.claims or _is_unsettled(s.organisation),
    _l("这是揭榜单位的人员，由该单位负责人在“本单位人员”里办理。负责人都不能办理的，在该单位的页面提请找回负责人。"),
)
"""Who belongs to an organisation of claimants is its own matter; a zone company's first lead is the admin's to invite."""
colleague = Predicate(
    _l("本单位的人员"),
    lambda p, s: bool(p and s.kind_row and p.organisation_id == s.organisation_id),
    _l("只能办理本单位的人员。"),
)
not_oneself = Predicate(
    _l("别人"), lambda p, s: bool(p and p.id != s.id), _l("不能更改自己的角色或停用自己，请另一位负责人办理。")
)
oneself = Predicate(_l("本人"), lambda p, s: bool(p and p.id == s.id), _l("退出只能由本人办理。"))
proposed_it = Predicate(
    _l("提请的人"),
    lambda p, s: bool(p and p.id == s.proposed_by_id),
    _l("提请只能由提请的人撤回。"),
    _l("你提请了它，请另一位审定人确认。"),
)
is_about_me = Predicate(
    _l("本人"), lambda p, s: bool(p and p.id == s.person_id), "", _l("不能确认自己的账号或角色，请另一位审定人办理。")
)


def _is_unsettled(organisation: Any) -> bool:
    """A publisher that may claim too, in which nobody has ever opened an account."""
    return organisation.kind_row.publishes and not any(one.confirmed_at for one in organisation.people)


changes_person = admin & self_excluded & of_no_claimant
changes_colleague = claims & signs & colleague & not_oneself
removes_colleague = changes_colleague & unbound
leaves = claims & signs & oneself
PERMISSIONS = Permissions(
    _l("账号和单位"),
    {
        "people.manage": door(_l("管理发布方、区城市办和专家的账号"), admin),
        "person.change": Permission(_l("更改账号的角色、抽调，停用账号"), changes_person),
        "organisations.verify": door(_l("管理和核验单位"), admin),
        "people.own": door(_l("管理本单位的人员"), admits & signs),
        "colleague.change": Permission(_l("更改同事的角色"), changes_colleague),
        "colleague.remove": Permission(_l("停用同事"), removes_colleague),
        "proposals.see": door(_l("查看账号和单位的提请"), reads_people),
        "proposal.decide": Permission(_l("确认账号和单位的提请"), approver & ~proposed_it & ~is_about_me),
        "proposal.withdraw": Permission(_l("撤回账号和单位的提请"), reads_people & proposed_it),
    },
)
