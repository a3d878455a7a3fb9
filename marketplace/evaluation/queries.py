"""What pages and guards need to know of an evaluation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.claims.models import Claim
from marketplace.claims.opening import opened_claims
from marketplace.errors import CalendarEnds, NotFound
from marketplace.evaluation.models import Assignment, Correction, Draw, Notice, Objection, ScoreSheet
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.scenarios.models import EndProposal, Round, Scenario
from marketplace.settings import queries as settings
from marketplace.workdays import queries as workdays


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


def loads() -> dict[int, int]:
    """In how many rounds now under evaluation each expert sits; those who sit in none are left out."""
    query = (
        select(Assignment.expert_id, func.count())
        .join(Scenario, Scenario.round_id == Assignment.round_id)
        .where(Scenario.state == "evaluating", *_sitting())
        .group_by(Assignment.expert_id)
    )
    return dict(_counts(query))


def _sitting() -> tuple[ColumnElement[bool], ...]:
    """Neither stepped aside nor taken off the round."""
    return Assignment.declared != "interest", Assignment.released_at.is_(None)


def draws(round_: Round) -> Sequence[Draw]:
    """The round's draws, the first one first."""
    query = select(Draw).where(Draw.round_id == round_.id).order_by(Draw.id)
    return db.session.scalars(query.options(joinedload(Draw.by))).all()


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


def was_annulled(round_: Round) -> bool:
    """Whether a notice of the round was annulled."""
    return db.session.scalar(select(exists().where(Notice.round_id == round_.id, Notice.ending == "annul"))) or False


def objections(round_: Round) -> Sequence[Objection]:
    """All objections of the round, to its terms and to its results, oldest first."""
    return db.session.scalars(select(Objection).where(Objection.round_id == round_.id).order_by(Objection.id)).all()


def objections_to(notice: Notice) -> Sequence[Objection]:
    """The objections raised during one notice."""
    return db.session.scalars(select(Objection).where(Objection.notice_id == notice.id).order_by(Objection.id)).all()


def objectable_end(round_: Round) -> EndProposal | None:
    """The end of the round, or of its award, that can still be objected to; None without one."""
    query = select(EndProposal).where(EndProposal.round_id == round_.id, EndProposal.objections_until > clock.now())
    return db.session.scalars(query.order_by(EndProposal.id.desc()).limit(1)).unique().first()


def objections_to_ends(round_: Round) -> list[Objection]:
    """The open objections to how the round, or its award, was ended: what builds on the end waits for their answers."""
    mine = (Objection.round_id == round_.id, Objection.end_proposal_id.is_not(None), Objection.decision == "")
    return list(db.session.scalars(select(Objection).where(*mine, counting(clock.now()))))


def blocking(notice: Notice) -> list[Objection]:
    """The open objections that keep a notice from becoming an award: those that count; a citizen's only so many working
    days past its end, so that nobody holds a contest up for good."""
    now = clock.now()
    open_ones = [row for row in objections_to(notice) if not row.decision and row.counts_at(now)]
    return open_ones if now < _citizens_block_until(notice) else [row for row in open_ones if not row.is_by_citizen]


def _citizens_block_until(notice: Notice) -> datetime:
    days = settings.of_round(notice.round.figures, "objection_block_days")
    last = notice.until - timedelta(seconds=1)
    try:
        return workdays.end_of_working_days(last, days)
    except CalendarEnds:
        return notice.until + timedelta(days=2 * days)


def objection_by_ref(ref: str) -> Objection:
    """The objection.

    :raises NotFound: there is none.
    """
    found = db.session.scalar(select(Objection).where(Objection.ref == ref))
    if found is None:
        raise NotFound(_("没有这条异议。"))
    return found


def open_objection_of(
    round_: Round, objector: str, about: str, left_by: tuple[str, str] | None = None
) -> Objection | None:
    """The objector's objection to the same subject of the round that nobody has answered; None without one.

    A contact is only somebody's word until it is confirmed, and everyone may know it. So what a citizen left is added to
    from the browser alone that left it, under the same name (`left_by`); whoever else names the contact objects apart.
    """
    mine = [Objection.round_id == round_.id, Objection.objector == objector, Objection.about == about]
    if left_by is not None:
        mine.append(tuple_(Objection.client, Objection.name) == left_by)
    still_open = (Objection.decision == "", Objection.denied_at.is_(None))
    for row in db.session.scalars(select(Objection).where(*mine, *still_open).order_by(Objection.id)):
        if not is_moot(row):
            return row
    return None


def left_from(place: str, since: datetime) -> Sequence[datetime]:
    """When citizens objected from this network address since then, the first one first."""
    query = select(Objection.at).where(Objection.place == place, Objection.place != "", Objection.at > since)
    return db.session.scalars(query.order_by(Objection.at)).all()


def has_unconfirmed(row: Objection) -> bool:
    """Whether its browser already has an objection in the round that waits for a call, or its contact has."""
    one_browser = and_(Objection.client == row.client, Objection.client != "")
    mine = (Objection.round_id == row.round.id, or_(one_browser, Objection.objector == row.objector))
    waiting = (Objection.confirmed_at.is_(None), Objection.denied_at.is_(None), Objection.confirm_by.is_not(None))
    return db.session.scalar(select(exists().where(*mine, *waiting))) or False


def opened_refs(round_: Round) -> set[str]:
    """The references of the round's opened claims."""
    return {claim.ref for claim in opened_claims(round_)}


def counting(now: datetime) -> ColumnElement[bool]:
    """Whether an objection is to be answered, as `Objection.counts_at` says it."""
    known = or_(Objection.confirmed_at.is_not(None), Objection.confirm_by <= now, Objection.counts_early)
    return and_(Objection.denied_at.is_(None), known)


def is_moot(objection: Objection) -> bool:
    """Whether what it is about is over: its notice was annulled; for one to the terms the round, or their sealed time,
    for whoever can read the claims decides nothing about the terms any more."""
    if objection.notice:
        return objection.notice.ending == "annul"
    if objection.end_proposal_id is not None:
        return False
    return bool(objection.round.outcome) or objection.round.is_opened


def my_assignments(expert_id: int) -> Sequence[Assignment]:
    """An expert's assignments, newest first."""
    query = select(Assignment).where(Assignment.expert_id == expert_id).order_by(Assignment.id.desc())
    return db.session.scalars(query.options(joinedload(Assignment.round).joinedload(Round.scenario))).unique().all()


def claims_to_judge(round_: Round) -> list[Claim]:
    """The opened claims that experts score, by reference; none before the opening."""
    return [claim for claim in opened_claims(round_) if claim.state != "ineligible"]


def opened_by_round(round_ids: Collection[int]) -> dict[int, list[Claim]]:
    """The opened claims of these rounds, each round's by reference."""
    query = select(Claim).where(Claim.round_id.in_(list(round_ids)), Claim.opened_at.is_not(None)).order_by(Claim.ref)
    found: dict[int, list[Claim]] = {}
    for claim in db.session.scalars(query).unique() if round_ids else ():
        found.setdefault(claim.round_id, []).append(claim)
    return found


def sheets_by(assignment_ids: Collection[int]) -> dict[tuple[int, int], ScoreSheet]:
    """The sheets of these assignments, by assignment and claim."""
    if not assignment_ids:
        return {}
    query = select(ScoreSheet).where(ScoreSheet.assignment_id.in_(list(assignment_ids)))
    return {(sheet.assignment_id, sheet.claim_id): sheet for sheet in db.session.scalars(query)}


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


def upheld_rounds(round_ids: Collection[int]) -> set[int]:
    """Those of these rounds whose running notice has an upheld objection, which only an annulment settles."""
    query = (
        select(Notice.round_id)
        .join(Objection, Objection.notice_id == Notice.id)
        .where(Notice.round_id.in_(list(round_ids)), Notice.ended_at.is_(None), Objection.decision == "upheld")
    )
    return set(db.session.scalars(query)) if round_ids else set()


def running_notices() -> Sequence[Notice]:
    """The notices that run now, the first to end first."""
    query = select(Notice).where(Notice.ended_at.is_(None)).order_by(Notice.until, Notice.id)
    loaded = query.options(joinedload(Notice.round).joinedload(Round.scenario), joinedload(Notice.claim))
    return db.session.scalars(loaded).unique().all()


def notices_of(round_ids: Collection[int]) -> dict[int, list[Notice]]:
    """Every notice of these rounds, ended or not, the first one first: each was public."""
    found: dict[int, list[Notice]] = {}
    if round_ids:
        query = select(Notice).where(Notice.round_id.in_(list(round_ids))).order_by(Notice.id)
        for notice in db.session.scalars(query.options(joinedload(Notice.claim))).unique():
            found.setdefault(notice.round_id, []).append(notice)
    return found


def drawn_rounds(round_ids: Collection[int]) -> set[int]:
    """Those of these rounds in which experts were drawn."""
    if not round_ids:
        return set()
    return set(db.session.scalars(select(Draw.round_id).where(Draw.round_id.in_(list(round_ids)))))


def newest_openings(most: int) -> Sequence[Round]:
    """The contests opened last, by their deadline."""
    query = select(Round).where(Round.opened_claims_at.is_not(None)).order_by(Round.deadline.desc(), Round.id.desc())
    return db.session.scalars(query.options(joinedload(Round.scenario)).limit(most)).unique().all()


def owed_sheets(expert_id: int) -> list[tuple[Assignment, int, int]]:
    """The expert's rounds under evaluation in which sheets are owed: the assignment, how many are locked, how many needed."""
    query = (
        select(Assignment)
        .join(Round)
        .join(Scenario, Scenario.round_id == Round.id)
        .where(Assignment.expert_id == expert_id, *_sitting(), Scenario.state == "evaluating")
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


def correction_of(claim: Claim) -> Correction | None:
    """What the office asked the claimant to remedy; None where nothing was asked."""
    return db.session.scalar(select(Correction).where(Correction.claim_id == claim.id))


def _corrections() -> Select[Correction]:
    """Those of rounds now under evaluation."""
    query = (
        select(Correction)
        .join(Claim, Claim.id == Correction.claim_id)
        .join(Scenario, Scenario.round_id == Claim.round_id)
        .where(Scenario.state == "evaluating", Claim.eligible.is_(None))
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


def unexplained(expert_id: int) -> list[ScoreSheet]:
    """The expert's locked sheets with a flagged score that still waits for words, while they can be written."""
    query = (
        select(ScoreSheet)
        .join(Assignment)
        .join(Scenario, Scenario.round_id == Assignment.round_id)
        .where(
            ScoreSheet.expert_id == expert_id,
            ScoreSheet.locked_at.is_not(None),
            Scenario.state.in_(["evaluating", "evaluated"]),
            *_sitting(),
        )
        .options(joinedload(ScoreSheet.claim).joinedload(Claim.round).joinedload(Round.scenario))
    )
    found = db.session.scalars(query).unique()
    return [sheet for sheet in found if waits_for_words(sheet)]


def waits_for_words(sheet: ScoreSheet) -> bool:
    """Whether a flagged score of it is not explained."""
    return any(not row.get("text") for row in sheet.explanations.values())


def _counts(query: Select[int, int]) -> list[tuple[int, int]]:
    return [(key, count) for key, count in db.session.execute(query)]


def unanswered_objections(*, limit: int) -> Sequence[Objection]:
    """Objections that wait for their answer: to terms while the claims are sealed, to a notice until it is annulled."""
    sealed = (Round.outcome == "", Round.opened_claims_at.is_(None))
    query = (
        select(Objection)
        .outerjoin(Notice, Notice.id == Objection.notice_id)
        .join(Round, Round.id == Objection.round_id)
        .where(Objection.decision == "", counting(clock.now()))
        .where(
            or_(and_(Notice.id.is_(None), *sealed), Notice.ending != "annul", Objection.end_proposal_id.is_not(None))
        )
        .order_by(Objection.at)
        .limit(limit)
    )
    everything = (joinedload(Objection.notice), joinedload(Objection.round).joinedload(Round.scenario))
    return db.session.scalars(query.options(*everything)).unique().all()
