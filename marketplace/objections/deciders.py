"""Who answers an objection in writing, and by when."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.furniture import kept
from marketplace.objections.models import Objection
from marketplace.settings import queries as settings


def of(row: Objection) -> Sequence[Person]:
    """The approvers who may answer it."""
    return [one for one in accounts.office_people(Person.approves) if may("objection.decide", row, one)]


def due_words(row: Objection) -> str:
    """By when the answer is due, in words."""
    days = settings.of_round(row.round.figures, "objection_answer_days")
    return kept.within(row.due_at, days, clock.now())
