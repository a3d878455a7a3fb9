"""Stored files in an archive: those in clear as they lie, a claim's sealed ones with its key. Lost ones are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from marketplace.archive.entries import Entry
from marketplace.archive.standalone.verifying.shapes import safe_name
from marketplace.claims.seal import Damaged
from marketplace.extensions import db
from marketplace.files import service as files
from marketplace.files.disk import path_of
from marketplace.files.models import StoredFile
from marketplace.i18n import _


def stored(ids: Iterable[str]) -> list[StoredFile]:
    """These files, each once, in the order named."""
    wanted = list(dict.fromkeys(ids))
    rows = db.session.scalars(select(StoredFile).where(StoredFile.id.in_(wanted))) if wanted else ()
    found = {row.id: row for row in rows}
    return [found[one] for one in wanted if one in found]


def entries(folder: str, rows: Iterable[StoredFile], cipher: files.Cipher | None = None) -> Iterator[Entry]:
    """One entry a file, each in a folder of its own, so that equal names never meet."""
    for row in rows:
        yield _entry(f"{folder}/{row.id}", row, cipher if row.sealed else None)


def _entry(folder: str, row: StoredFile, cipher: files.Cipher | None) -> Entry:
    try:
        name = _name(row, cipher)
        if not path_of(row.id).exists():
            return _lost(folder, row, name)
    except Damaged:
        return _lost(folder, row, row.id)
    file_id, path, expected = row.id, path_of(row.id), row.sha256

    def content() -> bytes:
        kept = path.read_bytes()
        try:
            return cipher.unseal(kept, file_id) if cipher else kept
        except Damaged:
            return str(_("这个附件的密封内容已损坏，无法打开。\n")).encode()

    return Entry(f"{folder}/{safe_name(name)}", row.stored_at, content, expected)


def _name(row: StoredFile, cipher: files.Cipher | None) -> str:
    if cipher is None:
        return row.name
    return cipher.unseal(bytes.fromhex(row.sealed_name), row.id + "/name").decode()


def _lost(folder: str, row: StoredFile, name: str) -> Entry:
    words = _("附件“%(name)s”登记过，但平台上已经没有它的内容，或者无法打开。\n", name=name)
    return Entry(f"{folder}/{_('缺失')}.txt", row.stored_at, str(words).encode())
