"""How many experts a panel needs, and how many it can take."""

from __future__ import annotations

from marketplace.panel import queries
from marketplace.scenarios.models import Round
from marketplace.settings.figures import FIGURES


def missing(round_: Round) -> int:
    """How many experts a lawful panel lacks."""
    sitting, figures = sum(1 for one in queries.assignments(round_) if not one.is_recused), round_.figures
    short = max(int(figures.get("fewest_experts", 1)) - sitting, 0)
    return short + 1 if figures.get("odd_experts") and (sitting + short) % 2 == 0 else short


def most_experts(round_: Round) -> int:
    """How many may sit at the same time: the largest number that the settings know for the selection method."""
    row = FIGURES.get(f"{round_.figures.get('method')}.fewest_experts") or FIGURES["open_competition.fewest_experts"]
    return row.most
