"""Entries into a zip: index, hashes and the reader's own means first, all in one order and with the times of the things."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from flask import current_app

from marketplace.archive.entries import Entry, page, when
from marketplace.clock import SHANGHAI
from marketplace.sheets.canonical import dumps

STANDALONE = Path(__file__).parent / "standalone"
STYLES = ("tokens.css", "furniture.css", "pages.css", "print.css")
"""The archive's pages look as the platform's did."""
ALREADY_SMALL = (".pdf", ".jpg", ".jpeg", ".png", ".zip", ".docx", ".xlsx", ".pptx")


@dataclass
class Packing:
    """A zip while it is written. Hashes are taken as the files go in."""

    out: IO[bytes]
    at: datetime
    """When it was asked for: the time of what the archive itself writes."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._zip = zipfile.ZipFile(self.out, "w", zipfile.ZIP_DEFLATED)

    def put(self, entry: Entry) -> None:
        """A thing of the contest: into the zip and into the index."""
        digest, size = self._write(entry)
        row = {"path": entry.path, "title": entry.title, "at": entry.at.isoformat(), "size": size, "sha256": digest}
        self.rows.append(row | ({"registered": entry.registered} if entry.registered else {}))

    def _write(self, entry: Entry) -> tuple[str, int]:
        info = zipfile.ZipInfo(entry.path, entry.at.astimezone(SHANGHAI).timetuple()[:6])
        small = entry.path.lower().endswith(ALREADY_SMALL)
        info.compress_type = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        content = entry.content()
        self._zip.writestr(info, content)
        self.sums[entry.path] = hashlib.sha256(content).hexdigest()
        return self.sums[entry.path], len(content)

    def index(self, about: dict[str, Any], title: str, chapters: Iterable[tuple[str, str]]) -> str:
        """Write both indexes; answers the hash of the one for programs. `chapters`: folder and what it holds."""
        self._write(Entry("index.json", title, self.at, dumps(about | {"files": self.rows}).encode()))
        self._write(page("index.html", title, self.at, "index", about=about, chapters=self._chapters(dict(chapters))))
        return self.sums["index.json"]

    def _chapters(self, names: dict[str, str]) -> list[tuple[str, list[dict[str, Any]]]]:
        """The rows under the names of their folders, in the order in which they went in."""
        return [
            (names[place], [row | {"when": when(datetime.fromisoformat(row["at"]))} for row in rows])
            for place, rows in groupby(self.rows, lambda row: _place(row["path"]))
        ]

    def means(self) -> str:
        """Write what a reader needs to look at everything and to check it; answers the hash of the list of all files so
        far, which the event of the taking holds."""
        means = [(name, STANDALONE / name) for name in ("README.txt", "verify.py")]
        styles = [(f"css/{name}", Path(current_app.static_folder or "") / "css" / name) for name in STYLES]
        for name, path in [*means, *styles]:
            self._write(Entry(name, name, self.at, path.read_bytes()))
        return hashlib.sha256(self._list()).hexdigest()

    def _list(self) -> bytes:
        return "".join(f"{digest}  {path}\n" for path, digest in sorted(self.sums.items())).encode()

    def close(self, events: Entry) -> None:
        """The events, the last of them this taking, and the list of all hashes."""
        self._write(events)
        self._write(Entry("SHA256SUMS", "SHA256SUMS", self.at, self._list()))
        self._zip.close()


def _place(path: str) -> str:
    """The chapter of a path: its folder, a round with everything in it as one."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "rounds" else parts[0] if len(parts) > 1 else ""
