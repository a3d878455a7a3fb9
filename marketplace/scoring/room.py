"""Scoring as a room of the house."""

from __future__ import annotations

from marketplace.panel.scores import ARE_KNOWN, FOLLOW, OWES
from marketplace.room import Room
from marketplace.scoring import completion, results
from marketplace.scoring.desk import desk
from marketplace.scoring.filed import FILED
from marketplace.scoring.permissions import PERMISSIONS
from marketplace.scoring.views import bp
from marketplace.scoring.workflow import SHEETS

ROOM = Room(
    "scoring",
    "the experts' score sheets, outliers and their explanations, ranking, report, what a claimant is told",
    doors=(bp,),
    tables=(SHEETS,),
    permissions=PERMISSIONS,
    filed=FILED,
    panels={"claim": (results.result_panel,)},
    answers={ARE_KNOWN: completion.is_known, OWES: completion.owes, FOLLOW: completion.follow},
    desk=desk,
)
