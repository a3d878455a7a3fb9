"""Plans as a room of the house."""

from __future__ import annotations

from marketplace.room import Room

ROOM = Room("plans", "the plan sheet and its revisions")
