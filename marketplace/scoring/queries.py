"""What pages and guards need to know of the score sheets."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from marketplace.claims import opening
from marketplace.claims.models import Claim
from marketplace.extensions import db
from marketplace.panel import queries as panel_queries
from marketplace.panel.models import Assignment
from marketplace.scenarios.models import Round, Scenario
from marketplace.scoring.models import ScoreSheet


def sheets(round_: Round) -> Sequence[ScoreSheet]:
    """All score sheets of the round's claims."""
    query = select(ScoreSheet).join(Assignment).where(Assignment.round_id == round_.id).order_by(ScoreSheet.id)
    return db.session.scalars(query.options(joinedload(ScoreSheet.expert))).all()


def full_panel(round_: Round) -> list[Assignment]:
    """The experts who count: not recused, with a locked sheet for every eligible claim."""
    wanted = {claim.id for claim in opening.eligible_claims(round_)}
    locked: dict[int, set[int]] = {}
    for sheet in sheets(round_):
        if sheet.locked_at:
            locked.setdefault(sheet.expert_id, set()).add(sheet.claim_id)
    return [
        a for a in panel_queries.assignments(round_) if not a.is_recused and wanted <= locked.get(a.expert_id, set())
    ]


def sheets_by(assignment_ids: Collection[int]) -> dict[tuple[int, int], ScoreSheet]:
    """The sheets of these assignments, by assignment and claim."""
    if not assignment_ids:
        return {}
    query = select(ScoreSheet).where(ScoreSheet.assignment_id.in_(list(assignment_ids)))
    return {(sheet.assignment_id, sheet.claim_id): sheet for sheet in db.session.scalars(query)}


def sheet_of(claim: Claim, expert_id: int) -> ScoreSheet | None:
    """One expert's sheet for one claim."""
    return db.session.scalar(
        select(ScoreSheet).where(ScoreSheet.claim_id == claim.id, ScoreSheet.expert_id == expert_id)
    )


def owed_sheets(expert_id: int) -> list[tuple[Assignment, int, int]]:
    """The expert's rounds under evaluation in which sheets are owed: the assignment, how many are locked, how many needed."""
    query = (
        select(Assignment)
        .join(Round)
        .join(Scenario, Scenario.round_id == Round.id)
        .where(Assignment.expert_id == expert_id, *panel_queries.sitting(), Scenario.is_judged)
    )
    mine = db.session.scalars(query.options(joinedload(Assignment.round).joinedload(Round.scenario))).unique().all()
    locked = panel_queries.tally(
        select(ScoreSheet.assignment_id, func.count())
        .where(ScoreSheet.assignment_id.in_([a.id for a in mine]), ScoreSheet.locked_at.is_not(None))
        .group_by(ScoreSheet.assignment_id)
    )
    needed = panel_queries.tally(
        select(Claim.round_id, func.count())
        .where(Claim.round_id.in_([a.round_id for a in mine]), Claim.opened_at.is_not(None), ~Claim.is_ineligible)
        .group_by(Claim.round_id)
    )
    owed = [(a, locked.get(a.id, 0), needed.get(a.round_id, 0)) for a in mine]
    return [(a, done, all_) for a, done, all_ in owed if done < all_]


def unexplained(expert_id: int) -> list[ScoreSheet]:
    """The expert's locked sheets with a flagged score that still waits for words, while they can be written."""
    query = (
        select(ScoreSheet)
        .join(Assignment)
        .join(Scenario, Scenario.round_id == Assignment.round_id)
        .where(
            ScoreSheet.expert_id == expert_id,
            ScoreSheet.locked_at.is_not(None),
            Scenario.awaits_result,
            *panel_queries.sitting(),
        )
        .options(joinedload(ScoreSheet.claim).joinedload(Claim.round).joinedload(Round.scenario))
    )
    found = db.session.scalars(query).unique()
    return [sheet for sheet in found if waits_for_words(sheet)]


def waits_for_words(sheet: ScoreSheet) -> bool:
    """Whether a flagged score of it is not explained."""
    return any(not row.get("text") for row in sheet.explanations.values())
