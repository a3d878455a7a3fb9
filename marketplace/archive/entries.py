"""One file of an archive: where it lies, what it is, when that was, its bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marketplace.sheets.canonical import dumps, plain


@dataclass(frozen=True)
class Entry:
    """A file of the archive. What is big is fetched only when its turn comes, so that one file at a time is in memory."""

    path: str
    at: datetime
    body: bytes | Callable[[], bytes]
    registered: str = ""
    """SHA-256 as the platform registered it when the thing came to be; empty for what the archive itself writes."""
    value: Any = None
    """What a document says; the pages are made from it."""

    def content(self) -> bytes:
        """The bytes."""
        return self.body if isinstance(self.body, bytes) else self.body()


def document(path: str, at: datetime, value: Any, *, registered: str = "") -> Entry:
    """A document in its canonical form (`docs/canonical.md`), so that the file's own SHA-256 is the registered one."""
    return Entry(path, at, dumps(value).encode(), registered, plain(value))
