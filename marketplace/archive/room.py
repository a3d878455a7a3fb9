"""The archive as a room of the house."""

from __future__ import annotations

from marketplace.archive.permissions import PERMISSIONS
from marketplace.archive.views import bp
from marketplace.room import Room

ROOM = Room(
    "archive",
    "the contest's file (档案): one zip with everything, its index, its hashes and its own verifier",
    doors=(bp,),
    permissions=PERMISSIONS,
)
