"""The example data as a room of the house."""

from __future__ import annotations

from marketplace.room import Room

ROOM = Room("demo", "the example data and the loader that plays it through the services")
