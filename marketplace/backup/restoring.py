"""Restore a backup into an empty place: everything is checked before anything stands where the server looks."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from marketplace.audit import service as audit
from marketplace.audit.models import AuditEvent
from marketplace.backup import databases, manifest
from marketplace.backup.container import FIRST, MANIFEST, BackupRefused, Member, Reader, check_whole
from marketplace.backup.manifest import Manifest
from marketplace.extensions import db, migrate
from marketplace.files import checking, disk

MIGRATIONS = Path(__file__).parents[2] / "migrations"
STAGING = ".restoring"
"""The folder within VAR_DIR where a backup is unpacked and checked; what a killed restore left in it is thrown away."""


@dataclass(frozen=True)
class Restored:
    """What stands there now."""

    manifest: Manifest
    events: int
    upgraded: bool


def restore_backup(source: Path) -> Restored:
    """Put back database and files, into an empty place only.

    :raises BackupRefused: the place is not empty, or the file is torn, altered, foreign or newer; nothing was changed.
    """
    _assert_place_is_empty()
    try:
        opened = source.open("rb")
    except OSError as gone:
        raise BackupRefused(f"{source} cannot be read: {gone.strerror}.") from gone
    with opened:
        check_whole(opened)
        reader = Reader(opened)
        found = _read_manifest(reader)
        with _staging(found) as staging:
            _unpack(reader, found, staging)
            return _put_in_place(found, staging)


def _files() -> Path:
    return disk.folder()


def _assert_place_is_empty() -> None:
    databases.assert_empty(db.engine)
    if any(path.is_file() for path in _files().rglob("*")):
        raise BackupRefused(f"{_files()} is not empty: restore into an empty place only. Nothing was changed.")


def _read_manifest(reader: Reader) -> Manifest:
    found = manifest.loads(reader.manifest())
    known = {FIRST, MANIFEST, *(member.name for member in found.members)}
    if reader.names != known or len(known) != len(found.members) + 2:
        raise BackupRefused("The backup does not hold what its manifest says: nothing was restored.")
    here = databases.kind_of(db.engine)
    if found.database != here:
        raise BackupRefused(f"The backup is of {found.database}, DATABASE_URL names {here}. Nothing was restored.")
    if databases.member_of(here) not in known:
        raise BackupRefused("There is no database in the backup: nothing was restored.")
    if found.revision not in {one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}:
        raise BackupRefused(
            f"The backup was made by a newer version of the marketplace (database at {found.revision}): "
            "restore it with that version. Nothing was restored."
        )
    return found


@contextmanager
def _staging(found: Manifest) -> Iterator[Path]:
    place: Path = current_app.config["VAR_DIR"] / STAGING
    shutil.rmtree(place, ignore_errors=True)
    if sum(member.size for member in found.members) > shutil.disk_usage(place.parent).free:
        raise BackupRefused(f"There is not enough room on the disk of {place.parent}. Nothing was restored.")
    (place / "files").mkdir(parents=True, mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _unpack(reader: Reader, found: Manifest, staging: Path) -> None:
    for member in found.members:
        path = _place_of(member, staging)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            reader.copy(member, new.write)
            new.flush()
            os.fsync(new.fileno())
    for folder in (staging, staging / "files", *(staging / "files").iterdir()):
        disk.sync_folder(folder)


def _place_of(member: Member, staging: Path) -> Path:
    folder, _slash, file_id = member.name.rpartition("/")
    return staging / folder / file_id[:2] / file_id if folder else staging / member.name


def _put_in_place(found: Manifest, staging: Path) -> Restored:
    kind = found.database
    database = staging / databases.member_of(kind)
    if kind == "sqlite":
        databases.check_sqlite(database)
        restored = _check_as_the_application(found, staging, f"sqlite:///{database}")
        databases.settle_sqlite(database)
        _move_files(staging)
        databases.place_sqlite(db.engine, database)
        return restored
    databases.load_postgresql(db.engine, database)
    try:
        restored = _check_as_the_application(found, staging, current_app.config["SQLALCHEMY_DATABASE_URI"])
        _move_files(staging)
    except BaseException:
        databases.empty_postgresql(db.engine)
        raise
    return restored


def _check_as_the_application(found: Manifest, staging: Path, url: str) -> Restored:
    """Open what was unpacked as the server would: its revision, its chain of events, each of its files.

    :raises BackupRefused: something is not as it must be.
    """
    app = _application(current_app.config, staging, url)
    with app.app_context():
        try:
            if db.session.scalar(text(databases.REVISION)) != found.revision:
                raise BackupRefused(
                    "The database in the backup is not the one its manifest names. Nothing was restored."
                )
            db.session.remove()
            upgrade(directory=str(MIGRATIONS))
            if faults := list(audit.faults()):
                raise BackupRefused(f"The chain of events is broken: {faults[0]}. Nothing was restored.")
            lost = [fault for fault in checking.faults() if fault.file_id not in found.damaged]
            if lost:
                raise BackupRefused(f"Files do not agree with the database: {lost[0]}. Nothing was restored.")
            events = db.session.scalar(select(func.count(AuditEvent.position))) or 0
            now_at = db.session.scalar(text(databases.REVISION))
            return Restored(found, events, upgraded=now_at != found.revision)
        except (SQLAlchemyError, sqlite3.Error) as broken:
            raise BackupRefused(
                f"The database in the backup cannot be read: {broken}. Nothing was restored."
            ) from broken
        finally:
            db.session.remove()
            db.engine.dispose()


def _application(settings: Mapping[str, Any], staging: Path, url: str) -> Flask:
    """An application of one's own over what was unpacked: its database and its files, no pages."""
    app = Flask("marketplace.restored")
    app.config.from_mapping({**settings, "VAR_DIR": staging, "SQLALCHEMY_DATABASE_URI": url})
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True)
    return app


def _move_files(staging: Path) -> None:
    """The files first: with them alone the place still is no marketplace."""
    place = _files()
    shutil.rmtree(place, ignore_errors=True)  # empty folders at most
    (staging / "files").rename(place)
    disk.sync_folder(place.parent)
