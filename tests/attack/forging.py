"""A forger at work on an unpacked archive: changes something and makes every hash of the archive's own agree again."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

Change = Callable[[Any], None]


def canonical(value: Any) -> bytes:
    """The canonical form, as the archive's README describes it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def program(folder: Path) -> ModuleType:
    """The archive's own program, loaded where many forgeries are tried: a process each would take minutes."""
    spec = importlib.util.spec_from_file_location("verify_of_an_archive", folder / "verify.py")
    assert spec and spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def findings(verify: ModuleType, folder: Path) -> list[str]:
    """What the first of the program's checks finds that finds something."""
    vars(verify)["ROOT"] = folder
    verify.events.cache_clear()
    checks = [check for _title, check in verify.CHECKS]
    checks.sort(key=lambda check: check is not verify.tables_agree)  # the one that finds most of them
    return next((found for check in checks if (found := verify.run(check))), [])


class Forger:
    """Holds the archive as it was, so that each forgery begins with the honest one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.honest = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        self.verify = program(folder)
        self.hashes = {path: digest(content) for path, content in self.honest.items()}
        self.times = {path: path.stat().st_mtime_ns for path in self.honest}
        self.touched: set[Path] = set()

    def mend(self, *, registered: bool = True) -> None:
        """Rewrite index, list of hashes and the last event, the taking, so that they fit what lies there now."""
        index = json.loads((self.folder / "index.json").read_bytes())
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        self.touched = {path for path in paths if path.stat().st_mtime_ns != self.times.get(path)}
        for row in index["files"]:
            path = self.folder / row["path"]
            if path.is_file():
                row["sha256"], row["size"] = self._digest(row["path"]), path.stat().st_size
                if registered and "registered" in row:
                    row["registered"] = row["sha256"]
        index["files"] = [row for row in index["files"] if (self.folder / row["path"]).is_file()]
        known = {row["path"] for row in index["files"]}
        index["files"] += [
            {
                "path": name,
                "title": "x",
                "at": index["made_at"],
                "size": 1,
                "sha256": digest((self.folder / name).read_bytes()),
            }
            for name in self._names()
            if name.startswith(("rounds/", "publications/", "certificates/", "evidence/")) and name not in known
        ]
        (self.folder / "index.json").write_bytes(canonical(index))
        self.touched |= {self.folder / name for name in ("index.json", "audit.jsonl")}
        lines = (self.folder / "audit.jsonl").read_bytes().decode().rstrip("\n").split("\n")
        before, last = "".join(line + "\n" for line in lines[:-1]), json.loads(lines[-1])
        last["data"] |= {
            "index_sha256": digest((self.folder / "index.json").read_bytes()),
            "events_sha256": digest(before.encode()),
            "files_sha256": digest(self._sums(without={"audit.jsonl"})),
        }
        (self.folder / "audit.jsonl").write_bytes(before.encode() + canonical(hashed(last)) + b"\n")
        (self.folder / "SHA256SUMS").write_bytes(self._sums())

    def make_pages(self) -> None:
        """Make the pages anew, as the archive's own program does; the index of files must be mended before and after."""
        vars(self.verify)["ROOT"] = self.folder
        self.verify.events.cache_clear()
        about = json.loads((self.folder / "index.json").read_bytes())
        made = self.verify.made_pages()
        made["index.html"] = self.verify.PAGES.index(about, about["files"], self.verify.papers())
        for name, content in made.items():
            (self.folder / name).write_bytes(content)

    def _digest(self, name: str) -> str:
        path = self.folder / name
        if path in self.hashes and path not in self.touched:
            return self.hashes[path]
        return digest(path.read_bytes())

    def _names(self) -> list[str]:
        return sorted(p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*") if p.is_file())

    def _sums(self, without: set[str] = frozenset()) -> bytes:  # type: ignore[assignment]
        names = [name for name in self._names() if name not in without | {"SHA256SUMS"}]
        return "".join(f"{self._digest(n)}  {n}\n" for n in names).encode()

    def restore(self) -> None:
        """The honest archive again."""
        for path in [p for p in self.folder.rglob("*") if p.is_file() and p not in self.honest]:
            path.unlink()
        for path, content in self.honest.items():
            if not path.is_file() or path.stat().st_mtime_ns != self.times[path]:
                path.write_bytes(content)
                self.times[path] = path.stat().st_mtime_ns

    def tried(self, deed: Callable[[Path], object]) -> list[str]:
        """What the program finds after this deed, with everything mended; then all is honest again."""
        deed(self.folder)
        self.mend()
        found = findings(self.verify, self.folder)
        self.restore()
        return found

    def rewritten(self, path: str, change: Change) -> list[str]:
        """The same for a change of one document."""
        return self.tried(lambda folder: rewrite(folder / path, change))


def rewrite_history(folder: Path, key: str, row: dict[str, Any]) -> None:
    """Put the hash of a changed row into the event that recorded it, and make every later event follow."""
    events = [json.loads(line) for line in (folder / "audit.jsonl").read_text("utf-8").splitlines()]
    found = [event for event in events if key in (event["data"].get("records") or {})][-1]
    found["data"]["records"][key] = digest(canonical({k: v for k, v in row.items() if k != "record"}))
    before: dict[str, Any] | None = None
    newest: dict[tuple[str, str], str] = {}
    for place, event in enumerate(events):
        subject = event["subject_kind"], event["subject_ref"]
        if "follows" in event["data"]:
            event["data"]["follows"] = newest[subject]
        for kind, ref in [tuple(one.split("/", 1)) for one in event["data"].get("after") or ()]:
            event["data"]["after"][f"{kind}/{ref}"] = newest[kind, ref]
        if before and before["position"] + 1 == event["position"]:
            event["previous_hash"] = before["hash"]
        before = events[place] = hashed(event)
        newest[subject] = before["hash"]
    (folder / "audit.jsonl").write_bytes(b"".join(canonical(event) + b"\n" for event in events))


def rewrite(path: Path, change: Change) -> None:
    """Change a document, which stays in its canonical form."""
    value = json.loads(path.read_bytes())
    change(value)
    path.write_bytes(canonical(value))


def hashed(event: dict[str, Any]) -> dict[str, Any]:
    """The event with the hash that its content asks for."""
    content = {key: value for key, value in event.items() if key != "hash"}
    return content | {"hash": digest(canonical(content))}


def another(value: Any) -> Any:
    """A value of the same kind that is not this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("0" if not value.endswith("0") else "1") if value else "改"
    return {"改": 1} if value is None or isinstance(value, dict) else [*value, "改"]


def fields(path: Path) -> Iterator[tuple[str, Change]]:
    """Every field of every row in a document, with a deed that alters just this one."""
    found = json.loads(path.read_bytes())
    tables = found.items() if isinstance(found, dict) and "record" not in found else [("", found)]
    for name, inside in tables:
        for place, row in enumerate(inside if isinstance(inside, list) else [inside]):
            for field in row if isinstance(row, dict) else [None]:
                yield f"{name}[{place}].{field}", _altering(name, place, field)


def _altering(name: str, place: int, field: str | None) -> Change:
    def change(value: Any) -> None:
        inside = value[name] if name else value
        rows = inside if isinstance(inside, list) else [inside]
        if field is None:
            rows[place] = another(rows[place])
        else:
            rows[place][field] = another(rows[place][field])

    return change
