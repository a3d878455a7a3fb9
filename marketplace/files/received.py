"""Files that came beside something wrong: they are kept, the page names them, and the next post takes them in.

What the page carries is signed and good for one person and one document only.
"""

from __future__ import annotations

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from marketplace.accounts.models import Person
from marketplace.extensions import db
from marketplace.files.models import StoredFile

Entry = dict[str, Any]
Owner = tuple[str, str]
"""Kind and reference of what a file belongs to."""


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="received-file")


def _id_of(by: Person | None) -> int:
    return by.id if by else 0


def token_of(entry: Entry, owner: Owner, by: Person | None) -> str:
    """What the page carries for this file."""
    return str(_serializer().dumps([*owner, _id_of(by), entry]))


def entry_of(token: str, owner: Owner, by: Person | None) -> Entry | None:
    """The file that such a token stands for; None where it is not this person's, not this document's, or gone."""
    try:
        kind, ref, person_id, entry = _serializer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    if (kind, ref, person_id) != (*owner, _id_of(by)) or db.session.get(StoredFile, entry["id"]) is None:
        return None
    return dict(entry)
