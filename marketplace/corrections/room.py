"""Corrections and eligibility as a room of the house."""

from __future__ import annotations

from marketplace.corrections import showing
from marketplace.corrections.desk import desk
from marketplace.corrections.filed import FILED
from marketplace.corrections.permissions import PERMISSIONS
from marketplace.corrections.views import bp
from marketplace.corrections.workflow import CORRECTIONS, ELIGIBILITY
from marketplace.room import Room

ROOM = Room(
    "corrections",
    "defects that a claimant may remedy once; whether a claim meets the qualifications, and when that is decided again",
    doors=(bp,),
    tables=(CORRECTIONS, ELIGIBILITY),
    permissions=PERMISSIONS,
    filed=FILED,
    grants=showing.GRANTS,
    panels={"claim": (showing.correction_panel,)},
    desk=desk,
)
