"""Whom an act on a problem tells."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.problems.models import Problem
from marketplace.workflow import Move


def people_of(problem: Problem, organisation_id: int | None) -> Iterable[Person]:
    """The people of an organisation; of the office, who raised it."""
    if organisation_id is None:
        return []
    if organisation_id == problem.organisation_id and problem.organisation.kind_row.runs_contests:
        return [problem.raised_by] if problem.raised_by.is_active else []
    return accounts.active_people([organisation_id])


def raiser(move: Move) -> Iterable[Person]:
    """Who raised it."""
    return people_of(move.subject, move.subject.organisation_id)


def unit(move: Move) -> Iterable[Person]:
    """The responsible unit's people."""
    return people_of(move.subject, move.subject.unit_id)


def parties(move: Move) -> Iterable[Person]:
    """Both, each person once."""
    return dict.fromkeys([*raiser(move), *unit(move)])


def reviewers(move: Move) -> Iterable[Person]:
    """The office's reviewers who are not seconded from a party."""
    return accounts.impartial_office(move.subject, Person.reviews)


def leading_group(move: Move) -> Iterable[Person]:
    """The members of the leading group."""
    return accounts.impartial_office(move.subject, Person.follows)
