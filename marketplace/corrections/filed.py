"""What corrections put into the file of a contest: what was asked and remedied, and when eligibility was settled."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.claims.models import Claim
from marketplace.corrections.decided import EligibilitySettling
from marketplace.corrections.models import Correction
from marketplace.extensions import db
from marketplace.room import Filed
from marketplace.scenarios.decisions import filed
from marketplace.scenarios.models import Round


def _corrections(round_: Round) -> Sequence[Correction]:
    query = select(Correction).join(Claim).where(Claim.round_id == round_.id).order_by(Correction.id)
    return db.session.scalars(query).all()


FILED = (
    Filed("evaluation.json", _corrections, "corrections", "corrections", holds=lambda round_: round_.is_opened),
    filed(EligibilitySettling),
)
