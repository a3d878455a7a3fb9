"""Whether a file of a kind can be opened at all: locked by a password, or torn. Said at upload, while it can be mended.

Only what is certain is refused. The checks read headers, tables and sums, never a whole document, so that a hostile
file costs no time.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_ENTRIES = 2000
MOST_UNPACKED = 60 * 1024 * 1024


class Locked(ValueError):
    """It opens with a password only."""


class Torn(ValueError):
    """A part of it is missing or damaged."""


# --- PDF --------------------------------------------------------------------------------------------------------

TAIL = 4096
"""Bytes at the end of a PDF within which its end mark stands; the standard says 1,024."""
_START = re.compile(rb"startxref\s+(\d{1,12})")
_LOCK = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


def pdf(content: bytes) -> None:
    """The end mark is there, and the newest trailer names no encryption."""
    tail = content[-TAIL:]
    starts = _START.findall(tail)
    if b"%%EOF" not in tail or (starts and int(starts[-1]) > len(content)):
        raise Torn
    if _LOCK.search(_trailer(content, int(starts[-1]) if starts else 0)):
        raise Locked


def _trailer(content: bytes, offset: int) -> bytes:
    """The newest trailer: behind the table of places, or the dictionary of the stream that took its place."""
    if not offset:
        return content[-TAIL:]
    table = content.startswith(b"xref", offset) or content[offset : offset + 8].lstrip().startswith(b"xref")
    begin = content.find(b"trailer", offset) if table else offset
    end = content.find(b"startxref" if table else b"stream", begin)
    return content[begin : end if end > 0 else None] if begin >= 0 else content[-TAIL:]


# --- Office, new: a zip -------------------------------------------------------------------------------------------


def zipped(content: bytes) -> None:
    """It is a whole zip without passwords, each entry with its right sum; in a container of the old kind it is locked."""
    if content.startswith(OLE):
        ole(content)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 1 for entry in entries):
                raise Locked
            if len(entries) <= MOST_ENTRIES and sum(entry.file_size for entry in entries) <= MOST_UNPACKED:
                damaged = archive.testzip()
                if damaged is not None:
                    raise Torn
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error, NotImplementedError, struct.error) as broken:
        raise Torn from broken


# --- Office, old: a compound file (MS-CFB) ------------------------------------------------------------------------

SECTOR = 512
FREE = 0xFFFFFFFF
PACKAGE = "EncryptedPackage".encode("utf-16-le")
WORD, ENCRYPTED = b"\xec\xa5", 0x0100
"""How the stream of a Word document begins (MS-DOC, FibBase), and its flag for a password."""
BOOK = b"\x09\x08\x10\x00\x00\x06\x05\x00"
"""How the stream of an Excel workbook begins (MS-XLS, BOF)."""
FILEPASS, END = 0x002F, 0x000A


def ole(content: bytes) -> None:
    """All sectors that its table uses are there, and none of its documents has a password."""
    if PACKAGE in content:
        raise Locked
    _assert_sectors(content)
    for place in range(SECTOR, len(content), SECTOR):
        if content.startswith(WORD, place) and _word_is_locked(content, place):
            raise Locked
        if content.startswith(BOOK, place) and _book_is_locked(content, place):
            raise Locked


def _assert_sectors(content: bytes) -> None:
    if len(content) < 2 * SECTOR:
        raise Torn
    shift, tables = struct.unpack_from("<H", content, 30)[0], struct.unpack_from("<I", content, 44)[0]
    if shift != 9:  # sectors of 4,096 bytes: no document of Office is so
        return
    used = 0
    for number, place in enumerate(struct.unpack_from("<109I", content, 76)[: min(tables, 109)]):
        start = (place + 1) * SECTOR
        if start + SECTOR > len(content):
            raise Torn
        entries = struct.unpack_from("<128I", content, start)
        last = max((n for n, entry in enumerate(entries) if entry != FREE), default=-1)
        used = max(used, number * 128 + last + 1)
    if used * SECTOR > len(content):  # the last sector may be cut short, and the header is one more
        raise Torn


def _word_is_locked(content: bytes, place: int) -> bool:
    return bool(struct.unpack_from("<H", content[place : place + 12].ljust(12, b"\0"), 10)[0] & ENCRYPTED)


def _book_is_locked(content: bytes, place: int) -> bool:
    """Whether the record of a password stands among the first, where it must."""
    for _n in range(8):
        if place + 4 > len(content):
            return False
        kind, size = struct.unpack_from("<HH", content, place)
        if kind in (FILEPASS, END):
            return bool(kind == FILEPASS)
        place += 4 + size
    return False


def nothing(_content: bytes) -> None:
    """Kinds of which nothing more can be said."""
