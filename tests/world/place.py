"""One application for many tests: its place is put back before each, and a state that was built once is copied.

Compiling the templates and the statements anew for each test took half of the suite's time, building the same
scenario again a third. What a test gets is the same: a database, files and settings of its own, and a clock that
begins where it should.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import make_url

from marketplace import clock
from marketplace.extensions import db
from tests.world import make_app, people, settings

DATABASE = "marketplace.db"
PLACES = ("VAR_DIR", "SQLALCHEMY_DATABASE_URI")
"""Settings that name the present turn's folder, and tell nothing of what was done in it."""
Fingerprint = tuple[Any, ...]
Step = tuple[Any, Callable[[Any], Any]]
"""What tells a step from others (its text counts), and the step itself, given what the step before it answered."""


class HasPlace(Protocol):
    """Whoever builds somewhere."""

    place: Place | None


W = TypeVar("W", bound=HasPlace)
P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Shelf:
    """Snapshots by the history that led to them, shared by the processes of a run."""

    folder: Path

    def put(self, history: str, place: Path, answer: Any, moment: datetime) -> None:
        """Keep a copy of the place, its database folded into one file, with the answer of the builder that made it."""
        mine = self.folder / f"{history}.{uuid4().hex}"
        shutil.copytree(place, mine / "place", ignore=shutil.ignore_patterns(DATABASE + "*"))
        with (
            closing(sqlite3.connect(place / DATABASE)) as found,
            closing(sqlite3.connect(mine / "place" / DATABASE)) as copy,
        ):
            found.backup(copy)  # a copied file would lack what its log still holds
        (mine / "answer").write_text(repr((answer, moment.isoformat())), encoding="utf-8")
        try:
            mine.rename(self.folder / history)
        except OSError:
            shutil.rmtree(mine)  # another process was quicker

    def holds(self, history: str) -> bool:
        """Whether this history was built already."""
        return (self.folder / history).exists()

    def take(self, history: str) -> tuple[Path, Any, datetime]:
        """The copy of that history, what its builder answered, and the moment at which it ended."""
        found = self.folder / history
        answer, moment = eval((found / "answer").read_text(encoding="utf-8"), {})  # written above
        return found / "place", answer, datetime.fromisoformat(moment)


@dataclass(repr=False)
class Place:
    """Where the application of the tests keeps its data, and how it came to be what it is."""

    turns: Path
    template: Path
    shelf: Shelf
    folder: Path = Path()
    """The present one. Each turn has its own: a forgotten connection to an earlier one would otherwise, when it is closed,
    delete the log of the new."""
    history: str = ""
    seen: Fingerprint = ()
    _config: dict[str, Any] = field(default_factory=dict)
    _views: dict[str, Any] = field(default_factory=dict)
    _extensions: dict[str, Any] = field(default_factory=dict)
    _building: bool = False
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self._take_turn(self.template)
        options = {**settings(self.folder)["SQLALCHEMY_ENGINE_OPTIONS"], "creator": self._connect}
        self.app = make_app(self.folder, migrated=True, SQLALCHEMY_ENGINE_OPTIONS=options)
        self._config, self._views = dict(self.app.config), dict(self.app.view_functions)
        self._extensions = dict(self.app.extensions)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.folder / DATABASE, check_same_thread=False)

    def _take_turn(self, source: Path) -> None:
        before, self.folder = self.folder, self.turns / uuid4().hex / "var"
        shutil.copytree(source, self.folder)
        if before != Path():
            shutil.rmtree(before.parent)

    def begin(self, moment: datetime) -> None:
        """A fresh world at that moment."""
        for mine, kept in (
            (self.app.config, self._config),
            (self.app.view_functions, self._views),
            (self.app.extensions, self._extensions),
        ):
            mine.clear()
            mine.update(kept)
        self._building = False
        self._replace(self.template, moment, _digest("begin", moment.isoformat()))

    def _replace(self, source: Path, moment: datetime, history: str) -> None:
        people.close(self.app)
        self._take_turn(source)
        self.app.config.update(VAR_DIR=self.folder, SQLALCHEMY_DATABASE_URI=f"sqlite:///{self.folder / DATABASE}")
        with self.app.app_context():
            db.engine.url = make_url(self.app.config["SQLALCHEMY_DATABASE_URI"])  # a backup reads the file itself
            clock.set_to(moment)
        self.history, self.seen = history, self._fingerprint()

    def _fingerprint(self) -> Fingerprint:
        """What changes as soon as anything was written or set since."""
        stats = []
        for name in (DATABASE, DATABASE + "-wal"):
            path = self.folder / name
            stats.append((path.stat().st_mtime_ns, path.stat().st_size) if path.exists() else (0, 0))
        chosen = tuple(sorted((k, v) for k, v in self.app.config.items() if isinstance(v, str) and k not in PLACES))
        return (*stats, sorted(path.name for path in self.folder.iterdir()), chosen)

    def play(self, steps: Sequence[Step]) -> Any:
        """Take the steps one after the other: built, or copied as far as the same history was built before."""
        answer: Any = None
        if self._building or self.seen != self._fingerprint():
            for _uses, step in steps:
                answer = step(answer)
            return answer
        histories = [self.history]
        for uses, _step in steps:
            histories.append(_digest(histories[-1], repr(uses)))
        known = max(n for n, history in enumerate(histories) if n == 0 or self.shelf.holds(history))
        if known:
            place, answer, moment = self.shelf.take(histories[known])
            self._replace(place, moment, histories[known])
        for history, (_uses, step) in zip(histories[known + 1 :], steps[known:], strict=True):
            answer = self._build(history, step, answer)
        return answer

    def _build(self, history: str, step: Callable[[Any], Any], before: Any) -> Any:
        self._building = True
        try:
            answer = step(before)
        finally:
            self._building = False
        with self.app.app_context():
            moment = clock.now()
        people.close(self.app)
        self.shelf.put(history, self.folder, answer, moment)
        self.history, self.seen = history, self._fingerprint()
        return answer


def play(place: Place | None, steps: Sequence[Step]) -> Any:
    """Take the steps in that place; where an application of a test's own has none, simply take them."""
    if place:
        return place.play(steps)
    answer: Any = None
    for _uses, step in steps:
        answer = step(answer)
    return answer


def kept(build: Callable[Concatenate[W, P], T]) -> Callable[Concatenate[W, P], T]:
    """A builder of the world whose outcome is kept for whoever builds the same after the same history."""

    @wraps(build)
    def building(world: W, *args: P.args, **more: P.kwargs) -> T:
        if set(vars(world)) != {"app", "place"}:
            return build(world, *args, **more)  # something of this world was replaced: what it builds is its own
        uses = (build.__name__, args, sorted(more.items()))
        return cast(T, play(world.place, [(uses, lambda _before: build(world, *args, **more))]))

    return cast(Callable[Concatenate[W, P], T], building)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


def shared_folder(factory: pytest.TempPathFactory, name: str) -> Path:
    """A folder that the processes of a test run share."""
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # xdist gives each process a folder inside
    (shared / name).mkdir(exist_ok=True)
    return shared / name
