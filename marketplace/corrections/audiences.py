"""Whom a correction tells."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.workflow import Move


def claimant(move: Move) -> Iterable[Person]:
    """Everyone in the claim's confirmed organisations."""
    return accounts.active_people(move.subject.confirmed_member_ids, Person.writes)


def reviewers(move: Move) -> Iterable[Person]:
    """The office's reviewers who are not seconded from a party."""
    return accounts.impartial_office(move.subject, Person.reviews)
