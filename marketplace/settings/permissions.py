"""Who changes the figures of the rules."""

from __future__ import annotations

from marketplace.accounts.policy import Permissions, door
from marketplace.accounts.predicates import admin
from marketplace.i18n import _l

PERMISSIONS = Permissions(_l("规则设置"), {"settings.edit": door(_l("更改规则数值和公文用语"), admin)})
