"""What the report of an evaluation is written from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marketplace.claims.models import Claim
from marketplace.i18n import _
from marketplace.scenarios.models import Round
from marketplace.scoring.panel_scores import Panel, Seat, in_order


@dataclass
class Facts:
    """What the report is written from, read once. Experts stand in it under numbers only."""

    round: Round
    panel: Panel
    claims: list[Claim]
    numbers: dict[int, int]
    """Number of each expert of the round, by person."""

    @classmethod
    def of(cls, round_: Round) -> Facts:
        """As it stands when the evaluation is concluded."""
        panel = Panel.of(round_)
        numbers = {seat.assignment.expert_id: place for place, seat in enumerate(panel.seats, 1)}
        return cls(round_, panel, in_order(panel.claims, round_.ranking), numbers)

    def expert(self, seat: Seat) -> str:
        """`专家1`."""
        return str(_("专家%(n)d", n=self.numbers[seat.assignment.expert_id]))

    @property
    def ranked(self) -> list[Claim]:
        """The claims in the ranking, best first."""
        refs = {row["claim"] for row in self.round.ranking or []}
        return [claim for claim in self.claims if claim.ref in refs]

    def row(self, claim: Claim) -> dict[str, Any]:
        """Its row of the ranking; empty where it has none."""
        return next((row for row in self.round.ranking or [] if row["claim"] == claim.ref), {})
