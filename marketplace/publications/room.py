"""Publications as a room of the house."""

from __future__ import annotations

from marketplace.publications.attachments import GRANTS
from marketplace.publications.service import versions
from marketplace.publications.views import bp
from marketplace.room import Filed, Room

ROOM = Room(
    "publications",
    "issued versions: numbers, hashes",
    doors=(bp,),
    grants=GRANTS,
    filed_of_scenario=(Filed("records.json", versions, "publications"),),
)
