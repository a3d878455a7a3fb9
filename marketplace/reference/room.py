"""Reference data as a room of the house."""

from __future__ import annotations

from marketplace.room import Room

ROOM = Room(
    "reference",
    "what any room may choose from: fields, vocabularies, operating models, return mechanisms, "
    "selection methods with their figures",
)
