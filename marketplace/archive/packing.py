"""Entries into a zip: index, hashes and the reader's own means first, all in one order and with the times of the things."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from flask import current_app

from marketplace.archive.entries import Entry
from marketplace.archive.standalone.verifying import pages
from marketplace.clock import SHANGHAI
from marketplace.sheets.canonical import dumps

STANDALONE = Path(__file__).parent / "standalone"
STYLES = ("tokens.css", "furniture.css", "pages.css", "print.css")
"""The archive's pages look as the platform's did."""
ALREADY_SMALL = (".pdf", ".jpg", ".jpeg", ".png", ".zip", ".docx", ".xlsx", ".pptx")


PARTS = tuple(
    f"verifying/{name}.py" for name in ("__init__", "layout", "shapes", "judging", "rounds", "filled", "pages")
)
PINS = "PINNED: dict[str, str] = {}"
"""The line of verify.py that gets the hashes of its parts, of words and styles: no page is read in other words or hidden."""


@dataclass
class Packing:
    """A zip while it is written. Hashes are taken as the files go in."""

    out: IO[bytes]
    at: datetime
    """When it was asked for: the time of what the archive itself writes."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)
    papers: dict[str, Any] = field(default_factory=dict)
    """What the documents say, by path: the pages are made from it."""

    def __post_init__(self) -> None:
        self._zip = zipfile.ZipFile(self.out, "w", zipfile.ZIP_DEFLATED)

    def put(self, entry: Entry) -> None:
        """A thing of the contest: into the zip and into the index."""
        digest, size = self._write(entry)
        row = {"path": entry.path, "size": size, "sha256": digest}
        self.rows.append(row | ({"registered": entry.registered} if entry.registered else {}))
        if entry.value is not None and not entry.path.startswith("certificates/"):
            self.papers[entry.path] = entry.value

    def _write(self, entry: Entry) -> tuple[str, int]:
        info = zipfile.ZipInfo(entry.path, entry.at.astimezone(SHANGHAI).timetuple()[:6])
        small = entry.path.lower().endswith(ALREADY_SMALL)
        info.compress_type = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        content = entry.content()
        self._zip.writestr(info, content)
        self.sums[entry.path] = hashlib.sha256(content).hexdigest()
        return self.sums[entry.path], len(content)

    def pages(self, words: dict[str, Any], events: Sequence[Mapping[str, Any]], at: Callable[[str], datetime]) -> None:
        """Write the pages, made from the documents by what lies in the archive itself. `at`: the time of a path."""
        self._write(Entry("labels.json", self.at, dumps(words).encode()))
        made = pages.build(self.papers, words, events, [row["path"] for row in self.rows])
        for path, content in made.items():
            self.put(Entry(path, at(path), content))
        names = pages.titles(self.papers, words)
        for row in self.rows:
            row["title"] = pages.title_of(row["path"], names)

    def index(self, about: dict[str, Any]) -> str:
        """Write both indexes; answers the hash of the one for programs."""
        self._write(Entry("index.json", self.at, dumps(about | {"files": self.rows}).encode()))
        self._write(Entry("index.html", self.at, pages.index(about, self.rows, self.papers)))
        return self.sums["index.json"]

    def means(self) -> str:
        """Write what a reader needs to look at everything and to check it; answers the hash of the list of all files so
        far, which the event of the taking holds."""
        self._write(Entry("README.txt", self.at, (STANDALONE / "README.txt").read_bytes()))
        for name in STYLES:
            style = Path(current_app.static_folder or "") / "css" / name
            self._write(Entry(f"css/{name}", self.at, style.read_bytes()))
        for name in PARTS:
            self._write(Entry(name, self.at, (STANDALONE / name).read_bytes()))
        own = ("README.txt", "labels.json", *PARTS, *(f"css/{name}" for name in STYLES))
        pinned = PINS.replace("{}", json.dumps({path: self.sums[path] for path in own}))
        program = (STANDALONE / "verify.py").read_text("utf-8").replace(PINS, pinned)
        self._write(Entry("verify.py", self.at, program.encode()))
        return hashlib.sha256(self._list()).hexdigest()

    def _list(self) -> bytes:
        return "".join(f"{digest}  {path}\n" for path, digest in sorted(self.sums.items())).encode()

    def close(self, events: Entry) -> None:
        """The events, the last of them this taking, and the list of all hashes."""
        self._write(events)
        self._write(Entry("SHA256SUMS", self.at, self._list()))
        self._zip.close()
