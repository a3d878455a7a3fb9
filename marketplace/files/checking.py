"""Compare the files on the disk with what the database knows of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from marketplace.extensions import db
from marketplace.files import disk
from marketplace.files.models import StoredFile

PIECE = 1024 * 1024


@dataclass(frozen=True)
class Fault:
    """One file that is not as it must be: `missing`, `changed` or `orphaned`."""

    kind: str
    file_id: str
    owner: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.file_id, self.owner and f"({self.owner})") if part)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file on the disk, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        while piece := opened.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def faults() -> Iterator[Fault]:
    """What is missing, changed, or known to nobody; files that are being uploaded right now count as neither."""
    lying = set(disk.stored_ids())
    query = select(StoredFile).order_by(StoredFile.id).execution_options(yield_per=500)
    for row in db.session.scalars(query):
        lying.discard(row.id)
        if fault := _fault(row):
            yield Fault(fault, row.id, f"{row.owner_kind} {row.owner_ref}")
    db.session.rollback()  # ends the transaction: what was committed meanwhile is seen below
    lying -= disk.unfinished_ids() - disk.broken_off()
    for file_id in sorted(lying - _known(lying)):
        if disk.path_of(file_id).exists():
            yield Fault("orphaned", file_id)


def _fault(row: StoredFile) -> str:
    path = disk.path_of(row.id)
    try:
        found = digest_of(path) if row.expected else ""
        is_there = path.is_file()
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "changed"  # the disk gives an error instead of the bytes
    if not is_there:
        return "missing"
    return "changed" if found != row.expected else ""


def _known(ids: set[str]) -> set[str]:
    """Those of these ids that have a row."""
    known: set[str] = set()
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        known.update(db.session.scalars(select(StoredFile.id).where(StoredFile.id.in_(wanted[start : start + 500]))))
    return known


def take_away_broken_off() -> int:
    """Remove what killed uploads left behind; answers how many files went."""
    old = disk.broken_off()
    return disk.sweep(old, _known(old)) if old else 0
