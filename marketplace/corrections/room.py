"""Corrections and eligibility as a room of the house."""

from __future__ import annotations

from marketplace.corrections import showing
from marketplace.corrections.desk import desk
from marketplace.corrections.permissions import PERMISSIONS
from marketplace.corrections.views import bp
from marketplace.room import Room

ROOM = Room(
    "corrections",
    "defects that a claimant may remedy once; whether a claim meets the qualifications, and when that is decided again",
    doors=(bp,),
    permissions=PERMISSIONS,
    grants=showing.GRANTS,
    panels={"claim": (showing.correction_panel,)},
    desk=desk,
)
