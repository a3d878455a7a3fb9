"""What pages need to know of scenarios and their review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.extensions import db
from marketplace.scenarios.models import Round, Scenario, SectionComment
from marketplace.scenarios.states import STATES

OUTCOMES = {row.id: row.label for row in STATES.values() if row.ends_round}
"""How a round ended, in words."""


def comments(scenario: Scenario, sheet: str) -> dict[str, list[SectionComment]]:
    """The comments on a sheet by section, newest first."""
    query = select(SectionComment).where(SectionComment.scenario_id == scenario.id, SectionComment.sheet == sheet)
    found: dict[str, list[SectionComment]] = defaultdict(list)
    for comment in db.session.scalars(query.order_by(SectionComment.id.desc())):
        found[comment.section].append(comment)
    return dict(found)


def open_comments(scenario: Scenario, sheet: str) -> list[SectionComment]:
    """Those not dealt with yet."""
    return [c for group in comments(scenario, sheet).values() for c in group if c.settled_at is None]


def of_publisher(organisation_id: int) -> Sequence[Scenario]:
    """A publisher's scenarios, newest first."""
    query = select(Scenario).where(Scenario.publisher_id == organisation_id).order_by(Scenario.id.desc()).limit(200)
    return db.session.scalars(query).all()


def newest_openings(most: int) -> Sequence[Round]:
    """The contests opened last, by their deadline."""
    query = select(Round).where(Round.opened_claims_at.is_not(None)).order_by(Round.deadline.desc(), Round.id.desc())
    return db.session.scalars(query.options(joinedload(Round.scenario)).limit(most)).unique().all()
