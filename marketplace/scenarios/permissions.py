"""How somebody stands to a scenario and to what was decided of it, and who reads and writes its plan."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions, door
from marketplace.accounts.predicates import (
    approver,
    claims,
    of_publisher,
    publisher_writer,
    publishes,
    reads_cases,
    unbound,
    writes,
)
from marketplace.i18n import _l
from marketplace.workflow import Predicate

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
forfeited_it = Predicate(
    _l("取消了中榜资格的人"),
    lambda p, s: bool(p and p.id in s.forfeiter_ids),
    "",
    _l("你取消了前一名的中榜资格，下一名由另一位审定人公示。"),
)
is_published = Predicate(_l("已推介"), lambda _p, s: s.is_published, _l("没有这个场景。"))
is_winner = Predicate(
    _l("揭榜方"),
    lambda p, s: bool(p.organisation_id and p.organisation_id == s.winner_id),
    _l("实施方案由揭榜的牵头单位办理。"),
    among=claims,
)
of_winning_consortium = Predicate(
    _l("揭榜联合体"), lambda p, s: p.organisation_id in s.winning_member_ids, _l("只有揭榜方可以查看。"), among=claims
)
amender = approver & ~vetted_it
"""Issues what opens a contest or changes its terms: by someone who did not vet them."""

PERMISSIONS = Permissions(
    _l("场景和场景方案"),
    {
        "scenario.create": door(_l("谋划场景"), publishes & writes),
        "scenario.read": Permission(_l("知道有这个场景"), is_published | of_publisher | reads_cases, secret=True),
        "plan.read": Permission(_l("查看方案工作稿"), of_publisher | reads_cases, secret=True),
        "plan.write": Permission(_l("填写方案"), publisher_writer & unbound),
        "comments.settle": Permission(_l("处理退回意见"), publisher_writer),
    },
)
