"""The bytes of stored files: written under a temporary name, made durable, then named; taken back with the transaction.

A file is whole and on the disk before the row that names it is committed, so a copy of the database never knows a
file that is not there. Until then a second name in `.unfinished` marks it: what a killed process or a power cut left
behind is told by it from what belongs, and taken away by `sweep`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

UNFINISHED = ".unfinished"
OLD = 15 * 60.0
"""Seconds after which no request that writes a file can still be running."""
_KEY = "files_to_settle"


def folder() -> Path:
    """Where all stored files lie."""
    place: Path = current_app.config["VAR_DIR"] / "files"
    return place


def path_of(file_id: str) -> Path:
    """Where the bytes lie."""
    return folder() / file_id[:2] / file_id


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_durably(path: Path, content: bytes) -> None:
    """Write a new file and return when the disk has it."""
    with path.open("xb") as new:
        new.write(content)
        new.flush()
        os.fsync(new.fileno())


def write(file_id: str, content: bytes) -> Fresh:
    """Put the bytes of a new file on the disk, whole or not at all. Used in a `with`: leaving it by an error before
    a transaction took the file over takes it back.

    :raises OSError: the disk is full, or does not take it; nothing is left behind.
    """
    fresh = Fresh(path_of(file_id), folder() / UNFINISHED / file_id)
    try:
        for place in (fresh.path.parent, fresh.marker.parent):
            _make(place)
        write_durably(fresh.marker, content)
        sync_folder(fresh.marker.parent)
        os.link(fresh.marker, fresh.path)
        sync_folder(fresh.path.parent)
    except BaseException:
        fresh.undo()
        raise
    return fresh


def put_back(file_id: str, content: bytes) -> None:
    """Put bytes in the place of a file that was lost or changed: the old ones or these lie there, never a part.

    :raises OSError: the disk is full, or does not take it; the old ones stay.
    """
    path, partial = path_of(file_id), folder() / UNFINISHED / file_id
    for place in (path.parent, partial.parent):
        _make(place)
    partial.unlink(missing_ok=True)
    write_durably(partial, content)
    partial.replace(path)
    sync_folder(path.parent)


def _make(place: Path) -> None:
    if not place.is_dir():
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(place.parent)


class Fresh:
    """A file that is on the disk while its row is not yet committed."""

    def __init__(self, path: Path, marker: Path) -> None:
        self.path, self.marker = path, marker
        self.is_handed_over = False

    def __enter__(self) -> Fresh:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is not None and not self.is_handed_over:
            self.undo()

    def go_with(self, session: Any) -> None:
        """From here the transaction of this session decides about it."""
        session.info.setdefault(_KEY, []).append(self)
        self.is_handed_over = True

    def settle(self) -> None:
        """Its row is committed."""
        self.marker.unlink(missing_ok=True)

    def undo(self) -> None:
        """Its row will never be."""
        self.path.unlink(missing_ok=True)
        self.marker.unlink(missing_ok=True)


@event.listens_for(Session, "after_commit")
def _settle(session: Session) -> None:
    for fresh in session.info.pop(_KEY, ()):
        fresh.settle()


@event.listens_for(Session, "before_commit")
def _leave_the_doubtful(session: Session) -> None:
    """A commit that fails half-way may have happened: then nothing is undone here, and `sweep` asks the database."""
    session.info["files_committing"] = bool(session.info.get(_KEY))


@event.listens_for(Session, "after_rollback")
def _undo(session: Session) -> None:
    fresh_ones = session.info.pop(_KEY, ())
    if not session.info.pop("files_committing", False):
        for fresh in fresh_ones:
            fresh.undo()


def stored_ids() -> Iterator[str]:
    """The ids of all files that lie under their own names."""
    for shelf in sorted(folder().glob("??")):
        for path in sorted(shelf.iterdir()):
            yield path.name


def unfinished_ids() -> set[str]:
    """The ids of files whose upload is under way, or was broken off."""
    place = folder() / UNFINISHED
    return {path.name for path in place.iterdir()} if place.is_dir() else set()


def broken_off() -> set[str]:
    """Those among them that nobody can still be working at."""
    now, old = time.time(), set()
    for file_id in unfinished_ids():
        try:
            age = now - (folder() / UNFINISHED / file_id).stat().st_mtime
        except FileNotFoundError:
            continue  # finished meanwhile
        if age > OLD:
            old.add(file_id)
    return old


def sweep(old: Collection[str], known: Collection[str]) -> int:
    """Take away what was broken off; what the database knows only loses its mark. Answers how many went."""
    gone = 0
    for file_id in old:
        fresh = Fresh(path_of(file_id), folder() / UNFINISHED / file_id)
        if file_id in known:
            fresh.settle()
        else:
            fresh.undo()
            gone += 1
    return gone
