"""Acts as a room of the house."""

from __future__ import annotations

from marketplace.room import Room

ROOM = Room(
    "acts", "one way to act: a row of any table is picked, shown, refused with reasons, applied, recorded and told"
)
