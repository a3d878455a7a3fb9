"""How somebody stands to a claim, and who reads and writes it: sealed until the deadline, whoever they are."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions, door
from marketplace.accounts.predicates import (
    claims,
    expert,
    impartial,
    of_publisher,
    reads_archives,
    reads_claims,
    reads_papers,
    signs,
    unbound,
    writes,
)
from marketplace.i18n import _l
from marketplace.workflow import Predicate

NONE = _l("没有这份揭榜申请。")

of_claimant = Predicate(
    _l("牵头单位"), lambda p, s: bool(p.organisation_id == s.lead_organisation_id), NONE, among=claims
)
of_confirmed_member = Predicate(
    _l("已确认的联合体成员"), lambda p, s: p.organisation_id in s.confirmed_member_ids, NONE, among=claims
)
of_named_member = Predicate(_l("联合体成员"), lambda p, s: p.organisation_id in s.member_ids, NONE, among=claims)
of_bound_member = Predicate(
    _l("有效提交中的成员"),
    lambda p, s: bool(p and p.organisation_id in s.bound_member_ids),
    _l("你单位不在有效的那次提交里。"),
    _l("你单位在有效的那次提交里。"),
)
of_held_member = Predicate(
    _l("有效提交中的成员"), lambda p, s: p.organisation_id in s.bound_member_ids, NONE, among=claims
)
"""The same in other words to strangers: who stands in what counts sees it, to leave it, whatever a revision did since."""
is_opened = Predicate(_l("已开榜"), lambda _p, s: s.is_opened, NONE)
is_unsealed = is_opened
is_announced = Predicate(_l("已公示"), lambda _p, s: s.is_announced, NONE)
round_is_over = Predicate(_l("本轮已结束"), lambda _p, s: bool(s.round.outcome), NONE)
round_expert = Predicate(
    _l("本轮无利害关系的专家，资格审查全部结束后"),
    lambda p, s: s.is_settled and p.id in s.declared_expert_ids,
    NONE,
    among=expert,
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

its_own = of_claimant | of_confirmed_member
readers = (is_opened & reads_claims & impartial) | (is_opened & round_expert) | (is_announced & of_publisher)
"""Whoever is not of the claimant: never before the opening."""
was_here = belonged_then | is_unsealed
writes_claim = of_claimant & writes & was_here & (unbound | began_it)

PERMISSIONS = Permissions(
    _l("揭榜申请"),
    {
        "claims.own": door(_l("查看本单位的揭榜"), claims),
        "claim.start": Permission(_l("揭榜"), claims & writes & ~of_publisher),
        "claim.see": Permission(
            _l("看到有这份申请"), of_claimant | of_named_member | of_held_member | readers, secret=True
        ),
        "claim.read": Permission(_l("查看申请内容"), (its_own & was_here) | readers, secret=True),
        "claim.file": Permission(
            _l("在揭榜档案里查看申请内容"), is_opened & round_is_over & reads_archives & impartial, secret=True
        ),
        "claim.write": Permission(_l("填写申请"), writes_claim),
        "claim.release": Permission(_l("同意成员退出"), of_claimant & signs),
        "claim.receipts": Permission(_l("查看回执"), its_own & was_here, secret=True),
        "claim.unseal": Permission(_l("查看未开榜的内容"), its_own & belonged_then, secret=True),
        "claims.list": Permission(_l("查看各份申请和评榜"), (reads_claims & impartial) | (is_announced & of_publisher)),
        "paper.award": Permission(
            _l("查看揭榜通知书"), its_own | (reads_papers & impartial) | of_publisher, secret=True
        ),
        "paper.result": Permission(_l("查看资格、补正和结果通知"), its_own | (reads_papers & impartial), secret=True),
    },
)
