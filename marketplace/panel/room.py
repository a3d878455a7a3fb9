"""The panel as a room of the house."""

from __future__ import annotations

from marketplace.panel.filed import FILED
from marketplace.panel.permissions import PERMISSIONS
from marketplace.panel.views import bp
from marketplace.panel.workflow import PANEL_TABLE, PLACES, POOL_TABLE
from marketplace.room import Room

ROOM = Room(
    "panel",
    "the experts of a round: the frozen pool, conflicts, draws, declarations, who is released and who follows",
    doors=(bp,),
    tables=(PANEL_TABLE, POOL_TABLE, PLACES),
    permissions=PERMISSIONS,
    filed=FILED,
)
