"""Ask, and what acts on a question have in common. Who asked is the office's alone to know."""

from __future__ import annotations

from typing import Any

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.acts import Kind
from marketplace.audit import service as audit
from marketplace.errors import DeadlinePassed, Unmet, WrongState
from marketplace.extensions import unit_of_work
from marketplace.furniture import kept, times
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.numbering.service import random_ref
from marketplace.questions import queries
from marketplace.questions.limits import answer_days, due_words
from marketplace.questions.models import Question
from marketplace.questions.naming import naming_complaints
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
        complaints = [*bound.complaints, *naming_complaints(str(bound.values.get("question") or ""), by)]
        if complaints:
            raise Unmet.of(complaints)
        row = Question(
            ref=random_ref(),
            round_id=round_.id,
            organisation_id=by.organisation_id,
            person_id=by.id,
            question=bound.values["question"],
            at=clock.now(),
            due_at=workdays.due_after(answer_days(round_)),
        )
        session.add(row)
        session.flush()
        audit.append(
            actor=by,
            action="ask",
            label=_l("提问"),
            subject_kind=QUESTION.id,
            subject_ref=row.ref,
            data={"scenario": code},
        )
        _tell_publisher(row, scenario)
    return row


def _round_taking_questions(scenario: Scenario) -> Round:
    round_ = scenario.round
    if round_ is not None and clock.now() >= (closed := queries.closes_at(round_)):
        raise DeadlinePassed(_("提问已于 %(when)s 截止，不能再提问。", when=times.moment(closed)))
    if round_ is None or not scenario.takes_claims:
        raise WrongState(_("场景揭榜期间才能提问，现在不在揭榜期。重新推介发布后可以再提问。"))
    return round_


def _tell_publisher(row: Question, scenario: Scenario) -> None:
    for person in accounts.active_people([scenario.publisher_id], Person.writes):
        notifications.tell(
            person,
            key=f"question/{row.ref}",
            title=_l("待答复提问：%(title)s", title=scenario.public_title),
            body=_l(
                "有单位对《%(title)s》提问：\n%(question)s\n请在 %(due)s 前答复。答复由区城市办公开，提问人不公开。",
                title=scenario.public_title,
                question=row.question,
                due=due_words(row),
            ),
            link=f"/desk/questions/{row.ref}/answer",
        )


def _count(move: Move) -> None:
    move.subject.revision += 1


def _event(move: Move) -> dict[str, Any]:
    """What becomes public stands in the scenario's history; there, that something was answered would tell that it was asked."""
    if not move.row.public:
        return {}
    round_ = move.subject.round
    return {"subject_kind": "scenario", "subject_ref": round_.scenario.code, "round_number": round_.number}


def _words(move: Move) -> dict[str, str]:
    question: Question = move.subject
    scenario = question.round.scenario
    return {
        "ref": question.ref,
        "code": scenario.code,
        "title": scenario.public_title,
        "question": question.question,
        "answer": question.answer,
        "deadline": kept.moment(question.round.deadline),
        "release_by": kept.moment(queries.release_ends_at(question.round)),
    }


def _key(move: Move) -> str:
    """An answer that is written anew is told once."""
    return f"{'released' if move.row.public else 'question-answered'}/{move.subject.ref}"


QUESTION = Kind(
    id="question",
    table=TABLE,
    load=queries.question_by_ref,
    ref=lambda question: str(question.ref),
    see="question.read",
    words=_words,
    settle=_count,
    event=_event,
    key=_key,
    masked_until=lambda move: move.subject.round.deadline,
)
