"""One moment of the database as a file, and back: SQLite by its online backup, PostgreSQL by pg_dump and pg_restore.

Neither stops the server or waits for its writers. What the copy knows of stored files is read from the very same moment.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, inspect, make_url, text

from marketplace.backup.container import BackupRefused
from marketplace.files.disk import sync_folder

FILES = "SELECT * FROM stored_file ORDER BY id"
KEYS = "SELECT DISTINCT key_fingerprint FROM claim WHERE key_fingerprint <> '' ORDER BY 1"
REVISION = "SELECT version_num FROM alembic_version"
NOTHING = "There is nothing to back up: the database has not been set up yet (make run)."


@dataclass(frozen=True)
class KnownFile:
    """A stored file as the copied database knows it."""

    id: str
    expected: str
    """The SHA-256 of its bytes on the disk; empty when nobody wrote it down."""


@dataclass(frozen=True)
class Copy:
    """One moment of a database."""

    kind: str
    path: Path
    revision: str
    files: Sequence[KnownFile]
    keys: Sequence[str] = ()
    """Fingerprints of the SEAL_KEYs that its claims are wrapped by."""


def kind_of(engine: Engine) -> str:
    """`sqlite` or `postgresql`."""
    return engine.dialect.name


def member_of(kind: str) -> str:
    """The name of the database within a backup."""
    return {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}[kind]


@contextmanager
def copied(engine: Engine, into: Path) -> Iterator[Copy]:
    """A copy of the database as it is now, in the folder `into`.

    :raises BackupRefused: there is no database yet, or it cannot be copied.
    """
    kind = kind_of(engine)
    path = into / member_of(kind)
    taken = _copy_sqlite(engine, path) if kind == "sqlite" else _copy_postgresql(engine, path)
    yield taken


def _known(rows: Sequence[Mapping[Any, Any]]) -> list[KnownFile]:
    return [KnownFile(row["id"], row.get("disk_sha256") or row["sha256"]) for row in rows]


def _copy_sqlite(engine: Engine, path: Path) -> Copy:
    source = Path(engine.url.database or "")
    if not source.is_file():
        raise BackupRefused(NOTHING)
    with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(path)) as copy:
        live.backup(copy)  # in one step: writers go on beside it, and what they write later is not in it
        copy.execute("PRAGMA journal_mode=DELETE")  # so that the copy is this one file
        copy.row_factory = sqlite3.Row
        try:
            revision = copy.execute(REVISION).fetchone()[0]
            rows = [dict(row) for row in copy.execute(FILES)]
            has_keys = any(row["name"] == "key_fingerprint" for row in copy.execute("PRAGMA table_info(claim)"))
            keys = [row[0] for row in copy.execute(KEYS)] if has_keys else []
        except (sqlite3.OperationalError, TypeError) as empty:
            raise BackupRefused(NOTHING) from empty
    return Copy("sqlite", path, revision, _known(rows), keys)


def _copy_postgresql(engine: Engine, path: Path) -> Copy:
    if not inspect(engine).has_table("alembic_version"):
        raise BackupRefused(NOTHING)
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        revision = connection.scalar(text(REVISION)) or ""
        rows = connection.execute(text(FILES)).mappings().all()
        has_keys = any(column["name"] == "key_fingerprint" for column in inspect(connection).get_columns("claim"))
        keys = connection.scalars(text(KEYS)).all() if has_keys else []
        _postgres("pg_dump", engine.url, "--format=custom", f"--snapshot={snapshot}", *PLAIN, f"--file={path}")
    return Copy("postgresql", path, revision, _known(rows), keys)


PLAIN = ("--no-owner", "--no-privileges")


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs, the newest that is installed.

    :raises BackupRefused: it is not installed.
    """

    def version(path: Path) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", str(path.parent))]

    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=version)
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise BackupRefused(f"{name} is not installed: install PostgreSQL's client programs.")
    return path


def _postgres(name: str, url: URL, *arguments: str) -> None:
    """Run it; the password goes through the environment, where other users of the machine do not see it."""
    plain = make_url(url).set(drivername="postgresql", password=None)
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    command = [program(name), f"--dbname={plain.render_as_string(hide_password=False)}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupRefused(f"{name} failed: {done.stderr.strip()[-600:]}")


def assert_empty(engine: Engine) -> None:
    """Only an empty database is restored into.

    :raises BackupRefused: it holds tables.
    """
    if tables := inspect(engine).get_table_names():
        raise BackupRefused(
            f"The database is not empty ({len(tables)} tables): restore into an empty place only. Nothing was changed."
        )


def load_postgresql(engine: Engine, dump: Path) -> None:
    """Load a dump into the empty database, all or nothing.

    :raises BackupRefused: pg_restore did not take it.
    """
    _postgres("pg_restore", engine.url, "--exit-on-error", "--single-transaction", *PLAIN, str(dump))


def empty_postgresql(engine: Engine) -> None:
    """Take back what was loaded into a database that had been empty."""
    with engine.begin() as connection:
        quote = connection.dialect.identifier_preparer.quote
        for table in inspect(connection).get_table_names():
            connection.execute(text(f"DROP TABLE {quote(table)} CASCADE"))
        functions = "SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace"
        for signature in connection.scalars(text(functions)).all():
            connection.execute(text(f"DROP FUNCTION {signature} CASCADE"))


def check_sqlite(path: Path) -> None:
    """Ask SQLite whether the file is whole.

    :raises BackupRefused: it is not, or it is no database.
    """
    try:
        with closing(sqlite3.connect(path)) as copy:
            answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
            strays = copy.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as broken:
        raise BackupRefused(f"The database in the backup is damaged: {broken}. Nothing was restored.") from broken
    if answer != "ok" or strays:
        raise BackupRefused(f"The database in the backup is damaged: {answer}. Nothing was restored.")


def settle_sqlite(path: Path) -> None:
    """Bring everything into the one file, after it was opened and perhaps upgraded."""
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy.execute("PRAGMA journal_mode=DELETE")
    with path.open("rb") as settled:
        os.fsync(settled.fileno())


def place_sqlite(engine: Engine, path: Path) -> None:
    """Let the file be the database, in one step; asking whether there was one had made an empty one."""
    target = Path(engine.url.database or "")
    engine.dispose()
    for leftover in ("-wal", "-shm"):
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    path.replace(target)
    sync_folder(target.parent)
