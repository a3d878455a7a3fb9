"""What needs no room: to be anybody, to be signed in."""

from __future__ import annotations

from flask import current_app

from marketplace.accounts.policy import Permissions, door
from marketplace.accounts.predicates import anyone, signed_in
from marketplace.i18n import _l
from marketplace.workflow import Predicate

rehearsing = Predicate(_l("演练模式"), lambda _p, _s: bool(current_app.config["DEMO"]), _l("只在演练模式有。"))

PERMISSIONS = Permissions(
    _l("进入平台"),
    {
        "public": door(_l("查看公开页面"), anyone),
        "signed_in": door(_l("使用工作台、消息和自己的账号"), signed_in),
        "rehearsal": door(_l("查看界面样例"), signed_in & rehearsing, secret=True),
    },
)
