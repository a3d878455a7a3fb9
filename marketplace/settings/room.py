"""Settings as a room of the house."""

from __future__ import annotations

from marketplace.i18n import _l
from marketplace.room import Room, Shortcut
from marketplace.settings.permissions import PERMISSIONS
from marketplace.settings.views import bp
from marketplace.settings.workflow import FIGURE, WORDING

ROOM = Room(
    "settings",
    "the figures that the office may change, each with its effect date; what its official documents say of it",
    doors=(bp,),
    tables=(FIGURE.table, WORDING.table),
    permissions=PERMISSIONS,
    shortcuts=(Shortcut("settings.edit", _l("规则设置"), "settings.settings"),),
)
