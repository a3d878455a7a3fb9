"""What a room declares of itself, once: the house is put together from these (`rooms.py`), and nobody else names a room.

Types of other rooms stand here as what they are called with, so that the lowest room can declare itself too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, current_app
from markupsafe import Markup

MOST = 100
"""Lines that a room reads for one desk, of what can be many."""

Opens = tuple[str, Any]
"""A permission and what it is asked of: whether a link may be opened."""


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a person: a line of 等我办."""

    title: str
    note: str
    due: datetime | None
    url: str
    button: str
    since: datetime | None
    opens: Opens


@dataclass(frozen=True)
class Awaited:
    """Something that a person waits for: a line of 我在等, with whose turn it is and what they do."""

    title: str
    url: str
    who: str
    what: str
    since: datetime | None
    due: datetime | None
    opens: Opens


@dataclass(frozen=True)
class Desk:
    """What one room puts on a person's desk."""

    waiting: Sequence[Waiting] = ()
    awaited: Sequence[Awaited] = ()
    changes: Sequence[Any] = ()
    """What changed of late, as events of a timeline."""
    note: str = ""
    """What is left out, and why."""


@dataclass(frozen=True)
class Shortcut:
    """A button of the desk: who may, its words, its page."""

    permission: str
    label: str
    endpoint: str


def _of_all(_subject: Any) -> bool:
    return True


def _nothing(_subject: Any) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Filed:
    """What a room puts into the file of a contest (档案): a table of one of its documents."""

    document: str
    """Its name: in the folder of the round, or at the top for what belongs to the scenario; rows of a document whose name
    ends in a slash are a numbered document each."""
    rows: Callable[[Any], Iterable[Any]]
    """Of a round (or of a scenario): rows that events recorded, or plain values."""
    key: str = ""
    """Which table of the document they are; empty where they are all of it."""
    folder: str = ""
    """Where the files lie that the rows name; empty where they name none."""
    alone: bool = False
    """Whether the document is the one row itself."""
    holds: Callable[[Any], bool] = _of_all
    """Of which rounds there is such a document."""
    subject: str = ""
    """The kind under which events tell of these rows, where they do."""
    refs: Callable[[Any], Iterable[str]] = _nothing
    """And their references."""


@dataclass(frozen=True)
class Room:
    """One room: what it is for, and what it gives to the house."""

    id: str
    """Its package, under this name in the map and in the import contract."""
    capability: str
    """What a user would call it."""
    doors: Sequence[Blueprint] = ()
    tables: Sequence[Any] = ()
    """Its tables of acts (`workflow.Table`), for the printed documentation."""
    permissions: Mapping[str, Any] = field(default_factory=dict)
    """Rows of the policy (`accounts.policy.Permissions`) about its subjects."""
    grants: Sequence[tuple[str, Any]] = ()
    """Who may read the files of its documents (`files.rights.Grants`)."""
    papers: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    """How the owners of its certificates are found (`documents.rights.Owners`)."""
    panels: Mapping[str, Sequence[Callable[[Any], str]]] = field(default_factory=dict)
    """What it puts onto others' pages, by the kind of thing that the page shows."""
    answers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """What it knows that rooms below it ask for, by the question's name."""
    filed: Sequence[Filed] = ()
    """What it puts into a round's part of the contest's file."""
    filed_of_scenario: Sequence[Filed] = ()
    """The same for what belongs to the scenario as a whole."""
    desk: Callable[[Any], Desk] | None = None
    """What it puts on this person's desk."""
    shortcuts: Sequence[Shortcut] = ()
    scheduled: Sequence[Callable[[], Iterable[str]]] = ()
    """What it looks after as time goes by; each answers what was done."""
    install: Callable[[Flask], None] | None = None
    """Filters and globals of its pages."""


def rooms() -> tuple[Room, ...]:
    """The rooms of the running application, from the ground up."""
    found: tuple[Room, ...] = current_app.extensions["rooms"]
    return found


def asked(question: str) -> Callable[..., Any]:
    """The answer that a room above gives to a question of a room below.

    :raises LookupError: no room answers it.
    """
    for room in rooms():
        if question in room.answers:
            return room.answers[question]
    raise LookupError(question)


def panels(kind: str, subject: Any) -> list[Markup]:
    """What rooms put onto the page of this thing, for the person who is signed in; empty where they have nothing to say."""
    found = [panel for room in rooms() for panel in room.panels.get(kind, ())]
    return [Markup(text) for panel in found if (text := panel(subject))]
