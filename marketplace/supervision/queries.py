"""The implementation plan of the newest award, its endorsement, and what was achieved."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.errors import NotFound
from marketplace.extensions import db
from marketplace.plans import service as plans
from marketplace.plans.models import PlanDocument
from marketplace.scenarios.models import Scenario
from marketplace.supervision.models import Achievement, Endorsement


def implementation(scenario: Scenario) -> PlanDocument:
    """The implementation plan of the awarded claim.

    :raises NotFound: nothing was awarded in the newest round.
    """
    if scenario.round is None or scenario.round.award_claim_ref is None:
        raise NotFound
    return plans.document(scenario.round.award_claim_ref, "implementation")


def is_endorsed(document: PlanDocument) -> bool:
    """Whether the publisher endorsed this very revision."""
    query = select(Endorsement.id).where(
        Endorsement.document_ref == document.owner_ref, Endorsement.document_revision == document.revision
    )
    return db.session.scalar(query) is not None


def achievements(scenario: Scenario) -> Sequence[Achievement]:
    """Start, completion and effect so far, oldest first."""
    query = select(Achievement).where(Achievement.scenario_id == scenario.id).order_by(Achievement.id)
    return db.session.scalars(query).all()


def has_completion_milestone(scenario: Scenario) -> bool:
    """Whether the approved implementation plan builds something."""
    try:
        rows = (implementation(scenario).body.get("schedule") or {}).get("milestones") or []
    except NotFound:
        return True
    return any(row.get("kind") == "completion" for row in rows)


def endorsed_refs(refs: Sequence[str]) -> set[str]:
    """Those of these awarded claims whose implementation plan is endorsed as it stands."""
    query = select(PlanDocument.owner_ref).join(
        Endorsement,
        (Endorsement.document_ref == PlanDocument.owner_ref) & (Endorsement.document_revision == PlanDocument.revision),
    )
    return set(
        db.session.scalars(query.where(PlanDocument.owner_ref.in_(refs), PlanDocument.sheet == "implementation"))
    )
