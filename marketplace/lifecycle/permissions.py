"""Who follows a scenario on its way: register, desk page, history, decisions from outside, proposals of an end."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions, door
from marketplace.accounts.predicates import (
    claims,
    impartial,
    of_publisher,
    officer,
    publishes,
    reads_cases,
    reads_histories,
    reads_papers,
    reviewer,
    writes,
)
from marketplace.i18n import _l
from marketplace.scenarios.permissions import of_winning_consortium
from marketplace.workflow import Predicate

of_concerned = Predicate(
    _l("有关的揭榜单位"),
    lambda p, s: p.organisation_id in s.concerned_ids or s.concerns_everyone,
    _l("没有这份提请。"),
    among=claims,
)

PERMISSIONS = Permissions(
    _l("场景的办理"),
    {
        "scenarios.register": door(_l("查看场景登记簿"), reads_histories | publishes),
        "history.read": Permission(
            _l("查看办理记录"), of_publisher | reads_histories | of_winning_consortium, secret=True
        ),
        "scenario.act": Permission(
            _l("查看场景的办理页"), of_publisher | reads_cases | of_winning_consortium, secret=True
        ),
        "scenario.prolong": Permission(_l("延长时限"), reviewer),
        "decision.enter": Permission(_l("录入领导小组书面决定"), officer),
        "ending.read": Permission(
            _l("查看终结事项的提请"), (reads_papers & impartial) | of_publisher | of_concerned, secret=True
        ),
        "ending.answer": Permission(_l("对提请陈述意见"), (of_publisher | of_concerned) & writes),
    },
)
