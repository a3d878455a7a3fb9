"""Supervision as a room of the house."""

from __future__ import annotations

from marketplace.room import Room
from marketplace.supervision.filed import FILED_OF_SCENARIO
from marketplace.supervision.permissions import PERMISSIONS
from marketplace.supervision.views import bp

ROOM = Room(
    "supervision",
    "the implementation plan's endorsement, milestones and evidence",
    doors=(bp,),
    permissions=PERMISSIONS,
    filed_of_scenario=FILED_OF_SCENARIO,
)
