"""What pages and guards need to know of corrections."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from marketplace.claims.models import Claim
from marketplace.corrections.models import Correction
from marketplace.extensions import db
from marketplace.scenarios.models import Round, Scenario


def correction_of(claim: Claim) -> Correction | None:
    """What the office asked the claimant to remedy; None where nothing was asked."""
    return db.session.scalar(select(Correction).where(Correction.claim_id == claim.id))


def corrections_of(claims: Collection[Claim]) -> Sequence[Correction]:
    """What was asked of these claims, by their reference."""
    mine = Correction.claim_id.in_([claim.id for claim in claims])
    return db.session.scalars(select(Correction).join(Claim).where(mine).order_by(Claim.ref)).all()


def _corrections() -> Select[Correction]:
    """Those of rounds now under evaluation."""
    query = (
        select(Correction)
        .join(Claim, Claim.id == Correction.claim_id)
        .join(Scenario, Scenario.round_id == Claim.round_id)
        .where(Scenario.is_judged, Claim.eligible.is_(None))
    )
    return query.options(joinedload(Correction.claim).joinedload(Claim.round).joinedload(Round.scenario))


def owed_corrections(organisation_id: int | None, now: datetime) -> Sequence[Correction]:
    """What the organisation, as lead, may still remedy, the first to end first."""
    owed = (Claim.lead_organisation_id == organisation_id, Correction.remedied_at.is_(None), Correction.due_at > now)
    return db.session.scalars(_corrections().where(*owed).order_by(Correction.due_at)).unique().all()


def settled_corrections(now: datetime, limit: int) -> Sequence[Correction]:
    """Corrections that were answered or ran out, whose claims wait for the decision on eligibility; oldest first."""
    settled = or_(Correction.remedied_at.is_not(None), Correction.due_at <= now)
    return db.session.scalars(_corrections().where(settled).order_by(Correction.id).limit(limit)).unique().all()
