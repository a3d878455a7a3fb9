"""What supervision puts into the file of a scenario's contests: endorsements, and what was achieved with its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.claims.opening import opened_refs
from marketplace.extensions import db
from marketplace.room import Filed
from marketplace.scenarios.models import Scenario
from marketplace.supervision.models import Achievement, Endorsement


def _endorsements(scenario: Scenario) -> Sequence[Endorsement]:
    refs = [ref for round_ in scenario.rounds for ref in opened_refs(round_)]
    query = select(Endorsement).where(Endorsement.document_ref.in_(refs)).order_by(Endorsement.id)
    return db.session.scalars(query).all()


def _achievements(scenario: Scenario) -> Sequence[Achievement]:
    query = select(Achievement).where(Achievement.scenario_id == scenario.id).order_by(Achievement.id)
    return db.session.scalars(query).all()


FILED_OF_SCENARIO = (
    Filed("records.json", _endorsements, "endorsements"),
    Filed("records.json", _achievements, "achievements", "evidence"),
)
