"""Whom an act on a claim tells; lists hide all of it until the deadline."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.workflow import Move


def consortium(move: Move) -> Iterable[Person]:
    """Everyone in the claim's organisations."""
    return accounts.active_people(move.subject.member_ids, Person.writes)


def consortium_and_who_left(move: Move) -> Iterable[Person]:
    """The same with the organisation that just left."""
    return accounts.active_people({*move.subject.member_ids, move.person.organisation_id}, Person.writes)


def leads(move: Move) -> Iterable[Person]:
    """Those who sign for the lead organisation."""
    return accounts.active_people([move.subject.lead_organisation_id], Person.signs)
