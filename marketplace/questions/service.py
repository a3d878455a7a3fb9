"""Ask, and what acts on a question have in common. Who asked is the office's alone to know."""

from __future__ import annotations

from typing import Any

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.acts import Kind
from marketplace.acts import service as acts
from marketplace.errors import DeadlinePassed, WrongState
from marketplace.extensions import unit_of_work
from marketplace.furniture import kept, times
from marketplace.i18n import _
from marketplace.numbering.service import random_ref
from marketplace.questions import queries
from marketplace.questions.limits import answer_days, due_words
from marketplace.questions.models import Question
from marketplace.questions.workflow import TABLE
from marketplace.scenarios.models import Round, Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.sheets import Bound
from marketplace.workdays import queries as workdays
from marketplace.workflow import Move


def ask(*, code: str, bound: Bound, by: Person) -> Question:
    """Ask about a scenario while its contest takes questions.

    :raises NotFound: the scenario is not theirs to know of.
    :raises Forbidden: they belong to the office, to the scenario's publisher, or to no organisation.
    :raises DeadlinePassed: no more questions are taken.
    :raises WrongState: the contest is not open.
    :raises Unmet: nothing is asked, or the text names its asker.
    """
    with unit_of_work() as session:
        scenario = scenario_by_code(code)
        authorise("scenario.read", scenario, by)
        authorise("question.ask", scenario, by)
        round_ = _round_taking_questions(scenario)
        row = Question(
            ref=random_ref(),
            round_id=round_.id,
            organisation_id=by.organisation_id,
            person_id=by.id,
            question=bound.values.get("question") or "",
            at=clock.now(),
            due_at=workdays.due_after(answer_days(round_)),
            revision=0,
        )
        session.add(row)
        session.flush()
        move = Move(row, by, row.at, TABLE.of("ask")[0], values=bound.values)
        acts.apply(QUESTION, move, revision=row.revision, complaints=bound.complaints)
    return row


def _round_taking_questions(scenario: Scenario) -> Round:
    round_ = scenario.round
    if round_ is not None and clock.now() >= (closed := queries.closes_at(round_)):
        raise DeadlinePassed(_("提问已于 %(when)s 截止，不能再提问。", when=times.moment(closed)))
    if round_ is None or not scenario.takes_claims:
        raise WrongState(_("场景揭榜期间才能提问，现在不在揭榜期。重新推介发布后可以再提问。"))
    return round_


def _count(move: Move) -> None:
    move.subject.revision += 1


def _event(move: Move) -> dict[str, Any]:
    """What becomes public stands in the scenario's history; there, that something was answered would tell that it was asked."""
    if not move.row.public:
        return {}
    round_ = move.subject.round
    return {"subject_kind": "scenario", "subject_ref": round_.scenario.code, "round_number": round_.number}


def _words(move: Move) -> dict[str, Any]:
    question: Question = move.subject
    scenario = question.round.scenario
    return {
        "ref": question.ref,
        "code": scenario.code,
        "title": scenario.public_title,
        "question": question.question,
        "answer": question.answer,
        "due": due_words(question),
        "deadline": kept.moment(question.round.deadline),
        "release_by": kept.moment(queries.release_ends_at(question.round)),
    }


QUESTION = Kind(
    id="question",
    table=TABLE,
    load=queries.question_by_ref,
    ref=lambda question: str(question.ref),
    see="question.read",
    words=_words,
    settle=_count,
    event=_event,
    masked_until=lambda move: move.subject.round.deadline,
)
