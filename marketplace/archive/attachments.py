"""Stored files in an archive: those in clear as they lie, a claim's sealed ones with its key. Lost ones are named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import select

from marketplace.archive.entries import Entry
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


FORBIDDEN = re.compile(r'[<>:"/\\|?*#%\s]+')
"""What some file system, or an address in a page, does not take in a name."""
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever their ending."""
LONGEST_STEM = 60
"""Characters before the ending: at most 240 bytes, which every file system takes."""


def safe_name(name: str) -> str:
    """A file's name as it can lie on any disk; its real name stands in the index. Each lies in a folder of its own."""
    stem, _dot, ending = name.rpartition(".")
    kept = FORBIDDEN.sub("_", stem)[:LONGEST_STEM].strip("._") or str(_("附件"))
    if RESERVED.fullmatch(kept):
        kept = f"_{kept}"
    return f"{kept}.{FORBIDDEN.sub('_', ending)[:10]}"


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

    return Entry(f"{folder}/{safe_name(name)}", _("附件 %(name)s", name=name), row.stored_at, content, expected)


def _name(row: StoredFile, cipher: files.Cipher | None) -> str:
    if cipher is None:
        return row.name
    return cipher.unseal(bytes.fromhex(row.sealed_name), row.id + "/name").decode()


def _lost(folder: str, row: StoredFile, name: str) -> Entry:
    words = _("附件“%(name)s”登记过，但平台上已经没有它的内容，或者无法打开。\n", name=name)
    title = _("附件 %(name)s（缺失）", name=name)
    return Entry(f"{folder}/{_('缺失')}.txt", title, row.stored_at, str(words).encode())


def links(made: Iterable[Entry], folder: str) -> dict[str, str]:
    """Where a page of the folder finds each file: addresses relative to it, by id."""
    return {one.path.split("/")[-2]: one.path.removeprefix(folder + "/") for one in made}
