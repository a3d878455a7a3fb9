"""The policy: a map from each permission to small predicates. Views and templates ask it, and nothing else decides.

Each room declares the permissions of its own subjects (`<room>/permissions.py`); `marketplace/rooms.py` gathers them at
start. Subjects are known by what they offer, not by their class: a scenario has `publisher_id` and `party_ids`, a claim
`lead_organisation_id`, `member_ids` and `is_opened`. So the policy stands below the rooms that it rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask
from flask_login import current_user

from marketplace.accounts.predicates import anyone
from marketplace.errors import Forbidden, NotFound
from marketplace.workflow import Predicate

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Permission:
    """One row of the policy. `secret`: a refusal is 404, since even existence is not theirs to know."""

    label: str
    """What is allowed, as the printed table says it."""
    who: Predicate
    secret: bool = False
    about: bool = True
    """Whether it is about an object; if not, it is decided before the view runs."""


def door(label: str, who: Predicate, *, secret: bool = False) -> Permission:
    """A permission that is about no object."""
    return Permission(label, who, secret=secret, about=False)


class Permissions(dict[str, Permission]):
    """What a room declares: its permissions by name, and what they are about, which heads their printed table."""

    def __init__(self, subject: str, rows: Mapping[str, Permission]) -> None:
        super().__init__(rows)
        self.subject = subject


POLICY: dict[str, Permission] = {}
"""Every room's permissions by name, complete from the start of the application on."""
TABLES: list[Permissions] = []
"""The same, room by room."""


def register(rows: Mapping[str, Permission]) -> None:
    """Put a room's permissions into the map; the same rows may come again, with another application in the process.

    :raises ValueError: another room has a permission of that name.
    :raises TypeError: they say not what they are about.
    """
    if not rows:
        return
    if not isinstance(rows, Permissions):
        raise TypeError("a room declares its permissions as Permissions(subject, rows)")
    if double := [name for name, row in rows.items() if POLICY.get(name, row) is not row]:
        raise ValueError(f"declared twice: {', '.join(double)}")
    if not any(known is rows for known in TABLES):
        TABLES.append(rows)
    POLICY.update(rows)


def check(app: Flask) -> None:
    """At start, after the doors are open: every permission that a view declares is in the map.

    :raises LookupError: one is not, so that it fails now and not at the first request.
    """
    declared = {endpoint: getattr(view, "permission", "public") for endpoint, view in app.view_functions.items()}
    if unknown := [f"{endpoint}: {name}" for endpoint, name in declared.items() if name not in POLICY]:
        raise LookupError(f"no such permission: {', '.join(unknown)}")


def current_person() -> Any:
    """The person who is signed in, or None."""
    return current_user._get_current_object() if current_user and current_user.is_authenticated else None


def may(permission: str, subject: Any = None, person: Any = None) -> bool:
    """Whether the person (the one signed in, unless another is given) may."""
    return POLICY[permission].who(person or current_person(), subject)


def why_not(permission: str, subject: Any = None, person: Any = None) -> list[str]:
    """The reasons against it; empty when they may."""
    return POLICY[permission].who.refusals(person or current_person(), subject)


def authorise(permission: str, subject: Any = None, person: Any = None) -> None:
    """Let the person pass, or say why not.

    :raises NotFound: they may not, nor know whether there is such a thing.
    :raises Forbidden: they may not.
    """
    row = POLICY[permission]
    if reasons := row.who.refusals(person or current_person(), subject):
        raise (NotFound if row.secret else Forbidden)(*dict.fromkeys(reasons))


def permission_of(view: Callable[..., Any]) -> str:
    """The name of the permission that a view declares.

    :raises RuntimeError: it declares none.
    """
    name: str | None = getattr(view, "permission", None)
    if name is None:
        raise RuntimeError(f"{view.__name__} declares no permission")
    return name


def pass_door(view: Callable[..., Any]) -> None:
    """Before a view runs: let the person in where its permission is about no object; the others are the view's own to ask."""
    row = POLICY[name := permission_of(view)]
    if not row.about and row.who is not anyone:  # what is everybody's asks nobody who they are
        authorise(name)


def permission(name: str) -> Callable[[View], View]:
    """Declare, right under its route, which permission a view asks for; `check` refuses to start with an unknown one."""

    def declare(view: View) -> View:
        view.permission = name  # type: ignore[attr-defined]  # read by web.py before the view runs
        return view

    return declare
