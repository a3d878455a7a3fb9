"""One file of an archive: where it lies, what it is, when that was, its bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template

from marketplace.furniture.times import moment
from marketplace.sheets.canonical import dumps

Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]
"""Caption, heads, rows."""


@dataclass(frozen=True)
class Entry:
    """A file of the archive. What is big is fetched only when its turn comes, so that one file at a time is in memory."""

    path: str
    title: str
    at: datetime
    body: bytes | Callable[[], bytes]
    registered: str = ""
    """SHA-256 as the platform registered it when the thing came to be; empty for what the archive itself writes."""

    def content(self) -> bytes:
        """The bytes."""
        return self.body if isinstance(self.body, bytes) else self.body()


def document(path: str, title: str, at: datetime, value: Any, *, registered: str = "") -> Entry:
    """A document in its canonical form (`docs/canonical.md`), so that the file's own SHA-256 is the registered one."""
    return Entry(path, title, at, dumps(value).encode(), registered)


def page(path: str, title: str, at: datetime, template: str, **context: Any) -> Entry:
    """A page that needs nothing but itself and the archive's style sheet."""
    up = "../" * path.count("/")
    return Entry(path, title, at, render_template(f"archive/{template}.html", title=title, up=up, **context).encode())


def tables(path: str, title: str, at: datetime, rows: Sequence[Table]) -> Entry:
    """Tables as a page."""
    return page(path, title, at, "tables", tables=[(caption, heads, list(lines)) for caption, heads, lines in rows])


def both(path: str, title: str, at: datetime, rows: Sequence[Table], value: Any) -> tuple[Entry, Entry]:
    """The same thing twice: tables for a reader, a document for a program. `path` has no ending."""
    return tables(f"{path}.html", title, at, rows), document(f"{path}.json", title, at, value)


def when(at: datetime | None) -> str:
    """A moment in a table; a dash where there is none."""
    return moment(at) if at else "—"


def iso(at: datetime | None) -> str | None:
    """A moment in a document."""
    return at.isoformat() if at else None
