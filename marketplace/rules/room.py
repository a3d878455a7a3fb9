"""The rule gate as a room of the house."""

from __future__ import annotations

from marketplace.room import Room
from marketplace.rules.service import FILED

ROOM = Room(
    "rules",
    "the rule gate: what law and policy ask of a plan, each with its source; what it finds, and what is let pass and why",
    filed_of_scenario=FILED,
)
