"""The audit as a room of the house."""

from __future__ import annotations

from marketplace.room import Room

ROOM = Room("audit", "append-only, hash-chained events; each holds the hashes of the rows that it changed")
