"""What pages and guards need to know of notices and objections."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, tuple_
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.errors import CalendarEnds, NotFound
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.objections.models import Notice, Objection
from marketplace.scenarios.models import EndProposal, Round
from marketplace.settings import queries as settings
from marketplace.workdays import queries as workdays


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
