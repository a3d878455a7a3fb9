"""Whom somebody took out of the office's decisions: nobody makes the case that nobody is left, and uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from marketplace.accounts.models import Person
from marketplace.accounts.queries import active_people
from marketplace.accounts.roles import OFFICE, ROLES, OrganisationKind, Role
from marketplace.audit import queries as histories
from marketplace.extensions import db
from marketplace.i18n import _, enumerated

TAKING_OUT = ("disable", "second", "propose_second")
"""What takes an officer out: done alone, or proposed and confirmed; both persons have a part in it."""


@dataclass(frozen=True)
class Before:
    """An officer as if they had not been taken out."""

    id: int
    role: str
    organisation_id: int | None
    seconded_from_id: None = None
    bound_until: None = None

    @property
    def role_row(self) -> Role:
        """What the role may."""
        return ROLES[self.role]

    @property
    def kind_row(self) -> OrganisationKind:
        """The office."""
        return OFFICE


def why_not_entering(by: Person, might: Callable[[Any], bool]) -> list[str]:
    """Why this person does not enter the leading group's decision: they took out somebody who could decide themselves."""
    if names := [one.name for one in _taken_out(by) if might(Before(one.id, one.role, one.organisation_id))]:
        return [
            _(
                "%(names)s本可以办理，被你停用或者登记抽调。领导小组的书面决定，请由区城市办另一位工作人员录入。",
                names=enumerated(names),
            )
        ]
    return []


def _taken_out(by: Person) -> Iterator[Person]:
    ids = [int(ref) for ref in histories.refs_of(by.id, "person", TAKING_OUT)]
    out = or_(Person.disabled_at.is_not(None), Person.seconded_from_id.is_not(None))
    if ids:
        yield from db.session.scalars(select(Person).where(Person.id.in_(ids), Person.decides, out).order_by(Person.id))


def is_last_approver(person: Person) -> str:
    """Why an approver's account can't be disabled: without one no account ever takes effect again."""
    if not person.approves or not person.is_active or person.organisation_id is None:
        return ""
    others = [one for one in active_people([person.organisation_id], Person.approves) if one.id != person.id]
    if others:
        return ""
    return _("这是最后一位审定人：停用之后，没有人能确认新的账号和角色。请先另设一位审定人，待其账号开通后再停用。")
