"""The backup as a room of the house."""

from __future__ import annotations

from marketplace.room import Room

ROOM = Room("backup", "database and files of one moment in one file, and back into an empty place")
