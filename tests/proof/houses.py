"""A house is an application over its own database and folder; a builder makes one in a moment, by copying."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from flask import Flask
from sqlalchemy import create_engine, text

from tests.parts.postgres import Postgres
from tests.world import make_app, people
from tests.world.world import World


@dataclass
class House:
    """An application, its world, and everywhere that it leaves bytes."""

    app: Flask
    var_dir: Path
    database: str
    url: str = ""
    """PostgreSQL's address; empty for SQLite."""
    data_dir: Path | None = None
    """PostgreSQL's own files."""
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(self.app)

    def holds(self, marker: str) -> list[str]:
        """Where the marker stands: in files (database, log, attachments), in rows."""
        found = [str(p) for p in self.var_dir.rglob("*") if p.is_file() and marker.encode() in p.read_bytes()]
        return found + list(self._rows_with(marker))

    def _rows_with(self, marker: str) -> Iterator[str]:
        if not self.url:
            return
        engine = create_engine(self.url)
        with engine.connect() as connection:
            tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
            for table in tables.all():
                query = text(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE :marker')  # the name is PostgreSQL's
                if connection.execute(query, {"marker": f"%{marker}%"}).scalar():
                    yield table
        engine.dispose()

    def files_with(self, marker: str) -> list[str]:
        """PostgreSQL's own files with the marker, the write-ahead log among them, after everything is written out."""
        if not self.url or self.data_dir is None:
            return []
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CHECKPOINT"))
        engine.dispose()
        return [str(p) for p in self.data_dir.rglob("*") if p.is_file() and marker.encode() in p.read_bytes()]

    def close(self) -> None:
        """Leave nothing behind."""
        people.close(self.app)


class Builder(Protocol):
    """Builds houses."""

    database: str

    def build(self) -> House:
        """A house with the people of the tests and nothing else."""

    def tear_down(self, house: House) -> None:
        """Take it away."""


class SqliteBuilder:
    """Copies a folder with a prepared SQLite database."""

    database = "SQLite"

    def __init__(self, template: Path) -> None:
        self.template = template

    def build(self) -> House:
        """A house in a folder of its own."""
        var_dir = Path(tempfile.mkdtemp(prefix="house-")) / "var"
        shutil.copytree(self.template, var_dir)
        return House(make_app(var_dir, migrated=True), var_dir, self.database)

    def tear_down(self, house: House) -> None:
        """Take it away."""
        house.close()
        shutil.rmtree(house.var_dir.parent, ignore_errors=True)


class PostgresBuilder:
    """Copies a prepared PostgreSQL database."""

    database = "PostgreSQL"

    def __init__(self, server: Postgres, template: str) -> None:
        self.server, self.template = server, template

    @classmethod
    def prepare(cls, server: Postgres) -> str:
        """The name of a database with the people of the tests."""
        name = server.create()
        folder = Path(tempfile.mkdtemp(prefix="house-"))
        app = make_app(folder, SQLALCHEMY_DATABASE_URI=server.url(name))
        people.settle(app)
        people.close(app)
        shutil.rmtree(folder, ignore_errors=True)
        return name

    def build(self) -> House:
        """A house over a copy of the database."""
        name = self.server.create(self.template)
        url = self.server.url(name)
        var_dir = Path(tempfile.mkdtemp(prefix="house-"))
        app = make_app(var_dir, migrated=True, SQLALCHEMY_DATABASE_URI=url)
        return House(app, var_dir, self.database, url, self.server.home / "data")

    def tear_down(self, house: House) -> None:
        """Take it away."""
        house.close()
        self.server.drop(house.url.rpartition("///")[2].partition("?")[0])
        shutil.rmtree(house.var_dir, ignore_errors=True)
