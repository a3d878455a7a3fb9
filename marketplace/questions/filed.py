"""What questions put into the file of a contest: every one, with who asked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.extensions import db
from marketplace.questions.models import Question
from marketplace.room import Filed
from marketplace.scenarios.models import Round


def _questions(round_: Round) -> Sequence[Question]:
    query = select(Question).where(Question.round_id == round_.id).order_by(Question.at, Question.ref)
    return db.session.scalars(query.options(joinedload(Question.organisation))).all()


FILED = (
    Filed("questions.json", _questions, subject="question", refs=lambda one: [row.ref for row in _questions(one)]),
)
