"""Whom a move tells."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.claims import opening
from marketplace.claims.models import Claim
from marketplace.lifecycle.duties import DUTIES
from marketplace.lifecycle.effects import FINISHED
from marketplace.workflow import Move


def publisher(move: Move) -> Iterable[Person]:
    """The publisher's people."""
    return accounts.active_people([move.subject.publisher_id], Person.writes)


def publisher_leads(move: Move) -> Iterable[Person]:
    """Those who sign for the publisher."""
    return accounts.active_people([move.subject.publisher_id], Person.signs)


def reviewers(move: Move) -> Iterable[Person]:
    """Those in the office who vet, and are not seconded from a party."""
    return accounts.impartial_office(move.subject, Person.reviews)


def approvers(move: Move) -> Iterable[Person]:
    """Those in the office who decide, and are not seconded from a party."""
    return accounts.impartial_office(move.subject, Person.approves)


def followers(move: Move) -> Iterable[Person]:
    """Reviewers and the leading group, who are told what was reached."""
    return accounts.impartial_office(move.subject, or_(Person.follows, Person.reviews))


def whoever_may(move: Move) -> Iterable[Person]:
    """Those in the office who may do what the state that was reached waits for: who vetted it is not asked to approve it.
    Where nobody may, the administrators are told (`explain.tell_if_stuck`)."""
    waiting = [duty.who for duty in DUTIES if duty.state == move.row.target and duty.role]
    return [one for one in accounts.office_people() if any(may(one, move.subject) for may in waiting)]


def claimants(move: Move) -> Iterable[Person]:
    """Everyone in a live claim of the round, each once."""
    ids = {i for claim in opening.claims_of(move.subject.round, Claim.is_live) for i in claim.member_ids}
    return accounts.active_people(ids, Person.writes)


def opened_claimants(move: Move) -> Iterable[Person]:
    """Everyone whose claim was opened."""
    ids = {i for claim in opening.opened_claims(move.subject.round) for i in claim.member_ids}
    return accounts.active_people(ids, Person.writes)


def lapsed_claimants(move: Move) -> Iterable[Person]:
    """Everyone whose claim lapsed with the scenario."""
    if move.subject.round is None or FINISHED not in move.notes:
        return []
    ids = {
        i
        for claim in opening.claims_of(move.subject.round, or_(Claim.is_lapsed, Claim.is_ineligible))
        for i in claim.member_ids
    }
    return accounts.active_people(ids, Person.writes)


def winner(move: Move) -> Iterable[Person]:
    """The winning consortium's people."""
    return accounts.active_people(move.subject.winning_member_ids, Person.writes)


def forfeiter(move: Move) -> Iterable[Person]:
    """The people of the claim that lost its award."""
    ids = {i for c in opening.claims_of(move.subject.round, Claim.is_forfeited) for i in c.member_ids}
    return accounts.active_people(ids, Person.writes)


def losers(move: Move) -> Iterable[Person]:
    """Everyone whose claim was scored and did not win."""
    return _beside_the_winner(move, Claim.has_lost)


def ineligible(move: Move) -> Iterable[Person]:
    """Everyone whose claim was opened and found not eligible, so that there are no scores to tell them."""
    return _beside_the_winner(move, Claim.is_ineligible)


def _beside_the_winner(move: Move, which: ColumnElement[bool]) -> Iterable[Person]:
    ids = {i for claim in opening.claims_of(move.subject.round, which) for i in claim.member_ids}
    return accounts.active_people(ids - set(move.subject.winning_member_ids), Person.writes)


def concerned(move: Move) -> Iterable[Person]:
    """The claimants whom a proposal concerns: the winner; before the opening who takes part, afterwards who was opened."""
    if move.subject.winning_member_ids:
        return winner(move)
    return opened_claimants(move) if move.subject.is_opened else claimants(move)
