"""Who ranks where: exact fractions, the tie-break of the regulation, nothing rounded before the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from marketplace.plans import ties


@dataclass(frozen=True)
class Candidate:
    """An eligible claim with the full sheets of its experts: per expert a score per criterion."""

    ref: str
    sheets: tuple[tuple[int, ...], ...]
    receipt_at: datetime


@dataclass(frozen=True)
class Standing:
    """A candidate's place. `score` and `means` are exact; `below` names criteria under their minimum."""

    ref: str
    rank: int
    score: Fraction
    means: tuple[Fraction, ...]
    below: tuple[str, ...]

    @property
    def may_win(self) -> bool:
        """Whether no criterion is under its `min_score`."""
        return not self.below


def criterion_means(sheets: Sequence[Sequence[int]], count: int) -> tuple[Fraction, ...]:
    """The mean of the experts' scores for each criterion."""
    return tuple(Fraction(sum(sheet[n] for sheet in sheets), len(sheets)) for n in range(count))


def weighted(scores: Sequence[Fraction | int], criteria: Sequence[Mapping[str, Any]]) -> Fraction:
    """Σ score · weight / 100."""
    return (
        sum(
            (Fraction(score) * criterion["weight"] for score, criterion in zip(scores, criteria, strict=True)),
            Fraction(0),
        )
        / 100
    )


def rank(candidates: Sequence[Candidate], criteria: Sequence[Mapping[str, Any]]) -> list[Standing]:
    """Best first. Ties go to the heaviest criterion (of equally heavy ones the first listed), then to the earlier
    receipt (DESIGN section 4)."""
    heaviest = ties.heaviest(criteria)

    def order(candidate: Candidate) -> tuple[Fraction, Fraction, datetime]:
        means = criterion_means(candidate.sheets, len(criteria))
        return -weighted(means, criteria), -means[heaviest], candidate.receipt_at

    standings = []
    for place, candidate in enumerate(sorted(candidates, key=order), 1):
        means = criterion_means(candidate.sheets, len(criteria))
        below = tuple(
            c["name"]
            for c, mean in zip(criteria, means, strict=True)
            if c.get("min_score") is not None and mean < c["min_score"]
        )
        standings.append(Standing(candidate.ref, place, weighted(means, criteria), means, below))
    return standings


def two_decimals(value: Fraction) -> float | int:
    """A score as the open data show it: rounded half even to two decimals."""
    cents = round(value * 100)
    return cents // 100 if cents % 100 == 0 else float(f"{cents / 100:.2f}")
