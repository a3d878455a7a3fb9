"""The policy: a map from each permission to small predicates. Views and templates ask it, and nothing else decides.

Subjects are known by what they offer, not by their class: a scenario has `publisher_id` and `party_ids`, a claim
`lead_organisation_id`, `member_ids` and `is_open_to_office`. So the policy stands below the rooms that it rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from flask import current_app
from flask_login import current_user

from marketplace import clock
from marketplace.errors import Forbidden, NotFound
from marketplace.i18n import _l
from marketplace.workflow import Predicate

View = TypeVar("View", bound=Callable[..., Any])


def has_role(role: str, label: str) -> Predicate:
    """The person has this role."""
    return Predicate(label, lambda p, _s: p is not None and p.role == role, _l("这项工作由%(who)s办理。", who=label))


anyone = Predicate(_l("任何人"), lambda _p, _s: True, "")
signed_in = Predicate(_l("已登录"), lambda p, _s: p is not None, _l("请先登录。"))
writes = Predicate(
    _l("经办人或负责人"), lambda p, _s: bool(p and p.role_row.writes), _l("由单位的经办人或负责人填写。")
)
drafts = Predicate(
    _l("经办人"),
    lambda p, _s: bool(p and p.role_row.writes and not p.role_row.signs),
    _l("由经办人提请；负责人可以直接签发。"),
)
signs = Predicate(_l("负责人"), lambda p, _s: bool(p and p.role_row.signs), _l("由单位负责人签发，请负责人登录办理。"))
publishes = Predicate(
    _l("发布方"),
    lambda p, _s: bool(p and p.kind_row and p.kind_row.publishes),
    _l("场景由社区管理中心、镇、区直单位或区属企业谋划发布。"),
)
claims = Predicate(
    _l("经营主体"),
    lambda p, _s: bool(p and p.kind_row and p.kind_row.claims),
    _l("揭榜由企业、投资机构、院所或区属企业办理。"),
)
admits = replace(claims, why_not=_l("发布方、区城市办、专家的账号，请联系区城市办的系统管理员办理。"))
reviewer_role = has_role("reviewer", _l("区城市办初审人"))
approver_role = has_role("approver", _l("区城市办审定人"))
admin = has_role("admin", _l("系统管理员"))
expert = has_role("expert", _l("评审专家"))
in_office = Predicate(
    _l("区城市办"),
    lambda p, _s: bool(p and p.kind_row and p.kind_row.id == "office"),
    _l("只有区城市办的人员可以查看或办理。"),
)

# --- how the person stands to the subject -------------------------------------------------------------------------

of_publisher = Predicate(
    _l("本场景发布方"),
    lambda p, s: bool(p and p.kind_row and p.organisation_id == s.publisher_id),
    _l("只有本场景的发布方可以办理。"),
    _l("发布方不能办理自己场景的这一项。"),
)
asks = Predicate(
    _l("各单位"),
    lambda p, _s: bool(p and p.kind_row and p.kind_row.id != "office"),
    _l("提问由参加揭榜的单位办理；区城市办和评审专家不提问。"),
)
impartial = Predicate(
    _l("未抽调自相关单位"),
    lambda p, s: bool(p and (p.seconded_from_id is None or p.seconded_from_id not in s.party_ids)),
    _l("你抽调自与本场景有关的单位，不参与本场景的办理。"),
)
vetted_it = Predicate(
    _l("初审了它的人"),
    lambda p, s: bool(p and p.id in s.vetter_ids),
    "",
    _l("你初审了这个场景，不能再审定它，请另一位审定人办理。"),
)
published_it = Predicate(
    _l("发布了它的人"),
    lambda p, s: bool(p and p.id in s.publisher_person_ids),
    "",
    _l("你审定发布了它，异议由另一位审定人答复。"),
)
concluded_it = Predicate(
    _l("作出评榜结论的人"),
    lambda p, s: bool(p and p.id in s.concluder_ids),
    "",
    _l("你作出了评榜结论，公示和对它的异议由另一位审定人办理。"),
)
announced_it = Predicate(
    _l("公示了它的人"),
    lambda p, s: bool(p and p.id in s.announcer_ids),
    "",
    _l("你公示了这个结果，撤销公示和对它的异议由另一位审定人办理。"),
)
upholds_it = Predicate(
    _l("拟定异议成立的人"),
    lambda p, s: bool(p and p.id == s.first_upholder_id),
    "",
    _l("异议成立由你拟定，须由没有参与评榜结论和公示的另一人同意。"),
)
forfeited_it = Predicate(
    _l("取消了中榜资格的人"),
    lambda p, s: bool(p and p.id in s.forfeiter_ids),
    "",
    _l("你取消了前一名的中榜资格，下一名由另一位审定人公示。"),
)
is_published = Predicate(_l("已推介"), lambda _p, s: s.is_published, _l("没有这个场景。"))
is_winner = Predicate(
    _l("揭榜方"),
    lambda p, s: bool(p and p.kind_row and p.organisation_id and p.organisation_id == s.winner_id),
    _l("实施方案由揭榜的牵头单位办理。"),
)
of_winning_consortium = Predicate(
    _l("揭榜联合体"),
    lambda p, s: bool(p and p.kind_row and p.organisation_id in s.winning_member_ids),
    _l("只有揭榜方可以查看。"),
)
of_claimant = Predicate(
    _l("牵头单位"),
    lambda p, s: bool(p and p.kind_row and p.organisation_id == s.lead_organisation_id),
    _l("没有这份揭榜申请。"),
)
of_confirmed_member = Predicate(
    _l("已确认的联合体成员"),
    lambda p, s: bool(p and p.kind_row and p.organisation_id in s.confirmed_member_ids),
    _l("没有这份揭榜申请。"),
)
of_named_member = Predicate(
    _l("联合体成员"),
    lambda p, s: bool(p and p.kind_row and p.organisation_id in s.member_ids),
    _l("没有这份揭榜申请。"),
)
of_bound_member = Predicate(
    _l("有效提交中的成员"),
    lambda p, s: bool(p and p.organisation_id in s.bound_member_ids),
    _l("你单位不在有效的那次提交里。"),
    _l("你单位在有效的那次提交里。"),
)
of_held_member = Predicate(
    _l("联合体成员"),
    lambda p, s: bool(p and p.kind_row and p.organisation_id in s.bound_member_ids),
    _l("没有这份揭榜申请。"),
)
"""The same in other words to strangers: who stands in what counts sees it, to leave it, whatever a revision did since."""
of_objector = Predicate(
    _l("提出异议的单位"),
    lambda p, s: bool(p and p.organisation_id and p.organisation_id == s.organisation_id),
    _l("没有这份文书。"),
)
of_concerned = Predicate(
    _l("有关的揭榜单位"),
    lambda p, s: bool(
        p and p.kind_row and (p.organisation_id in s.concerned_ids or (s.concerns_everyone and p.kind_row.claims))
    ),
    _l("没有这份提请。"),
)
is_opened = Predicate(_l("已开榜"), lambda _p, s: s.is_opened, _l("没有这份揭榜申请。"))
is_announced = Predicate(_l("已公示"), lambda _p, s: s.is_announced, _l("没有这份揭榜申请。"))
is_told = Predicate(_l("公示以后"), lambda _p, s: s.is_announced or s.is_over, _l("专家和评分从公示起可以查看。"))
round_expert = Predicate(
    _l("本轮无利害关系的专家，资格审查全部结束后"),
    lambda p, s: expert(p, s) and s.is_settled and p.id in s.declared_expert_ids,
    _l("没有这份揭榜申请。"),
)
assigned_to = Predicate(_l("被分派的专家"), lambda p, s: expert(p, s) and p.id == s.expert_id, _l("没有这份揭榜申请。"))
addressed_to = Predicate(_l("收件人"), lambda p, s: bool(p and p.id == s.person_id), _l("没有这条消息。"))
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
unbound = Predicate(
    _l("找回未满两个工作日的负责人除外"),
    lambda p, _s: bool(p and (p.bound_until is None or clock.now() >= p.bound_until)),
    _l("你是找回的负责人，两个工作日内不能停用同事，也不能撤回、退出或改写申请，期满后再办理；确认和签发随时可以。"),
)
belonged_then = Predicate(
    _l("密封之前就在本单位的人员"),
    lambda p, s: bool(p and (p.reads_since is None or s.created_at >= p.reads_since)),
    _l("这份申请在找回负责人之前已经密封，你不能查看；请原来的经办人办理，你可以签发和确认。"),
)
"""A recovery opens no claim that was sealed before it: neither to the new lead nor to whom they bring in."""
began_it = Predicate(
    _l("开始这份申请的人"),
    lambda p, s: bool(p and s.created_by_id == p.id),
    _l("你是找回的负责人，两个工作日内不能改写别人开始的申请，期满后再办理。"),
)
is_unsealed = Predicate(_l("已开榜"), lambda _p, s: s.is_opened, _l("没有这份揭榜申请。"))
proposed_it = Predicate(
    _l("提请的人"), lambda p, s: bool(p and p.id == s.proposed_by_id), "", _l("你提请了它，请另一位审定人确认。")
)
is_about_me = Predicate(
    _l("本人"), lambda p, s: bool(p and p.id == s.person_id), "", _l("不能确认自己的账号或角色，请另一位审定人办理。")
)
rehearsing = Predicate(_l("演练模式"), lambda _p, _s: bool(current_app.config["DEMO"]), _l("只在演练模式有。"))


def _is_unsettled(organisation: Any) -> bool:
    """A publisher that may claim too, in which nobody has ever opened an account."""
    return organisation.kind_row.publishes and not any(one.confirmed_at for one in organisation.people)


reviewer = reviewer_role & impartial
approver = approver_role & impartial
amender = approver & ~vetted_it
"""Issues what opens a contest or changes its terms: by someone who did not vet them."""
officer = (reviewer_role | approver_role | admin) & impartial
"""Enters what the leading group decided in writing: it is not the officer who decides."""
sees_panel = ((reviewer_role | approver_role) | (in_office & is_told)) & impartial
"""Experts' names and scores: before the notice for those who decide on them, and for nobody else in the office."""
publisher_writer = of_publisher & writes
publisher_lead = of_publisher & signs

# --- the map ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Permission:
    """One row of the policy. `secret`: a refusal is 404, since even existence is not theirs to know."""

    who: Predicate
    secret: bool = False
    about: bool = True
    """Whether it is about an object; if not, it is decided before the view runs."""


def _door(who: Predicate) -> Permission:
    return Permission(who, about=False)


POLICY: dict[str, Permission] = {
    "public": _door(anyone),
    "signed_in": _door(signed_in),
    "rehearsal": Permission(signed_in & rehearsing, secret=True, about=False),
    # accounts
    "people.manage": _door(admin),
    "person.change": Permission(admin & self_excluded & of_no_claimant),
    "people.own": _door(admits & signs),
    "colleague.change": Permission(claims & signs & colleague & not_oneself),
    "colleague.remove": Permission(claims & signs & colleague & not_oneself & unbound),
    "colleague.leave": Permission(claims & signs & oneself),
    "proposals.see": _door(in_office),
    "proposal.decide": Permission(approver & ~proposed_it & ~is_about_me),
    "organisations.verify": _door(admin),
    "calendar.edit": _door(admin),
    "settings.edit": _door(admin),
    # scenarios and their plans
    "scenario.create": _door(publishes & writes),
    "scenarios.register": _door(in_office | publishes),
    "scenario.read": Permission(is_published | of_publisher | in_office, secret=True),
    "plan.read": Permission(of_publisher | in_office, secret=True),
    "plan.write": Permission(publisher_writer & unbound),
    "history.read": Permission(of_publisher | in_office | of_winning_consortium, secret=True),
    "scenario.act": Permission(of_publisher | in_office | of_winning_consortium, secret=True),
    "decision.enter": Permission(officer),
    "comments.settle": Permission(publisher_writer),
    "scenario.prolong": Permission(reviewer),
    # claims
    "claims.own": _door(claims),
    "claim.start": Permission(claims & writes & ~of_publisher),
    "claim.see": Permission(
        of_claimant
        | of_named_member
        | of_held_member
        | (is_opened & in_office & impartial)
        | (is_opened & round_expert)
        | (is_announced & of_publisher),
        secret=True,
    ),
    "claim.read": Permission(
        ((of_claimant | of_confirmed_member) & (belonged_then | is_unsealed))
        | (is_opened & in_office & impartial)
        | (is_opened & round_expert)
        | (is_announced & of_publisher),
        secret=True,
    ),
    "claim.release": Permission(of_claimant & signs),
    "claim.write": Permission(of_claimant & writes & (belonged_then | is_unsealed) & (unbound | began_it)),
    "claim.receipts": Permission((of_claimant | of_confirmed_member) & (belonged_then | is_unsealed), secret=True),
    "claim.unseal": Permission((of_claimant | of_confirmed_member) & belonged_then, secret=True),
    # questions
    "question.ask": Permission(asks & ~of_publisher),
    "questions.list": Permission((in_office & impartial) | of_publisher),
    "question.read": Permission(in_office | of_publisher, secret=True),
    "askers.read": Permission(in_office & impartial),
    "question.answer": Permission(publisher_writer),
    "question.release": Permission(reviewer),
    # evaluation
    "claims.list": Permission((in_office & impartial) | (is_announced & of_publisher)),
    "panel.read": Permission(sees_panel),
    "eligibility.decide": Permission(reviewer),
    "experts.assign": Permission(reviewer),
    "experts.supplement": Permission(approver),
    "release.propose": Permission(reviewer),
    "release.decide": Permission(approver),
    "release.see": Permission(reviewer | approver),
    "evaluations.own": _door(expert),
    "evaluation.write": Permission(assigned_to, secret=True),
    "objection.raise": Permission(anyone),
    "objections.list": Permission((in_office & impartial) | of_publisher),
    "objectors.read": Permission(in_office & impartial),
    "objection.decide": Permission(approver & ~published_it & ~concluded_it & ~announced_it),
    "objection.second": Permission(
        (reviewer_role | approver_role) & impartial & ~concluded_it & ~announced_it & ~upholds_it
    ),
    "objection.call": Permission(reviewer | approver),
    "objection.enter_decision": Permission(officer),
    "archive.read": Permission(in_office & impartial, secret=True),
    # certificates (the others are public, or a claim's receipts)
    "paper.report": Permission(sees_panel | (is_announced & of_publisher), secret=True),
    "paper.award": Permission(of_claimant | of_confirmed_member | (in_office & impartial) | of_publisher, secret=True),
    "paper.result": Permission(of_claimant | of_confirmed_member | (in_office & impartial), secret=True),
    "paper.objection": Permission(of_objector | (in_office & impartial), secret=True),
    # proposals of an end
    "ending.read": Permission((in_office & impartial) | of_publisher | of_concerned, secret=True),
    "ending.answer": Permission((of_publisher | of_concerned) & writes),
    # implementation plan
    "implementation.read": Permission(of_winning_consortium | of_publisher | in_office, secret=True),
    "implementation.write": Permission(is_winner & writes & unbound),
    "implementation.endorse": Permission(publisher_lead),
    # messages
    "notification.read": Permission(addressed_to, secret=True),
}


def current_person() -> Any:
    """The person who is signed in, or None."""
    return current_user._get_current_object() if current_user and current_user.is_authenticated else None


def may(permission: str, subject: Any = None, person: Any = None) -> bool:
    """Whether the person (the one signed in, unless another is given) may."""
    return POLICY[permission].who(person or current_person(), subject)


def why_not(permission: str, subject: Any = None, person: Any = None) -> list[str]:
    """The reasons against it; empty when they may."""
    return POLICY[permission].who.refusals(person or current_person(), subject)


def authorise(permission: str, subject: Any = None, person: Any = None) -> None:
    """Let the person pass, or say why not.

    :raises NotFound: they may not, nor know whether there is such a thing.
    :raises Forbidden: they may not.
    """
    row = POLICY[permission]
    if reasons := row.who.refusals(person or current_person(), subject):
        raise (NotFound if row.secret else Forbidden)(*dict.fromkeys(reasons))


def permission_of(view: Callable[..., Any]) -> str:
    """The name of the permission that a view declares.

    :raises RuntimeError: it declares none.
    """
    name: str | None = getattr(view, "permission", None)
    if name is None:
        raise RuntimeError(f"{view.__name__} declares no permission")
    return name


def pass_door(view: Callable[..., Any]) -> None:
    """Before a view runs: let the person in where its permission is about no object; the others are the view's own to ask."""
    row = POLICY[name := permission_of(view)]
    if not row.about and row.who is not anyone:  # what is everybody's asks nobody who they are
        authorise(name)


def permission(name: str) -> Callable[[View], View]:
    """Declare, right under its route, which permission a view asks for."""
    POLICY[name]  # a name that the policy lacks fails at import, not at the first request

    def declare(view: View) -> View:
        view.permission = name  # type: ignore[attr-defined]  # read by web.py before the view runs
        return view

    return declare
