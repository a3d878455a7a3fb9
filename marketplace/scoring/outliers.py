"""Scores that lie far from the others' (评分偏离): found exactly, explained by the expert, never changed by anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Outlier:
    """One expert's score of one criterion, and the median of the other experts' scores of the same."""

    expert: int
    criterion: int
    score: int
    median: Fraction


def median(scores: Sequence[int]) -> Fraction:
    """The middle one; of an even number the mean of the two in the middle, exactly.

    :raises ValueError: there is none.
    """
    if not scores:
        raise ValueError("a median needs a score")
    ranked, half = sorted(scores), len(scores) // 2
    return Fraction(ranked[half]) if len(scores) % 2 else Fraction(ranked[half - 1] + ranked[half], 2)


def outliers(sheets: Mapping[int, Sequence[int]], points: int) -> list[Outlier]:
    """Of one claim, by expert a score per criterion: every score that differs from the median of the others' by at
    least so many points. Where there is nobody else, nothing differs."""
    found = []
    for expert, scores in sheets.items():
        others = [other for one, other in sheets.items() if one != expert]
        for criterion, score in enumerate(scores if others else ()):
            middle = median([other[criterion] for other in others])
            if abs(score - middle) >= points:
                found.append(Outlier(expert, criterion, score, middle))
    return found
