"""Problems as the register, a scenario's page and the desk ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import joinedload

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.predicates import reads_cases
from marketplace.errors import BadRequest
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.problems.limits import KINDS
from marketplace.problems.models import Problem
from marketplace.problems.states import STATES
from marketplace.room import MOST
from marketplace.scenarios.models import Scenario
from marketplace.typed_words import holds, terms_of

SIZE = 20
YES = "yes"


def _theirs(person: Person) -> ColumnElement[bool]:
    """What a person may read: the office all, others what they raised, solve, or what is about their scenarios."""
    if reads_cases(person, None):
        return true()
    mine = person.organisation_id
    own = Problem.scenario.has(Scenario.publisher_id == mine)
    return or_(Problem.organisation_id == mine, Problem.unit_id == mine, own)


@dataclass(frozen=True)
class Page:
    """One page of the register: its rows, what was asked, and the address of the next."""

    rows: Sequence[Problem]
    asked: Mapping[str, str]
    next_url: str

    @property
    def is_filtered(self) -> bool:
        """Whether anything was asked beside everything."""
        return any(self.asked.values())


def register(person: Person, arguments: Mapping[str, str]) -> Page:
    """The problems that the person may read and that match, the newest first.

    :raises BadRequest: the address asks for what cannot be.
    """
    asked = {name: arguments.get(name, "").strip()[:100] for name in ("q", "state", "kind", "late")}
    wanted = [_theirs(person)]
    if asked["q"]:
        terms = terms_of(asked["q"])
        wanted += [false()] if terms is None else [holds(term, Problem.title, Problem.code) for term in terms]
    for name, known, column in (("state", STATES, Problem.state), ("kind", KINDS, Problem.kind)):
        if value := asked[name]:
            if value not in known:
                raise BadRequest(_("没有这个条件。请清除条件后重新查看。"))
            wanted.append(column == value)
    if asked["late"] == YES:
        wanted += [Problem.due_at < clock.now(), Problem.runs]
    if after := arguments.get("after", ""):
        wanted.append(Problem.id < _place(after, person))
    query = select(Problem).options(joinedload(Problem.scenario)).where(*wanted).order_by(Problem.id.desc())
    found = db.session.scalars(query.limit(SIZE + 1)).unique().all()
    pairs = [(name, value) for name, value in asked.items() if value]
    more = [*pairs, ("after", found[SIZE - 1].code)] if len(found) > SIZE else []
    return Page(found[:SIZE], asked, f"{url_for('problems.register')}?{urlencode(more)}" if more else "")


def _place(code: str, person: Person) -> int:
    """What comes after the problem with this code, which must be one that the person reads."""
    found = db.session.scalar(select(Problem.id).where(Problem.code == code[:20], _theirs(person)))
    if found is None:
        raise BadRequest(_("翻页标记无法识别。请从第一页重新查看。"))
    return found


def of_scenario(scenario: Scenario) -> Sequence[Problem]:
    """What was raised about a scenario, the newest first."""
    query = select(Problem).where(Problem.scenario_id == scenario.id).order_by(Problem.id.desc()).limit(MOST)
    return db.session.scalars(query).unique().all()


def unsettled(person: Person) -> Sequence[Problem]:
    """What is not at its end yet and can concern this person, the nearest date first."""
    query = select(Problem).where(Problem.awaits_anyone, _theirs(person))
    return db.session.scalars(query.order_by(Problem.due_at.is_(None), Problem.due_at).limit(MOST)).unique().all()


def choices() -> dict[str, Any]:
    """What the register's form offers."""
    return {
        "states": [(state.id, str(state.label)) for state in STATES.values()],
        "kinds": [(kind, str(label)) for kind, label in KINDS.items()],
    }
