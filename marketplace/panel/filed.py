"""What the panel puts into the file of a contest: who sat and what they declared, every draw, the pools."""

from __future__ import annotations

from marketplace.panel import queries
from marketplace.panel.decided import FrozenPool, PanelTurn
from marketplace.room import Filed
from marketplace.scenarios.decisions import filed
from marketplace.scenarios.models import Round


def _is_opened(round_: Round) -> bool:
    return round_.is_opened


FILED = (
    Filed("evaluation.json", queries.assignments, "experts", holds=_is_opened),
    Filed("draws/", queries.draws, holds=_is_opened),
    filed(FrozenPool),
    filed(PanelTurn),
)
