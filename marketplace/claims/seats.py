"""An organisation's one place in a round: taken, kept, freed."""

from __future__ import annotations

from sqlalchemy import delete, select

from marketplace.claims.models import Claim, Seat
from marketplace.extensions import db


def taken_by(round_id: int, organisation_id: int | None) -> int | None:
    """The claim in which the organisation sits; None when it is free."""
    query = select(Seat.claim_id).where(Seat.round_id == round_id, Seat.organisation_id == organisation_id)
    return db.session.scalar(query)


def take(claim: Claim, organisation_id: int | None) -> None:
    """The organisation sits in this claim; taking one's own seat again changes nothing."""
    if taken_by(claim.round_id, organisation_id) != claim.id:
        db.session.add(Seat(round_id=claim.round_id, organisation_id=organisation_id, claim_id=claim.id))


def free(claim: Claim) -> None:
    """Everyone in the claim may sit elsewhere."""
    db.session.execute(delete(Seat).where(Seat.claim_id == claim.id))


def keep_seats(claim: Claim) -> None:
    """Only who has confirmed keeps a seat, and who stands in the submission that counts, whatever a revision does since."""
    kept = claim.confirmed_member_ids | set(claim.bound_member_ids)
    db.session.execute(delete(Seat).where(Seat.claim_id == claim.id, Seat.organisation_id.not_in(kept)))
