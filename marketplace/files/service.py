"""Take in, keep and give back files."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask import g
from werkzeug.datastructures import FileStorage

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.errors import Complaint, NotFound, TooLarge
from marketplace.extensions import db, unit_of_work
from marketplace.files import disk, received
from marketplace.files.disk import path_of
from marketplace.files.kinds import KINDS, cleaned, kind_of
from marketplace.files.models import StoredFile
from marketplace.i18n import _
from marketplace.sheets import Bound
from marketplace.sheets.fields import Files
from marketplace.sheets.texts import Invalid

MOST_BYTES = 20 * 1024 * 1024
NOBODY = 0
"""Who stored what a citizen without an account sent."""


class Cipher(Protocol):
    """Seals bytes: a claim's key behind two verbs. `about` binds the bytes to their place."""

    def seal(self, content: bytes, about: str) -> bytes:
        """Encrypt."""

    def unseal(self, content: bytes, about: str) -> bytes:
        """Decrypt; fails if a byte or the place is another."""


@dataclass(frozen=True)
class Checked:
    """An upload whose name, size and content were looked at; a picture tells only what is seen on it."""

    name: str
    media_type: str
    content: bytes


def clean_name(raw: str) -> str:
    """The file's own name, without folders, control characters or excess length; its extension stays."""
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rpartition("/")[2]
    name = "".join(char for char in name if char.isprintable()).strip(" .") or str(_("未命名"))
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:120]}.{extension[:10]}" if dot else name[:120]


def check(upload: FileStorage) -> Checked:
    """Look at an upload.

    :raises TooLarge: it is over 20 MB.
    :raises Invalid: it is empty, of a kind that is not taken, not what its name says, locked, or torn.
    """
    name = clean_name(upload.filename or "")
    content = upload.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES or getattr(upload.stream, "overflowed", False):
        raise TooLarge(_("“%(name)s”超过 20 MB，没有上传。请压缩或拆分后重新选择；其他内容都在下面。", name=name))
    if not content:
        raise Invalid(_("“%(name)s”是空文件，请重新选择。", name=name))
    kind = kind_of(name, content)
    picture = cleaned(kind, name, content)
    if picture.had_place:
        g.setdefault("places_removed", []).append(name)
    return Checked(name, kind.media_type, picture.content)


def places_removed() -> list[str]:
    """The names of this request's pictures that had told where they were taken; each is told to its owner once."""
    return list(g.pop("places_removed", ()))


def keep(
    checked: Checked, *, owner_kind: str, owner_ref: str, by: Person | None, cipher: Cipher | None = None
) -> StoredFile:
    """Store a checked upload under a random id; with a cipher neither name nor content is left readable."""
    file_id = secrets.token_urlsafe(16)
    content = cipher.seal(checked.content, file_id) if cipher else checked.content
    stored = StoredFile(
        id=file_id,
        owner_kind=owner_kind,
        owner_ref=owner_ref,
        name="" if cipher else checked.name,
        media_type="" if cipher else checked.media_type,
        size=len(checked.content),
        sha256="" if cipher else hashlib.sha256(checked.content).hexdigest(),
        disk_sha256=hashlib.sha256(content).hexdigest(),
        sealed=cipher is not None,
        sealed_name=cipher.seal(checked.name.encode(), file_id + "/name").hex() if cipher else "",
        stored_at=clock.now(),
        stored_by_id=by.id if by else NOBODY,
    )
    with disk.write(file_id, content) as fresh, unit_of_work() as session:
        fresh.go_with(session)
        session.add(stored)
    return stored


def put_back(stored: StoredFile, sealed: bytes) -> None:
    """Lay a sealed file that was lost or changed where it lay, in one step; in the open transaction, as its last deed."""
    stored.disk_sha256 = hashlib.sha256(sealed).hexdigest()
    disk.put_back(stored.id, sealed)


def content_of(stored: StoredFile, cipher: Cipher | None) -> Checked:
    """Name, kind and bytes of a stored file; a sealed one is opened by its cipher.

    :raises NotFound: its bytes are gone, or nobody here can open it.
    """
    if stored.sealed != (cipher is not None):
        raise NotFound(_("没有这个文件。"))
    try:
        content = path_of(stored.id).read_bytes()
    except OSError as gone:
        raise NotFound(_("文件不在了，请联系管理员。")) from gone
    if cipher is None:
        return Checked(stored.name, stored.media_type, content)
    name = cipher.unseal(bytes.fromhex(stored.sealed_name), stored.id + "/name").decode()
    kind = KINDS.get(name.rpartition(".")[2].lower())
    return Checked(name, kind.media_type if kind else "application/octet-stream", cipher.unseal(content, stored.id))


def entry(stored: StoredFile, checked: Checked) -> dict[str, Any]:
    """How a document names a stored file."""
    digest = hashlib.sha256(checked.content).hexdigest()
    return {"id": stored.id, "name": checked.name, "size": len(checked.content), "sha256": digest}


def hand_over(entries: Sequence[Mapping[str, Any]], *, owner_kind: str, owner_ref: str) -> None:
    """Files that were received before there was anything to own them belong to it now; in the open transaction."""
    for one in entries:
        stored = db.session.get_one(StoredFile, one["id"])
        stored.owner_kind, stored.owner_ref = owner_kind, owner_ref


def take(
    bound: Bound,
    uploads: Mapping[str, Sequence[FileStorage]],
    *,
    owner_kind: str,
    owner_ref: str,
    by: Person | None,
    cipher: Cipher | None = None,
) -> None:
    """Store what was uploaded for a section's file fields, and add it to the bound values with what was received before.

    What can be taken is stored even beside something wrong: the page then names it, and the next post takes it in.
    """
    owner = (owner_kind, owner_ref)
    for field in bound.section.fields:
        if not isinstance(field, Files):
            continue
        came = [one for token in bound.carried.get(field.id, ()) if (one := received.entry_of(token, owner, by))]
        came += [
            entry(keep(checked, owner_kind=owner_kind, owner_ref=owner_ref, by=by, cipher=cipher), checked)
            for checked in _checked(bound, field, uploads.get(field.id, ()))
        ]
        kept = list(bound.raw.get(field.id) or [])
        known = {one["id"] for one in kept} | bound.dropped.get(field.id, set())
        came = [one for one in {one["id"]: one for one in came}.values() if one["id"] not in known]
        if field.most == 1 and came:
            kept, came = [], came[-1:]
        bound.values[field.id] = [*kept, *came]
        bound.received[field.id] = [(received.token_of(one, owner, by), one) for one in came]


def _checked(bound: Bound, field: Files, uploads: Sequence[FileStorage]) -> Iterator[Checked]:
    """The uploads that can be taken; of each other a complaint."""
    for upload in uploads:
        if upload.filename:
            try:
                yield check(upload)
            except TooLarge as large:
                bound.complaints.append(Complaint(large.reasons[0], field.id, kind="too_large"))
            except Invalid as invalid:
                bound.complaints.append(Complaint(str(invalid), field.id, kind="invalid"))
