"""A round's frame: its terms, the questions, the objections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.archive import attachments
from marketplace.archive.entries import Entry, document
from marketplace.archive.register import Register
from marketplace.archive.standalone.verifying.shapes import named
from marketplace.extensions import db
from marketplace.objections import queries as objection_queries
from marketplace.objections.models import Objection, ObjectionCall
from marketplace.questions.models import Question
from marketplace.scenarios.models import EndProposal, Round


def ended(round_: Round) -> datetime:
    """When the round came to its end; what the archive itself writes of it bears this time."""
    return round_.closed_at or round_.deadline


def frame(round_: Round, folder: str, register: Register) -> Iterator[Entry]:
    """What the round was published with and how it ended; every question with who asked; every objection."""
    query = select(Question).where(Question.round_id == round_.id).order_by(Question.at, Question.ref)
    questions = db.session.scalars(query.options(joinedload(Question.organisation))).all()
    objections = register.rows(objection_queries.objections(round_))
    called = select(ObjectionCall).join(Objection).where(Objection.round_id == round_.id).order_by(ObjectionCall.id)
    yield document(f"{folder}/round.json", ended(round_), register.row(round_))
    yield document(f"{folder}/questions.json", ended(round_), register.rows(questions))
    calls = register.rows(db.session.scalars(called).all())
    yield document(f"{folder}/objections.json", ended(round_), {"objections": objections, "calls": calls})
    yield from _proposals(round_, folder, register)
    ids = [one["id"] for one in named(objections)]
    yield from attachments.entries(f"{folder}/objections", attachments.stored(ids))


def _proposals(round_: Round, folder: str, register: Register) -> Iterator[Entry]:
    """What was proposed to end the contest or the award, and what those concerned said."""
    query = select(EndProposal).where(EndProposal.round_id == round_.id).order_by(EndProposal.id)
    rows = db.session.scalars(query.options(selectinload(EndProposal.answers))).all()
    proposals = register.rows(rows)
    answers = register.rows(one for row in rows for one in row.answers)
    yield document(f"{folder}/proposals.json", ended(round_), {"proposals": proposals, "answers": answers})
    ids = [one["id"] for one in named(proposals)]
    yield from attachments.entries(f"{folder}/proposals", attachments.stored(ids))
