"""The backup file: a plain tar that any system can list, closed by a line with the SHA-256 of all bytes before it.

So one flipped, missing or added byte anywhere is noticed before anything is read out of it. Members are written by
the rules below and read by the same rules: regular files with names of our own making, and nothing else.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from marketplace.errors import MarketplaceError
from marketplace.files.disk import sync_folder

FIRST = "marketplace-backup"
"""Name of the first member: by it a file of ours is told from a foreign one."""
MANIFEST = "manifest.json"
ALLOWED = re.compile(r"marketplace-backup|manifest\.json|database\.(?:sqlite3|pgdump)|files/[A-Za-z0-9_-]{22}")
SEAL = re.compile(rb"sha256 ([0-9a-f]{64})\n")
SEAL_LENGTH = 72
PIECE = 1024 * 1024
MOST_MANIFEST = 256 * 1024 * 1024


class BackupRefused(MarketplaceError):
    """A backup cannot be made or restored; nothing was changed."""


@dataclass(frozen=True)
class Member:
    """What the manifest says of a member."""

    name: str
    size: int
    sha256: str


class Writer:
    """Writes a backup file piece by piece; `close` makes it whole and durable."""

    def __init__(self, opened: IO[bytes], written_at: int) -> None:
        self._opened = opened
        self._at = written_at
        self._tar = tarfile.open(fileobj=opened, mode="w:", format=tarfile.GNU_FORMAT)  # noqa: SIM115  # closed by `close`
        self.add_bytes(FIRST, b"tar, then one line: sha256 of all bytes before it\n")

    def add_bytes(self, name: str, content: bytes) -> Member:
        """Add a member from memory."""
        return self.add(name, io.BytesIO(content), len(content))

    def add(self, name: str, source: IO[bytes], size: int) -> Member:
        """Add a member of exactly this size.

        :raises OSError: the source is shorter, or the disk is full.
        """
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, self._at
        hashing = _Hashing(source)
        self._tar.addfile(info, hashing)  # type: ignore[arg-type]  # it needs `read` alone
        return Member(name, size, hashing.digest.hexdigest())

    def close(self) -> str:
        """End the tar, add the closing line, wait for the disk; answers the SHA-256."""
        self._tar.close()
        self._opened.flush()
        self._opened.seek(0)
        digest = _digest(self._opened, self._opened.seek(0, os.SEEK_END))
        self._opened.seek(0, os.SEEK_END)
        self._opened.write(f"sha256 {digest}\n".encode())
        self._opened.flush()
        os.fsync(self._opened.fileno())
        return digest


class _Hashing:
    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        piece = self._source.read(size)
        self.digest.update(piece)
        return piece


def _digest(opened: IO[bytes], length: int) -> str:
    digest, left = hashlib.sha256(), length
    opened.seek(0)
    while left and (piece := opened.read(min(PIECE, left))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest()


def check_whole(opened: IO[bytes]) -> str:
    """The SHA-256 in the closing line, once all bytes before it agree.

    :raises BackupRefused: the file is not one of ours, or not whole.
    """
    length = opened.seek(0, os.SEEK_END)
    opened.seek(0)
    if opened.read(len(FIRST) + 1) != FIRST.encode() + b"\0":
        raise BackupRefused("This is no backup of the marketplace: nothing was restored.")
    opened.seek(max(0, length - SEAL_LENGTH))
    seal = SEAL.fullmatch(opened.read())
    if seal is None:
        raise BackupRefused("The backup is not whole (its closing line is missing): nothing was restored.")
    if _digest(opened, length - SEAL_LENGTH) != seal[1].decode():
        raise BackupRefused("The backup was damaged or altered (its SHA-256 differs): nothing was restored.")
    return seal[1].decode()


class Reader:
    """Reads the members of a file that `check_whole` has passed."""

    def __init__(self, opened: IO[bytes]) -> None:
        opened.seek(0)
        try:
            self._tar = tarfile.open(fileobj=opened, mode="r:")  # noqa: SIM115  # its file is the caller's to close
            self._members = {info.name: info for info in self._checked()}
        except (tarfile.TarError, ValueError, OverflowError, OSError) as broken:
            raise _strange("it cannot be read") from broken

    def _checked(self) -> Iterator[tarfile.TarInfo]:
        seen: set[str] = set()
        for info in self._tar:
            plain = info.type == tarfile.REGTYPE and not info.pax_headers and not info.linkname
            if not plain or not ALLOWED.fullmatch(info.name) or info.name in seen:
                raise _strange(f"it holds {info.name[:80]!r}")
            seen.add(info.name)
            yield info

    @property
    def names(self) -> set[str]:
        """The names of all members."""
        return set(self._members)

    def manifest(self) -> bytes:
        """The bytes of the manifest."""
        info = self._members.get(MANIFEST)
        if info is None or info.size > MOST_MANIFEST:
            raise _strange("it has no manifest")
        return self._open(info).read()

    def copy(self, member: Member, write: Callable[[bytes], object]) -> None:
        """Hand out a member's bytes in pieces.

        :raises BackupRefused: they are not those of the manifest.
        """
        info = self._members[member.name]
        digest, source = hashlib.sha256(), self._open(info)
        while piece := source.read(PIECE):
            digest.update(piece)
            write(piece)
        if (info.size, digest.hexdigest()) != (member.size, member.sha256):
            raise _strange(f"{member.name} is not what its manifest says")

    def _open(self, info: tarfile.TarInfo) -> IO[bytes]:
        opened = self._tar.extractfile(info)
        if opened is None:
            raise _strange(f"{info.name} cannot be read")
        return opened


def _strange(why: str) -> BackupRefused:
    return BackupRefused(f"The backup was altered or is foreign: {why}. Nothing was restored.")


@contextmanager
def new_file(target: Path) -> Iterator[IO[bytes]]:
    """A file to write a backup to, which its owner alone reads; it gets its name at the end, once it is whole.

    :raises BackupRefused: there is such a file already, or no such folder.
    """
    if target.exists() or target.is_symlink():
        raise BackupRefused(f"{target} exists already: a backup overwrites nothing. Choose another name.")
    if not target.parent.is_dir():
        raise BackupRefused(f"The folder {target.parent} does not exist.")
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as opened:
            yield opened
        partial.rename(target)
        sync_folder(target.parent)
    finally:
        partial.unlink(missing_ok=True)
