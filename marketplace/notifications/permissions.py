"""Who reads a message."""

from __future__ import annotations

from marketplace.accounts.policy import Permission, Permissions
from marketplace.accounts.predicates import addressed_to
from marketplace.i18n import _l

PERMISSIONS = Permissions(_l("消息"), {"notification.read": Permission(_l("查看消息"), addressed_to, secret=True)})
