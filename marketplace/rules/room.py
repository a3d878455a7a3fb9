"""The rule gate as a room of the house."""

from __future__ import annotations

from marketplace.room import Room

ROOM = Room("rules", "the rule gate: what law and policy ask of a plan, each with its source, and what it finds in one")
