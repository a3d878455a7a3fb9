"""What a backup says of itself: what it is, when it was taken, and the hash of each thing in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from marketplace.backup.container import FIRST, BackupRefused, Member

FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """The manifest of one backup."""

    taken_at: str
    database: str
    """`sqlite` or `postgresql`."""
    revision: str
    """The newest migration of the copied database."""
    members: Sequence[Member]
    damaged: Sequence[str] = ()
    """Ids of files that were missing or changed already when it was taken; empty unless the operator said so."""
    keys: Sequence[str] = ()
    """Fingerprints of the SEAL_KEYs that its claims need; the keys themselves are never in it."""
    format: int = FORMAT
    product: str = FIRST

    def dumps(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @property
    def files(self) -> int:
        """How many stored files are in it."""
        return sum(member.name.startswith("files/") for member in self.members)


def loads(content: bytes) -> Manifest:
    """A manifest out of a file.

    :raises BackupRefused: it is not one, or of a newer kind.
    """
    try:
        raw: dict[str, Any] = json.loads(content)
        if raw["product"] != FIRST:
            raise BackupRefused("This is no backup of the marketplace: nothing was restored.")
        if raw["format"] > FORMAT:
            raise BackupRefused("The backup was made by a newer version of the marketplace: restore it with that one.")
        members = [Member(str(m["name"]), int(m["size"]), str(m["sha256"])) for m in raw["members"]]
        return Manifest(
            taken_at=str(raw["taken_at"]),
            database=str(raw["database"]),
            revision=str(raw["revision"]),
            members=members,
            damaged=tuple(str(one) for one in raw["damaged"]),
            keys=tuple(str(one) for one in raw["keys"]),
            format=int(raw["format"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise BackupRefused("The backup's manifest cannot be read: nothing was restored.") from broken
