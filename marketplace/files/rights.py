"""Who may read a stored file: each room says so for the files of its documents, and this room asks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from flask import Flask, current_app

from marketplace.errors import NotFound
from marketplace.extensions import db
from marketplace.files.kinds import ACCEPT
from marketplace.files.models import StoredFile
from marketplace.files.service import Cipher
from marketplace.i18n import _


@dataclass(frozen=True)
class Grant:
    """One way to be let in: `allows` is asked of the file for the person who is signed in."""

    allows: Callable[[StoredFile], bool]
    public: bool = False
    """Whether it lets everyone in, so that anybody on the way may keep a copy."""
    cipher: Callable[[StoredFile], Cipher] | None = None
    """What opens a sealed file."""


Grants = Sequence[tuple[str, Grant]]
"""What a room says: a kind of owner, and who may read its files."""


def install(app: Flask, rooms: Iterable[Grants]) -> None:
    """Let in whom the rooms let in, and tell the pages which files are taken."""
    grants: dict[str, list[Grant]] = {}
    for kind, one in chain.from_iterable(rooms):
        grants.setdefault(kind, []).append(one)
    app.extensions["file_grants"] = grants
    app.jinja_env.globals["accepted_files"] = ACCEPT


def readable(file_id: str) -> tuple[StoredFile, Grant]:
    """The file, and the grant that lets the person in; one that lets everyone in comes first.

    :raises NotFound: there is no such file, or none of its grants holds: nobody learns which.
    """
    stored = db.session.get(StoredFile, file_id) if file_id.isascii() and len(file_id) <= 22 else None
    if stored is not None:
        grants = current_app.extensions["file_grants"].get(stored.owner_kind, ())
        for one in sorted(grants, key=lambda found: not found.public):
            if one.allows(stored):
                return stored, one
    raise NotFound(_("没有这个文件。"))
