"""Take a backup while the server goes on."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from marketplace import clock
from marketplace.backup import databases
from marketplace.backup.container import MANIFEST, BackupRefused, Member, Writer, new_file
from marketplace.backup.databases import Copy, KnownFile
from marketplace.backup.manifest import Manifest
from marketplace.extensions import db
from marketplace.files import disk


@dataclass(frozen=True)
class Taken:
    """A finished backup."""

    manifest: Manifest
    sha256: str


def create_backup(target: Path, *, despite_damage: bool = False) -> Taken:
    """Write database and files of one moment into the new file `target`; it has its name once it is whole.

    A file is on the disk before the database knows it, and stays; so each that the copy knows can be read after it.

    :raises BackupRefused: there is nothing to back up, the file exists, or files of the marketplace are damaged.
    """
    with new_file(target) as opened, _workplace(target) as work, databases.copied(db.engine, work) as copy:
        return _write(opened, copy, despite_damage)


@contextmanager
def _workplace(target: Path) -> Iterator[Path]:
    """A folder beside the backup for the copy of the database; beside it there is room enough, one hopes."""
    work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write(opened: IO[bytes], copy: Copy, despite_damage: bool) -> Taken:
    now = clock.real_now()
    writer = Writer(opened, int(now.timestamp()))
    members = [_add(writer, databases.member_of(copy.kind), copy.path)]
    damaged = []
    for known in copy.files:
        member = _add_file(writer, known)
        if member is not None:
            members.append(member)
        if member is None or (known.expected and member.sha256 != known.expected):
            damaged.append(known.id)
    if damaged and not despite_damage:
        raise BackupRefused(
            f"{len(damaged)} stored files are missing or changed (flask files check names them): {', '.join(damaged[:5])}. "
            "Nothing was written. To keep what is left, add --despite-damage."
        )
    manifest = Manifest(
        taken_at=now.isoformat(timespec="seconds"),
        database=copy.kind,
        revision=copy.revision,
        members=members,
        damaged=damaged,
        keys=list(copy.keys),
    )
    writer.add_bytes(MANIFEST, manifest.dumps())
    return Taken(manifest, writer.close())


def _add(writer: Writer, name: str, path: Path) -> Member:
    with path.open("rb") as source:
        return writer.add(name, source, path.stat().st_size)


def _add_file(writer: Writer, known: KnownFile) -> Member | None:
    """The stored file; None when it is gone."""
    path = disk.path_of(known.id)
    return _add(writer, f"files/{known.id}", path) if path.is_file() else None
