"""Documents as a room of the house."""

from __future__ import annotations

from marketplace.documents.views import bp
from marketplace.room import Room

ROOM = Room("documents", "certificates: numbers, hashes, printing as PDF and Word from one list of blocks", doors=(bp,))
