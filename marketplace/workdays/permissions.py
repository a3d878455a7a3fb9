"""Who keeps the working calendar."""

from __future__ import annotations

from marketplace.accounts.policy import Permissions, door
from marketplace.accounts.predicates import admin
from marketplace.i18n import _l

PERMISSIONS = Permissions(_l("工作日历"), {"calendar.edit": door(_l("维护工作日历"), admin)})
