"""What an opening checks: that a submission is what its receipt says, and each attachment what was registered with it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from marketplace.claims import vault
from marketplace.claims.models import Claim, ClaimSubmission
from marketplace.claims.seal import Damaged, KeyAbsent
from marketplace.extensions import db
from marketplace.files import disk
from marketplace.files.models import StoredFile
from marketplace.sheets.canonical import sha256

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Checked:
    """A submission that was unsealed: what it says (None where it is damaged), and its attachments that are not what
    was registered. The attachments of a damaged one were not checked: what is registered of them stands in it."""

    content: dict[str, Any] | None
    damaged_files: tuple[str, ...] = ()


def check(row: ClaimSubmission) -> Checked:
    """Unseal a submission for the opening and compare it with its receipt, and its files on the disk with it.

    :raises seal.KeyAbsent: the key is not here; the opening waits before it comes to this.
    """
    try:
        salted = vault.submission(row, vault.THE_OPENING)
    except Damaged:
        return Checked(None)
    if sha256(salted) != row.sha256:
        return Checked(None)
    content: dict[str, Any] = salted["content"]
    entries = attachments_in(content["claim"])
    return Checked(content, damaged_files(row.claim, entries, vault.THE_OPENING))


def attachments_in(body: Mapping[str, Any]) -> list[Entry]:
    """What a claim's document registers of its attachments: id, name, size, hash."""
    entries: list[Entry] = (body.get("attachments") or {}).get("attachments") or []
    return entries


def damaged_files(claim: Claim, entries: Collection[Entry], reader: vault.Reader) -> tuple[str, ...]:
    """Ids of the attachments that are missing on the disk, or not what was registered."""
    ids = [str(one["id"]) for one in entries]
    known = set(db.session.scalars(select(StoredFile.id).where(StoredFile.id.in_(ids)))) if ids else set()
    seal = vault.FileSeal(claim, reader)
    return tuple(str(one["id"]) for one in entries if one["id"] not in known or not _is_whole(one, seal))


def _is_whole(entry: Entry, seal: vault.FileSeal) -> bool:
    try:
        content = seal.unseal(disk.path_of(entry["id"]).read_bytes(), entry["id"])
    except (OSError, Damaged, KeyAbsent):  # who handed in the submission alone has a key for it, none for its files
        return False
    return hashlib.sha256(content).hexdigest() == str(entry["sha256"])
