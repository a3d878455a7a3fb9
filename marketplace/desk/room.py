"""The desk as a room of the house."""

from __future__ import annotations

from marketplace.desk.views import bp
from marketplace.room import Room

ROOM = Room("desk", "the desk of whoever is signed in: what the rooms put on it", doors=(bp,))
