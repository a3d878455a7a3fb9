"""How many experts a panel needs, and how many it can take."""

from __future__ import annotations

from marketplace.panel import queries
from marketplace.reference.methods import PanelSize
from marketplace.scenarios.models import Round


def missing(round_: Round) -> int:
    """How many experts a lawful panel lacks."""
    sitting = sum(1 for one in queries.assignments(round_) if not one.is_recused)
    return PanelSize.of(round_.figures).missing(sitting)


def most_experts(round_: Round) -> int:
    """How many may sit at the same time: the largest number that the settings know for the selection method."""
    return PanelSize.of(round_.figures).most
