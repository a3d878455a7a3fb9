"""Questions as pages and the clock ask for them. Nothing here is ordered by when it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.errors import CalendarEnds, NotFound
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.questions.models import Question
from marketplace.scenarios.models import Round, Scenario
from marketplace.settings import queries as settings
from marketplace.workdays import queries as workdays

ALARM = timedelta(days=1)
"""How long before the deadline what is not yet public alarms the office (DESIGN section 4), and no answer comes any more."""
WORKING = "working_days"
"""How rounds published since say in what their last days to ask are counted."""


def closes_at(round_: Round) -> datetime:
    """From this moment on nobody asks: some working days before the deadline, at its hour, wherever an amendment moved it.
    A round published when they were natural days keeps them."""
    days = settings.of_round(round_.figures, "question_close_days")
    if round_.figures.get("questions_close_in") == WORKING:
        there = round_.deadline.astimezone(clock.SHANGHAI)
        try:
            return clock.at(workdays.subtract_working_days(there.date(), days), there.hour, there.minute)
        except CalendarEnds:
            pass  # the days before New Year of a calendar that begins with it
    return round_.deadline - timedelta(days=days)


def release_ends_at(round_: Round) -> datetime:
    """From this moment on no answer is released: who claims has been promised that much time with it."""
    return round_.deadline - ALARM


def takes_questions(scenario: Scenario) -> bool:
    """Whether the contest takes questions now."""
    return scenario.takes_claims and scenario.round is not None and clock.now() < closes_at(scenario.round)


def question_by_ref(ref: str) -> Question:
    """The question.

    :raises NotFound: there is none.
    """
    with_scenario = joinedload(Question.round).joinedload(Round.scenario)  # one look, whether it is there or not
    found = db.session.scalar(select(Question).options(with_scenario).where(Question.ref == ref))
    if found is None:
        raise NotFound(_("没有这个提问。"))
    return found


def released(scenario: Scenario) -> list[tuple[Round, list[Question]]]:
    """The released answers, round by round, the newest round first; within one in the order of their release."""
    query = (
        select(Question)
        .join(Round)
        .where(Round.scenario_id == scenario.id, Question.released_at.is_not(None))
        .order_by(Round.number.desc(), Question.released_at, Question.ref)
        .options(joinedload(Question.round))
    )
    rounds: dict[Round, list[Question]] = {}
    for row in db.session.scalars(query).unique():
        rounds.setdefault(row.round, []).append(row)
    return list(rounds.items())


def unanswered_at_the_end(scenario: Scenario) -> list[Question]:
    """What was asked and not publicly answered by the deadline, in rounds that reached it: public from then on."""
    reached = (Round.deadline <= clock.now(), or_(Round.closed_at.is_(None), Round.closed_at >= Round.deadline))
    query = (
        select(Question)
        .join(Round)
        .where(Round.scenario_id == scenario.id, Question.released_at.is_(None), *reached)
        .order_by(Round.number.desc(), Question.ref)
        .options(joinedload(Question.round).joinedload(Round.scenario))
    )
    return list(db.session.scalars(query).unique())


def newest_released(round_: Round, limit: int) -> Sequence[Question]:
    """The answers of a round that were released last, the newest first."""
    query = select(Question).where(Question.round_id == round_.id, Question.released_at.is_not(None))
    return db.session.scalars(query.order_by(Question.released_at.desc(), Question.ref).limit(limit)).all()


def count_released(round_: Round) -> int:
    """How many answers of a round are public."""
    query = select(func.count()).select_from(Question)
    return db.session.scalar(query.where(Question.round_id == round_.id, Question.released_at.is_not(None))) or 0


def of_round(round_: Round) -> Sequence[Question]:
    """Every question of a round: what is not yet public first, by the day its answer is due, then by its random name."""
    order = (Question.released_at.is_not(None), Question.released_at, Question.due_at, Question.ref)
    return db.session.scalars(select(Question).where(Question.round_id == round_.id).order_by(*order)).all()


def own_waiting(round_: Round, person: Person) -> Sequence[Question]:
    """What the person's own organisation asked and is not yet public: nobody else's to see."""
    own = select(Question).where(Question.round_id == round_.id, Question.organisation_id == person.organisation_id)
    return db.session.scalars(own.where(Question.released_at.is_(None)).order_by(Question.due_at, Question.ref)).all()


def _waiting(*conditions: ColumnElement[bool]) -> Select[Question]:
    """Questions not yet public of contests that still take claims: after the deadline an answer helps nobody to claim."""
    return (
        select(Question)
        .join(Round, Round.id == Question.round_id)
        .join(Scenario, Scenario.round_id == Round.id)
        .where(Question.released_at.is_(None), Scenario.takes_claims, *conditions)
        .order_by(Question.due_at, Question.ref)
        .options(joinedload(Question.round).joinedload(Round.scenario))
    )


def unanswered(publisher_id: int, *, limit: int) -> Sequence[Question]:
    """What a publisher has to answer."""
    conditions = (Scenario.publisher_id == publisher_id, Question.answered_at.is_(None))
    return db.session.scalars(_waiting(*conditions).limit(limit)).unique().all()


def unreleased(*, limit: int) -> Sequence[Question]:
    """Answers that a reviewer has to make public."""
    return db.session.scalars(_waiting(Question.answered_at.is_not(None)).limit(limit)).unique().all()


def alarming() -> Sequence[Question]:
    """What is not public although the deadline is a day off or nearer."""
    return db.session.scalars(_waiting(Round.deadline <= clock.now() + ALARM)).unique().all()
