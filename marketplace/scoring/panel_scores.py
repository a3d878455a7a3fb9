"""The round's experts and their scores, as far as they may be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from string import ascii_uppercase
from typing import Any

from marketplace.claims.models import Claim
from marketplace.claims.opening import opened_claims
from marketplace.panel import queries as panel_queries
from marketplace.panel.models import Assignment
from marketplace.reference.methods import PanelSize
from marketplace.scenarios.models import Round
from marketplace.scoring import queries, ranking
from marketplace.scoring.models import ScoreSheet


@dataclass(frozen=True)
class Seat:
    """An expert of the panel under a letter, with what they still owe."""

    letter: str
    assignment: Assignment
    locked: int
    needed: int

    @property
    def owes(self) -> bool:
        """Whether sheets are missing."""
        return not self.assignment.is_recused and self.locked < self.needed


@dataclass
class Panel:
    """Experts, claims and locked sheets of one round, read once for a page."""

    round: Round
    seats: list[Seat]
    claims: list[Claim]
    scores: Mapping[tuple[int, int], ScoreSheet] = field(default_factory=dict)
    """Locked sheets by claim and expert; those of recused experts do not count and are left out."""

    @classmethod
    def of(cls, round_: Round) -> Panel:
        """The panel as it stands."""
        claims = list(opened_claims(round_))
        wanted = {claim.id for claim in claims if not claim.is_ineligible}
        seated = panel_queries.assignments(round_)
        sitting = {one.expert_id for one in seated if not one.is_recused}
        locked = {
            (s.claim_id, s.expert_id): s for s in queries.sheets(round_) if s.locked_at and s.expert_id in sitting
        }
        seats = [
            Seat(
                _letter(place),
                one,
                sum(1 for claim, expert in locked if expert == one.expert_id and claim in wanted),
                len(wanted),
            )
            for place, one in enumerate(seated)
        ]
        return cls(round_, seats, claims, locked)

    @property
    def sitting(self) -> list[Seat]:
        """The experts who did not step aside."""
        return [seat for seat in self.seats if not seat.assignment.is_recused]

    @property
    def recused(self) -> int:
        """How many stepped aside."""
        return len(self.seats) - len(self.sitting)

    @property
    def is_lawful(self) -> bool:
        """Whether as many sit as the selection method asks for."""
        return PanelSize.of(self.round.figures).is_lawful(len(self.sitting))

    @property
    def is_complete(self) -> bool:
        """Whether all sheets of a lawful panel are in: before, nobody sees another's scores, nor chooses further experts
        by the scores of the first."""
        decided = all(not claim.is_entered for claim in self.claims)
        return self.is_lawful and decided and not any(seat.owes for seat in self.sitting)

    @property
    def is_visible(self) -> bool:
        """Whether the scores may be seen: all are in, or the round was concluded."""
        return self.round.ranking is not None or self.is_complete

    def sheets_of(self, claim: Claim) -> list[tuple[Seat, ScoreSheet]]:
        """The locked sheets of one claim, in the order of the experts."""
        found = [(seat, self.scores.get((claim.id, seat.assignment.expert_id))) for seat in self.sitting]
        return [(seat, sheet) for seat, sheet in found if sheet is not None]

    def scores_of(self, claim: Claim, criterion: int) -> list[int]:
        """The scores of one claim in one criterion, by number."""
        return [int(sheet.scores[criterion]["score"]) for _seat, sheet in self.sheets_of(claim)]

    def weighted(self, sheet: ScoreSheet) -> float | int:
        """One expert's weighted score of one claim, to two decimals."""
        return ranking.two_decimals(ranking.weighted([row["score"] for row in sheet.scores], self.round.criteria))

    def leaders(self, criterion: int) -> set[int]:
        """The claims with the best mean in one criterion."""
        means = {c.id: Fraction(sum(s), len(s)) for c in self.claims if (s := self.scores_of(c, criterion))}
        return {claim for claim, mean in means.items() if mean == max(means.values())}


def _letter(place: int) -> str:
    return ascii_uppercase[place] if place < len(ascii_uppercase) else str(place + 1)


def in_order(claims: Sequence[Claim], rows: Sequence[Mapping[str, Any]] | None) -> list[Claim]:
    """The claims by rank where there is one, else by reference; those that are not ranked come last."""
    ranks = {row["claim"]: row["rank"] for row in rows or []}
    return sorted(claims, key=lambda claim: (ranks.get(claim.ref, len(ranks) + 1), claim.ref))
