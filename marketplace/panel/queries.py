"""What pages and guards need to know of a panel and its draws."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from marketplace.claims.models import Claim
from marketplace.extensions import db
from marketplace.panel.models import Assignment, Draw
from marketplace.scenarios.models import Round, Scenario


def assignments(round_: Round) -> Sequence[Assignment]:
    """The round's experts, in the order of assignment."""
    return db.session.scalars(select(Assignment).where(Assignment.round_id == round_.id).order_by(Assignment.id)).all()


def loads() -> dict[int, int]:
    """In how many rounds now under evaluation each expert sits; those who sit in none are left out."""
    query = (
        select(Assignment.expert_id, func.count())
        .join(Scenario, Scenario.round_id == Assignment.round_id)
        .where(Scenario.is_judged, *sitting())
        .group_by(Assignment.expert_id)
    )
    return tally(query)


def sitting() -> tuple[ColumnElement[bool], ...]:
    """Neither stepped aside nor taken off the round."""
    return Assignment.declared != "interest", Assignment.released_at.is_(None)


def draws(round_: Round) -> Sequence[Draw]:
    """The round's draws, the first one first."""
    query = select(Draw).where(Draw.round_id == round_.id).order_by(Draw.id)
    return db.session.scalars(query.options(joinedload(Draw.by))).all()


def my_assignments(expert_id: int) -> Sequence[Assignment]:
    """An expert's assignments, newest first."""
    query = select(Assignment).where(Assignment.expert_id == expert_id).order_by(Assignment.id.desc())
    return db.session.scalars(query.options(joinedload(Assignment.round).joinedload(Round.scenario))).unique().all()


def assignment_of(claim: Claim, expert_id: int) -> Assignment | None:
    """The expert's assignment to the claim's round, once the claim is opened."""
    query = select(Assignment).where(Assignment.round_id == claim.round_id, Assignment.expert_id == expert_id)
    return db.session.scalar(query) if claim.is_opened else None


def drawn_rounds(round_ids: Collection[int]) -> set[int]:
    """Those of these rounds in which experts were drawn."""
    if not round_ids:
        return set()
    return set(db.session.scalars(select(Draw.round_id).where(Draw.round_id.in_(list(round_ids)))))


def tally(query: Select[int, int]) -> dict[int, int]:
    """A query of keys and counts as a mapping."""
    return dict(db.session.execute(query).all())
