"""What a problem asks of whom, state by state: the rows behind the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.predicates import approver, impartial, reviewer, signs
from marketplace.i18n import _, _l
from marketplace.problems import queries
from marketplace.problems.limits import is_late, urged_today
from marketplace.problems.models import Problem
from marketplace.problems.pages import turn_of
from marketplace.problems.permissions import of_raiser, of_unit
from marketplace.problems.states import ANSWERED, ASSIGNED, COORDINATED, RAISED
from marketplace.problems.workflow import ACTIONS, PAGE, settles
from marketplace.room import Awaited, Desk, Waiting
from marketplace.workflow import Predicate


@dataclass(frozen=True)
class Duty:
    """In this state this person has this to do, there."""

    state: str
    who: Predicate
    label: str
    link: str
    when: Callable[[Problem, datetime], bool] = lambda _problem, _now: True


def _is_escalated(problem: Problem, _now: datetime) -> bool:
    return problem.escalated_at is not None


DUTIES = (
    *(Duty(state, approver, _l("录入决定"), ACTIONS + "decide", _is_escalated) for state in COORDINATED),
    Duty(RAISED, reviewer, _l("交办"), ACTIONS + "assign"),
    Duty(ASSIGNED, of_unit & signs, _l("办结"), ACTIONS + "answer"),
    Duty(
        ASSIGNED,
        reviewer,
        _l("督办"),
        ACTIONS + "urge",
        lambda one, now: is_late(one, now) and not urged_today(one, now),
    ),
    Duty(ANSWERED, settles, _l("销号"), ACTIONS + "settle"),
)


def _waits(person: Person, problem: Problem, now: datetime) -> Duty | None:
    fitting = (one for one in DUTIES if one.state == problem.state and one.who(person, problem))
    return next((one for one in fitting if one.when(problem, now)), None)


def _due(problem: Problem) -> datetime | None:
    """The unit's last moment, while it is the unit's turn: nobody else has a limit."""
    return problem.due_at if problem.runs else None


def _waiting(problem: Problem, duty: Duty) -> Waiting:
    state = problem.state_row
    note = _("%(who)s提出　%(state)s", who=problem.organisation.short_name, state=state.label)
    link = duty.link.format(code=problem.code)
    return Waiting(
        problem.title, note, _due(problem), link, str(duty.label), problem.state_since, ("problem.read", problem)
    )


def _awaited(person: Person, problem: Problem) -> Iterator[Awaited]:
    concerned = of_raiser(person, problem) or of_unit(person, problem)
    if concerned and problem.state_row.turn:
        who = turn_of(problem)
        url, seen = PAGE.format(code=problem.code), ("problem.read", problem)
        yield Awaited(problem.title, url, who, problem.state_row.next, problem.state_since, _due(problem), seen)


def desk(person: Person) -> Desk:
    """Problems to assign, to solve, to urge, to settle; and those that one waits for."""
    if person.kind_row is None:
        return Desk()
    now = clock.now()
    waiting: list[Waiting] = []
    awaited: list[Awaited] = []
    for problem in queries.unsettled(person):
        if not impartial(person, problem):
            continue
        if duty := _waits(person, problem, now):
            waiting.append(_waiting(problem, duty))
        else:
            awaited += _awaited(person, problem)
    return Desk(waiting, awaited)
