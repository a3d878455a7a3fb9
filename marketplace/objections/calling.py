"""Calls to citizens who objected and left a telephone: to confirm that it is theirs, and to tell them the answer."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.extensions import db
from marketplace.i18n import _l
from marketplace.objections import confirming
from marketplace.objections.models import Objection, ObjectionCall
from marketplace.scenarios.models import Round

PURPOSES = {"confirm": _l("核实是否本人提出"), "answer": _l("告知书面答复")}
MOST_MISSED = 3
"""Calls about an answer that nobody took, after which it stays with the public page."""


def purpose_of(row: Objection) -> str:
    """What the office calls about now: `confirm`, `answer`, or nothing."""
    if not row.is_by_citizen or confirming.is_mail(row.contact) or row.denied_at is not None:
        return ""
    if row.decision:
        told = [one.outcome for one in calls_about(row) if one.purpose == "answer"]
        return "" if "reached" in told or told.count("missed") >= MOST_MISSED else "answer"
    waits = row.confirmed_at is None and row.confirm_by is not None and clock.now() < row.confirm_by
    return "confirm" if waits else ""


def calls_about(row: Objection) -> Sequence[ObjectionCall]:
    """The calls that were recorded, the first one first."""
    query = select(ObjectionCall).where(ObjectionCall.objection_id == row.id).order_by(ObjectionCall.id)
    return db.session.scalars(query).all()


def to_call(*, limit: int) -> list[tuple[Objection, str]]:
    """Whom the office has to call, and what about; the oldest first."""
    answers = (ObjectionCall.objection_id == Objection.id, ObjectionCall.purpose == "answer")
    missed = select(func.count()).select_from(ObjectionCall).where(*answers, ObjectionCall.outcome == "missed")
    reached = select(ObjectionCall.id).where(*answers, ObjectionCall.outcome == "reached").exists()
    unconfirmed = and_(Objection.decision == "", Objection.confirmed_at.is_(None), Objection.confirm_by > clock.now())
    untold = and_(Objection.decision != "", ~reached, missed.scalar_subquery() < MOST_MISSED)
    query = (
        select(Objection)
        .where(Objection.person_id.is_(None), Objection.denied_at.is_(None), Objection.confirm_by.is_not(None))
        .where(or_(unconfirmed, untold))
        .order_by(Objection.id)
        .options(joinedload(Objection.round).joinedload(Round.scenario))
    )
    rows = db.session.scalars(query.limit(limit)).unique()
    return [(row, "answer" if row.decision else "confirm") for row in rows]
