"""Working days as a room of the house."""

from __future__ import annotations

from marketplace.i18n import _l
from marketplace.room import Room, Shortcut
from marketplace.workdays.permissions import PERMISSIONS
from marketplace.workdays.views import bp
from marketplace.workdays.workflow import CALENDAR_KIND

ROOM = Room(
    "workdays",
    "working days, the holiday calendar an admin keeps",
    doors=(bp,),
    tables=(CALENDAR_KIND.table,),
    permissions=PERMISSIONS,
    shortcuts=(Shortcut("calendar.edit", _l("工作日历"), "workdays.calendar"),),
)
