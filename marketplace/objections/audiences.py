"""Whom an act on an objection tells."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.objections import confirming, to_terms
from marketplace.objections import deciders as answering
from marketplace.objections.models import Objection
from marketplace.objections.permissions import seconds
from marketplace.workflow import Move


def _is_to_be_answered(row: Objection) -> bool:
    return not row.decision and row.counts_at(clock.now())


def deciders(move: Move) -> Iterable[Person]:
    """The approvers who may answer it, once it counts."""
    return answering.of(move.subject) if _is_to_be_answered(move.subject) else []


def who_finds_a_decider(move: Move) -> Iterable[Person]:
    """Where it counts and no approver may answer it, the administrators."""
    is_stuck = _is_to_be_answered(move.subject) and not answering.of(move.subject)
    return accounts.office_people(Person.administers) if is_stuck else []


def seconders(move: Move) -> Iterable[Person]:
    """Who may be the second person to uphold it."""
    return [one for one in accounts.office_people(Person.decides) if seconds(one, move.subject)]


def unconfirmed(move: Move) -> Iterable[str]:
    """The address that was left, while it is not confirmed."""
    row: Objection = move.subject
    is_asked = row.confirmed_at is None and confirming.is_mail(row.contact)
    return [confirming.plain(row.contact)] if is_asked else []


def objector(move: Move) -> Iterable[Person | str]:
    """The people of the organisation that objected, or the address that a citizen left; who left a telephone is called."""
    row: Objection = move.subject
    if row.organisation_id is not None:
        return accounts.active_people([row.organisation_id], Person.writes)
    return [confirming.plain(row.contact)] if confirming.is_mail(row.contact) else []


def writers_of_upheld_terms(move: Move) -> Iterable[Person]:
    """Where terms have to change, the publisher's people, who write the change."""
    scenario = move.subject.round.scenario
    return accounts.active_people([scenario.publisher_id], Person.writes) if _changes_terms(move.subject) else []


def issuers_of_upheld_terms(move: Move) -> Iterable[Person]:
    """Where terms have to change, the approvers who issue it."""
    scenario = move.subject.round.scenario
    found = accounts.office_people(Person.approves) if _changes_terms(move.subject) else []
    return [one for one in found if to_terms.may_amend(scenario, one)]


def _changes_terms(row: Objection) -> bool:
    return row.about == "terms" and row.decision == "upheld"
