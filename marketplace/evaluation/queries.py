"""What pages and guards need to know of an evaluation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from marketplace.claims.models import Claim
from marketplace.claims.opening import opened_claims
from marketplace.evaluation.models import Assignment, Notice, Objection, ScoreSheet
from marketplace.extensions import db
from marketplace.scenarios.models import Round, Scenario


def assignments(round_: Round) -> Sequence[Assignment]:
    """The round's experts, in the order of assignment."""
    return db.session.scalars(select(Assignment).where(Assignment.round_id == round_.id).order_by(Assignment.id)).all()


def sheets(round_: Round) -> Sequence[ScoreSheet]:
    """All score sheets of the round's claims."""
    query = select(ScoreSheet).join(Assignment).where(Assignment.round_id == round_.id).order_by(ScoreSheet.id)
    return db.session.scalars(query.options(joinedload(ScoreSheet.expert))).all()


def eligible_claims(round_: Round) -> list[Claim]:
    """The opened claims found eligible and still in the contest."""
    return [claim for claim in opened_claims(round_) if claim.state == "eligible"]


def full_panel(round_: Round) -> list[Assignment]:
    """The experts who count: not recused, with a locked sheet for every eligible claim."""
    wanted = {claim.id for claim in eligible_claims(round_)}
    locked: dict[int, set[int]] = {}
    for sheet in sheets(round_):
        if sheet.locked_at:
            locked.setdefault(sheet.expert_id, set()).add(sheet.claim_id)
    return [a for a in assignments(round_) if not a.is_recused and wanted <= locked.get(a.expert_id, set())]


def current_notice(round_: Round) -> Notice | None:
    """The notice that runs or ran last; None before any, or after an annulment."""
    query = select(Notice).where(Notice.round_id == round_.id).order_by(Notice.id.desc()).limit(1)
    notice = db.session.scalar(query)
    return None if notice is None or notice.ending == "annul" else notice


def objections(round_: Round) -> Sequence[Objection]:
    """All objections to results of the round, oldest first."""
    return db.session.scalars(select(Objection).where(Objection.round_id == round_.id).order_by(Objection.id)).all()


def objections_to(notice: Notice) -> Sequence[Objection]:
    """The objections raised during one notice."""
    return db.session.scalars(select(Objection).where(Objection.notice_id == notice.id).order_by(Objection.id)).all()


def my_assignments(expert_id: int) -> Sequence[Assignment]:
    """An expert's assignments, newest first."""
    query = select(Assignment).where(Assignment.expert_id == expert_id).order_by(Assignment.id.desc())
    return db.session.scalars(query.options(joinedload(Assignment.round).joinedload(Round.scenario))).unique().all()


def claims_to_judge(round_: Round) -> list[Claim]:
    """The opened claims that experts score, by reference; none before the opening."""
    return [claim for claim in opened_claims(round_) if claim.state != "ineligible"]


def own_sheets(assignment: Assignment) -> dict[int, ScoreSheet]:
    """One expert's sheets in a round, by claim."""
    query = select(ScoreSheet).where(ScoreSheet.assignment_id == assignment.id)
    return {sheet.claim_id: sheet for sheet in db.session.scalars(query)}


def assignment_of(claim: Claim, expert_id: int) -> Assignment | None:
    """The expert's assignment to the claim's round, once the claim is opened."""
    query = select(Assignment).where(Assignment.round_id == claim.round_id, Assignment.expert_id == expert_id)
    return db.session.scalar(query) if claim.is_opened else None


def sheet_of(claim: Claim, expert_id: int) -> ScoreSheet | None:
    """One expert's sheet for one claim."""
    return db.session.scalar(
        select(ScoreSheet).where(ScoreSheet.claim_id == claim.id, ScoreSheet.expert_id == expert_id)
    )


def notice_ends(round_ids: Collection[int]) -> dict[int, datetime]:
    """When the running notice of each of these rounds ends; rounds without one are left out."""
    if not round_ids:
        return {}
    query = select(Notice.round_id, Notice.until).where(Notice.round_id.in_(list(round_ids)), Notice.ended_at.is_(None))
    return {row.round_id: row.until for row in db.session.execute(query)}


def running_notices() -> Sequence[Notice]:
    """The notices that run now, the first to end first."""
    query = select(Notice).where(Notice.ended_at.is_(None)).order_by(Notice.until, Notice.id)
    loaded = query.options(joinedload(Notice.round).joinedload(Round.scenario), joinedload(Notice.claim))
    return db.session.scalars(loaded).unique().all()


def newest_openings(most: int) -> Sequence[Round]:
    """The contests opened last, by their deadline."""
    query = select(Round).where(Round.opened_claims_at.is_not(None)).order_by(Round.deadline.desc(), Round.id.desc())
    return db.session.scalars(query.options(joinedload(Round.scenario)).limit(most)).unique().all()


def notices_over(round_ids: Sequence[int], now: datetime) -> set[int]:
    """Those of these rounds whose running notice has passed its end."""
    query = select(Notice.round_id).where(Notice.round_id.in_(round_ids), Notice.ending == "", Notice.until <= now)
    return set(db.session.scalars(query))


def owed_sheets(expert_id: int) -> list[tuple[Assignment, int, int]]:
    """The expert's rounds under evaluation in which sheets are owed: the assignment, how many are locked, how many needed."""
    query = (
        select(Assignment)
        .join(Round)
        .join(Scenario, Scenario.round_id == Round.id)
        .where(Assignment.expert_id == expert_id, Assignment.declared != "interest", Scenario.state == "evaluating")
    )
    mine = db.session.scalars(query.options(joinedload(Assignment.round).joinedload(Round.scenario))).unique().all()
    locked = dict(
        _counts(
            select(ScoreSheet.assignment_id, func.count())
            .where(ScoreSheet.assignment_id.in_([a.id for a in mine]), ScoreSheet.locked_at.is_not(None))
            .group_by(ScoreSheet.assignment_id)
        )
    )
    needed = dict(
        _counts(
            select(Claim.round_id, func.count())
            .where(
                Claim.round_id.in_([a.round_id for a in mine]),
                Claim.opened_at.is_not(None),
                Claim.state != "ineligible",
            )
            .group_by(Claim.round_id)
        )
    )
    owed = [(a, locked.get(a.id, 0), needed.get(a.round_id, 0)) for a in mine]
    return [(a, done, all_) for a, done, all_ in owed if done < all_]


def _counts(query: Select[int, int]) -> list[tuple[int, int]]:
    return [(key, count) for key, count in db.session.execute(query)]


def unanswered_objections(*, limit: int) -> Sequence[Objection]:
    """Objections that wait for their answer while the notice lasts, oldest first."""
    query = (
        select(Objection)
        .join(Notice)
        .where(Objection.decision == "", Notice.ending == "")
        .order_by(Objection.at)
        .limit(limit)
    )
    everything = (joinedload(Objection.notice), joinedload(Objection.round).joinedload(Round.scenario))
    return db.session.scalars(query.options(*everything)).unique().all()
