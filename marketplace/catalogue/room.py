"""The catalogue as a room of the house."""

from __future__ import annotations

from marketplace.catalogue.data_views import bp as open_data
from marketplace.catalogue.views import bp
from marketplace.room import Room

ROOM = Room("catalogue", "what the public reads: home, list, detail, notices, open data API", doors=(bp, open_data))
