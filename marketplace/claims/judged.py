"""What rooms above put on record of a claim while it is judged."""

from __future__ import annotations

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.claims.models import Claim


def keep_eligibility(claim: Claim, *, eligible: bool, reason: str, by: Person) -> None:
    """Whether it meets the qualifications, why, and who decided so."""
    claim.eligible, claim.eligibility_reason = eligible, reason.strip()
    claim.eligibility_by_id, claim.eligibility_at = by.id, clock.now()


def move_on(claim: Claim) -> None:
    """Something about it changed: whoever decides next must have seen it."""
    claim.revision += 1
