"""A clerk presents a complete draft to be signed: so a lead who came by a recovery signs what they may not read."""

from __future__ import annotations

from marketplace.accounts.models import Person
from marketplace.claims.models import Claim
from marketplace.claims.permissions import belonged_then
from marketplace.extensions import db
from marketplace.workflow import Move


def reader_of(claim: Claim, person: Person) -> Person | None:
    """Through whose eyes the claim is checked and sealed when this person signs it: their own, or, where they came by a
    recovery after it was sealed, those of the colleague who presented exactly this draft; None where nobody did."""
    if belonged_then(person, claim):
        return person
    if claim.presented_revision != claim.document_revision or claim.presented_by_id is None:
        return None
    presenter = db.session.get(Person, claim.presented_by_id)
    stays = presenter is not None and presenter.is_active and presenter.organisation_id == claim.lead_organisation_id
    return presenter if stays and belonged_then(presenter, claim) else None


def present(move: Move) -> None:
    """Exactly this draft waits for a signature."""
    claim: Claim = move.subject
    claim.presented_revision, claim.presented_by_id = claim.document_revision, move.person.id
