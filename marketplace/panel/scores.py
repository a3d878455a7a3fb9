"""What the panel has to ask of the scores: the room above keeps them, so it answers these questions in its declaration."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.panel.models import Assignment
from marketplace.room import asked
from marketplace.scenarios.models import Round

ARE_KNOWN, OWES, FOLLOW = "scores known", "sheets owed", "somebody left the panel"


def are_known(round_: Round) -> bool:
    """Whether the scores are known: from then on nobody joins or leaves the panel."""
    known: Callable[[Round], bool] = asked(ARE_KNOWN)
    return known(round_)


def owes(assignment: Assignment) -> bool:
    """Whether sheets of this expert are missing."""
    owing: Callable[[Assignment], bool] = asked(OWES)
    return owing(assignment)


def follow(round_: Round) -> None:
    """Somebody left the panel: perhaps no sheet is missing any more."""
    done: Callable[[Round], None] = asked(FOLLOW)
    done(round_)
