"""Files as a room of the house."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.files.checking import take_away_broken_off
from marketplace.files.views import bp
from marketplace.room import Room


def _sweep() -> Iterable[str]:
    take_away_broken_off()
    return ()  # what a killed upload left behind concerns nobody


ROOM = Room(
    "files",
    "stored files: checked by content, served under the rights of what they belong to",
    doors=(bp,),
    scheduled=(_sweep,),
)
