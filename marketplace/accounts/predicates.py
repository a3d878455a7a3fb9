"""Who somebody is: what their role and their organisation are, and how they stand to what any room's subject offers.

What only one room's subjects offer is asked by that room's own predicates (`<room>/permissions.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from marketplace import clock
from marketplace.accounts.roles import OrganisationKind, Role
from marketplace.i18n import _l
from marketplace.workflow import Predicate


def of_role(name: str, why_not: str, holds: Callable[[Role], bool]) -> Predicate:
    """A column of the person's role."""
    return Predicate(name, lambda p, _s: bool(p and holds(p.role_row)), why_not, of_person=True)


def of_kind(name: str, why_not: str, holds: Callable[[OrganisationKind], bool]) -> Predicate:
    """A column of the kind of the person's organisation; experts judge for none."""
    return Predicate(name, lambda p, _s: bool(p and p.kind_row and holds(p.kind_row)), why_not, of_person=True)


def works_as(label: str, holds: Callable[[Role], bool]) -> Predicate:
    """A kind of work that the role does."""
    return of_role(label, _l("这项工作由%(who)s办理。", who=label), holds)


anyone = Predicate(_l("任何人"), lambda _p, _s: True, "", of_person=True)
signed_in = Predicate(_l("已登录"), lambda p, _s: p is not None, _l("请先登录。"), of_person=True)

# --- what the person does -----------------------------------------------------------------------------------------

writes = of_role(_l("经办人或负责人"), _l("由单位的经办人或负责人填写。"), lambda role: role.writes)
drafts = of_role(_l("经办人"), _l("由经办人提请；负责人可以直接签发。"), lambda role: role.writes and not role.signs)
signs = of_role(_l("负责人"), _l("由单位负责人签发，请负责人登录办理。"), lambda role: role.signs)
publishes = of_kind(
    _l("发布方"), _l("场景由社区管理中心、镇、区直单位或区属企业谋划发布。"), lambda kind: kind.publishes
)
claims = of_kind(_l("经营主体"), _l("揭榜由企业、投资机构、院所或区属企业办理。"), lambda kind: kind.claims)
asks = of_kind(
    _l("各单位"), _l("提问由参加揭榜的单位办理；区城市办和评审专家不提问。"), lambda kind: not kind.runs_contests
)
in_office = of_kind(_l("区城市办"), _l("只有区城市办的人员可以查看或办理。"), lambda kind: kind.runs_contests)
belongs = of_kind(_l("单位的人员"), _l("由单位的人员办理。"), lambda _kind: True)
"""Acts for an organisation; an expert's employer gives them no rights."""
reviewer_role = works_as(_l("区城市办初审人"), lambda role: role.reviews)
approver_role = works_as(_l("区城市办审定人"), lambda role: role.approves)
admin = works_as(_l("系统管理员"), lambda role: role.administers)
expert = works_as(_l("评审专家"), lambda role: role.judges)

# --- what the person reads ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Right(Predicate):
    def refusals(self, person: Any, subject: Any) -> list[str]:
        # a colleague whose role lacks the right is not told that they are no colleague
        if not self(person, subject) and in_office(person, subject):
            return [str(_l("你的角色不查看这一项。确需查看的，请联系区城市办初审人或者审定人。"))]
        return super().refusals(person, subject)


def reads(holds: Callable[[Role], bool]) -> Predicate:
    """A right of reading: a column of the role, whatever the kind of organisation."""
    return _Right(in_office.name, lambda p, _s: bool(p and holds(p.role_row)), in_office.why_not, of_person=True)


reads_histories = reads(lambda role: role.reads_histories)
reads_archives = reads(lambda role: role.reads_archives)
reads_cases = reads(lambda role: role.reads_cases)
reads_claims = reads(lambda role: role.reads_claims)
reads_names = reads(lambda role: role.reads_names)
reads_panels = reads(lambda role: role.reads_panels)
reads_papers = reads(lambda role: role.reads_papers)
reads_people = reads(lambda role: role.reads_people)

# --- how the person stands to the subject -------------------------------------------------------------------------

of_publisher = Predicate(
    _l("本场景发布方"),
    lambda p, s: bool(p.organisation_id == s.publisher_id),
    _l("只有本场景的发布方可以办理。"),
    _l("发布方不能办理自己场景的这一项。"),
    among=publishes,
)
impartial = Predicate(
    _l("未抽调自相关单位"),
    lambda p, s: bool(p and (p.seconded_from_id is None or p.seconded_from_id not in s.party_ids)),
    _l("你抽调自与本场景有关的单位，不参与本场景的办理。"),
)
unbound = Predicate(
    _l("找回未满两个工作日的负责人除外"),
    lambda p, _s: bool(p and (p.bound_until is None or clock.now() >= p.bound_until)),
    _l("你是找回的负责人，两个工作日内不能停用同事，也不能撤回、退出或改写申请，期满后再办理；确认和签发随时可以。"),
)
addressed_to = Predicate(_l("收件人"), lambda p, s: bool(p.id == s.person_id), _l("没有这条消息。"), among=signed_in)

reviewer = reviewer_role & impartial
approver = approver_role & impartial
officer = (reviewer_role | approver_role | admin) & impartial
"""Enters what the leading group decided in writing: it is not the officer who decides."""
publisher_writer = of_publisher & writes
publisher_lead = of_publisher & signs
admits = replace(claims, why_not=_l("发布方、区城市办、专家的账号，请联系区城市办的系统管理员办理。"))
