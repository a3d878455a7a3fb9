"""What is done with a question, row by row: buttons, pages, permissions, refusals and messages read it."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.predicates import publisher_writer, reviewer
from marketplace.i18n import _l
from marketplace.questions import guards as must
from marketplace.questions.forms import ANSWER, QUESTION
from marketplace.questions.models import Question
from marketplace.questions.permissions import asks_about_it
from marketplace.questions.states import ANSWERED, OPEN, STATES
from marketplace.room import asked
from marketplace.workflow import Facts, Move, Table, Tell, Transition

RULE = "平台规则"


def _note_scenario(move: Move) -> None:
    move.notes["scenario"] = move.subject.round.scenario.code


def _keep_answer(move: Move) -> None:
    question: Question = move.subject
    question.answer, question.answered_at, question.answered_by_id = move.values["answer"], move.now, move.person.id


def _make_public(move: Move) -> None:
    question: Question = move.subject
    question.released_at, question.released_by_id = move.now, move.person.id
    move.notes["question"] = question.ref


def _writers(move: Move) -> Iterable[Person]:
    """The publisher's people who answer."""
    return accounts.active_people([move.subject.publisher_id], Person.writes)


def _reviewers(move: Move) -> Iterable[Person]:
    """The office's reviewers who are not seconded from a party."""
    return accounts.impartial_office(move.subject, Person.reviews)


def _everyone(move: Move) -> Iterable[Person]:
    """The asker and everyone who takes part, with one and the same message: nothing in it tells which they are."""
    question: Question = move.subject
    reached = {question.organisation_id, *asked("participants of a round")(question.round)}
    return accounts.active_people(reached, Person.writes)


# A table: each row keeps the lines in which it reads best.
# fmt: off
TABLE = Table(str(_l("答疑")), STATES, (
    Transition(
        "ask", _l("提问"), frozenset({OPEN}), "", asks_about_it, hidden=True, form=QUESTION, checks=(must.names_nobody,), effects=(_note_scenario,),
        tell=(Tell(_writers, _l("待答复提问：{title}"), _l("有单位对《{title}》提问：\n{question}\n请在 {due} 前答复。答复由区城市办公开，提问人不公开。"), "/desk/questions/{ref}/answer", key="question/{ref}"),),
        source_of_rule=RULE,
    ),
    Transition(
        "answer_question", _l("答复提问"), frozenset({OPEN, ANSWERED}), "", publisher_writer, form=ANSWER,
        known=lambda question: {"answer": question.answer},
        deadline=must.before_the_deadline, bars=must.why_not_answered, effects=(_keep_answer,),
        tell=(Tell(_reviewers, _l("待公开答复：{title}"), _l("发布方已答复对《{title}》的一个提问，请核对后公开；最迟在截止前一天（{release_by}）公开。"), "/desk/questions/{ref}/release", key="question-answered/{ref}"),),
        source_of_rule=RULE, done=_l("答复已送区城市办，初审人核对后公开；公开前还可以修改。"),
    ),
    Transition(
        "release_answer", _l("答疑公开"), frozenset({ANSWERED}), "", reviewer, public=True,
        deadline=must.with_time_to_use_it, bars=must.why_not_released, effects=(_make_public,),
        tell=(Tell(_everyone, _l("答疑公开：{title}"), _l("《{title}》公开了一条答疑。\n问：{question}\n答：{answer}\n揭榜截止 {deadline}；答复影响方案的，请在截止前修改后再次提交。"), "/scenarios/{code}/questions/", secret=True, key="released/{ref}"),),
        source_of_rule=RULE, done=_l("答疑已公开，提问单位和参加揭榜的单位已经通知。"),
    ),
), Facts(lambda question: question.state, lambda question: question.revision))
# fmt: on
