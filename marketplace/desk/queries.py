"""What stands on a person's desk: what waits for them, what they wait for, what changed, each by due date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import url_for

from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.room import MOST, Awaited, Waiting, rooms

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
Line = TypeVar("Line", Waiting, Awaited)


def _opened(lines: Iterable[Line], person: Person) -> Iterator[Line]:
    """A line is shown only to whom its link opens."""
    for line in lines:
        permission, subject = line.opens
        if may(permission, subject, person):
            yield line


def desk(person: Person) -> dict[str, Any]:
    """Everything that the desk shows; overdue first, without a date last."""
    parts = [room.desk(person) for room in rooms() if room.desk]
    waiting = [line for part in parts for line in _opened(part.waiting, person)]
    awaited = [line for part in parts for line in _opened(part.awaited, person)]
    return {
        "items": sorted(waiting, key=lambda line: line.due or NEVER)[:MOST],
        "waiting": sorted(awaited, key=lambda line: line.due or NEVER),
        "changes": [event for part in parts for event in part.changes],
        "notes": [part.note for part in parts if part.note],
    }


def shortcuts() -> list[tuple[str, str]]:
    """What whoever is signed in can open from the desk, beside what waits there."""
    return [(one.label, url_for(one.endpoint)) for room in rooms() for one in room.shortcuts if may(one.permission)]
