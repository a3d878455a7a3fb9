"""People as a room of the house."""

from __future__ import annotations

from marketplace.i18n import _l
from marketplace.people.desk import desk
from marketplace.people.permissions import PERMISSIONS
from marketplace.people.views import bp
from marketplace.people.workflow import COLLEAGUES, ORGANISATIONS, PEOPLE
from marketplace.room import Room, Shortcut

ROOM = Room(
    "people",
    "how people and organisations come, change and go: registration, invitation, links by mail, a lead's pages about its "
    "own people, the admin's pages, what an approver confirms, recoveries",
    doors=(bp,),
    tables=(PEOPLE.table, COLLEAGUES.table, ORGANISATIONS.table),
    permissions=PERMISSIONS,
    desk=desk,
    shortcuts=(
        Shortcut("organisations.verify", _l("单位"), "people.organisations"),
        Shortcut("people.manage", _l("账号"), "people.people"),
    ),
)
