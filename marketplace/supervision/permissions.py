"""Who reads, writes and endorses the implementation plan."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions
from marketplace.accounts.predicates import of_publisher, publisher_lead, reads_cases, unbound, writes
from marketplace.i18n import _l
from marketplace.scenarios.permissions import is_winner, of_winning_consortium

PERMISSIONS = Permissions(
    _l("实施方案"),
    {
        "implementation.read": Permission(
            _l("查看实施方案工作稿"), of_winning_consortium | of_publisher | reads_cases, secret=True
        ),
        "implementation.write": Permission(_l("填写实施方案"), is_winner & writes & unbound),
        "implementation.endorse": Permission(_l("确认实施方案"), publisher_lead),
    },
)
