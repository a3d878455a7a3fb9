"""The lifecycle as a room of the house."""

from __future__ import annotations

from marketplace.i18n import _l
from marketplace.lifecycle import by_decision, filters, hearing
from marketplace.lifecycle.contests import end_what_is_due
from marketplace.lifecycle.desk import desk
from marketplace.lifecycle.permissions import PERMISSIONS
from marketplace.lifecycle.workflow import TABLE
from marketplace.room import Room, Shortcut

ROOM = Room(
    "lifecycle",
    "the top room: the scenario's table with guards and effects, action pages, overview, history, register",
    doors=(hearing.bp,),
    tables=(TABLE,),
    permissions=PERMISSIONS,
    grants=by_decision.GRANTS,
    desk=desk,
    shortcuts=(Shortcut("scenarios.register", _l("场景登记簿"), "lifecycle.register"),),
    scheduled=(end_what_is_due,),
    install=filters.install,
)
