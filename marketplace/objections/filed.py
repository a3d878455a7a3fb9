"""What notice and objections put into the file of a contest."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.extensions import db
from marketplace.objections import queries
from marketplace.objections.decided import Award
from marketplace.objections.models import Notice, Objection, ObjectionCall
from marketplace.room import Filed
from marketplace.scenarios.decisions import filed
from marketplace.scenarios.models import Round


def _notices(round_: Round) -> Sequence[Notice]:
    return db.session.scalars(select(Notice).where(Notice.round_id == round_.id).order_by(Notice.id)).all()


def _calls(round_: Round) -> Sequence[ObjectionCall]:
    query = select(ObjectionCall).join(Objection).where(Objection.round_id == round_.id)
    return db.session.scalars(query.order_by(ObjectionCall.id)).all()


def _refs(round_: Round) -> list[str]:
    return [row.ref for row in queries.objections(round_)]


FILED = (
    Filed("objections.json", queries.objections, "objections", "objections", subject="objection", refs=_refs),
    Filed("objections.json", _calls, "calls"),
    Filed("evaluation.json", _notices, "notices", "notices", holds=lambda round_: round_.is_opened),
    filed(Award),
)
