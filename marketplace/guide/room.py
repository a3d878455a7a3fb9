"""The guide as a room of the house."""

from __future__ import annotations

from marketplace.guide.views import bp
from marketplace.room import Room

ROOM = Room(
    "guide",
    "operating models and return mechanisms explained, with the scenarios that use them; a guided choice of a model",
    doors=(bp,),
)
