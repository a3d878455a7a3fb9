"""What an event proves of the tables: the hash of every row that it changed, as the row then was.

A model that belongs to a contest's file mixes in `Recorded`. Whatever of it changes is noted while the session flushes;
the next event of its scenario takes the hashes along, and what no event took before the commit gets one of its own. So
the newest event that names a row tells what the row says, and the file of the contest can be compared with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, scoped_session

from marketplace.sheets.canonical import plain, sha256

CHANGED = "recorded rows that changed"
RECORDS, NAMED = "records", "named"
"""Keys in an event's data: hashes by row, and the names of people and organisations as they were then."""
WHOLE = frozenset({"scenario", "round", "rows"})
"""Kinds of subjects whose events take every changed row of their scenario; others take the subject's own rows only,
for their events stand in no file when the subject was never opened."""


Row = Any
"""A row of any model that is recorded."""


def _nobody(_row: Row) -> str:
    return ""


def _no_names(_row: Row) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Record:
    """How rows of a model are recorded."""

    key: Callable[[Row], str]
    """What events and files call a row, `objection/3f2a…`; empty while it is not to be recorded."""
    scenario: Callable[[Row], str]
    """Code of the scenario whose file the row belongs to."""
    owner: Callable[[Row], str] = _nobody
    """The subject whose events may take it, beside those of scenario and round."""
    own: bool = False
    """Whether the row is that subject itself."""
    names: Callable[[Row], dict[str, Any]] = _no_names
    """Who is behind its ids, kept in the event in clear, so that a name changed later changes no record."""
    without: Collection[str] = ()
    """Columns left out: secrets, counters of a form, what another hash covers."""

    def owner_of(self, row: Row) -> str:
        """The subject, as its events name it; empty where only scenario and round may take the row."""
        return self.key(row) if self.own else self.owner(row)


class Recorded:
    """A row of which events hold every version; what it mixes into says how."""

    recorded: ClassVar[Record]


def content(row: Recorded, names: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the hash is taken over: its columns, and the names as they were (or are now)."""
    how = type(row).recorded
    columns = [one.key for one in inspect(type(row)).column_attrs if one.key not in how.without]
    found = {key: _value(getattr(row, key)) for key in columns}
    kept: dict[str, Any] = plain(found | _value(how.names(row) if names is None else names))
    return kept


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _value(one) for key, one in value.items()}
    return [_value(one) for one in value] if isinstance(value, (list, tuple)) else value


def note(row: Recorded) -> None:
    """Have the next event record this row although nothing of it changes."""
    session = inspect(row).session
    assert session is not None
    _changed(session)[row] = None


def _changed(session: Session | scoped_session[Any]) -> dict[Recorded, None]:
    found: dict[Recorded, None] = session.info.setdefault(CHANGED, {})
    return found


def _flush(session: Session | scoped_session[Any]) -> None:
    """Write what waits; a row that was removed meanwhile has nothing more to say."""
    session.flush()
    for row in [row for row in _changed(session) if not inspect(row).persistent]:
        del _changed(session)[row]


@event.listens_for(Session, "before_flush")
def _note_changes(session: Session, _context: object, _instances: object) -> None:
    for row in (*session.new, *session.dirty):
        if isinstance(row, Recorded) and session.is_modified(row):
            _changed(session)[row] = None


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    session.info.pop(CHANGED, None)


def take(session: scoped_session[Any], subject_kind: str, subject_ref: str) -> tuple[dict[str, Any], set[str]]:
    """The records of the changed rows that an event with this subject may hold, and the other subjects that these rows
    belong to; the rows are then no longer waiting."""
    _flush(session)
    hashes: dict[str, str] = {}
    named: dict[str, Any] = {}
    owners: set[str] = set()
    for row in list(_changed(session)):
        how = type(row).recorded
        if not (key := how.key(row)):
            del _changed(session)[row]
        elif _may_take(row, subject_kind, subject_ref):
            del _changed(session)[row]
            hashes[key] = sha256(content(row))
            owners.add(how.owner_of(row))
            if names := how.names(row):
                named[key] = plain(_value(names))
    found = {name: value for name, value in ((RECORDS, hashes), (NAMED, named)) if value}
    return found, owners - {"", f"{subject_kind}/{subject_ref}"}


def _may_take(row: Recorded, subject_kind: str, subject_ref: str) -> bool:
    how = type(row).recorded
    if subject_kind in WHOLE:
        return how.scenario(row) == subject_ref.partition("/")[0]
    return how.owner_of(row) == f"{subject_kind}/{subject_ref}"


def left(session: Session | scoped_session[Any]) -> Iterator[str]:
    """Scenarios of which rows changed that no event took."""
    _flush(session)
    yield from sorted({type(row).recorded.scenario(row) for row in _changed(session) if type(row).recorded.key(row)})
