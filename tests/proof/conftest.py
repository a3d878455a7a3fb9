"""Houses on both databases, and the ledger's end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.postgres import Postgres
from tests.proof import ledger
from tests.proof.houses import Builder, PostgresBuilder, SqliteBuilder


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """A migrated database with the people of the tests, to be copied."""
    return PostgresBuilder.prepare(postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def build(request: pytest.FixtureRequest, template_var_dir: Path) -> Iterator[Builder]:
    """Builds houses on one database, then on the other."""
    if request.param == "sqlite":
        yield SqliteBuilder(template_var_dir)
        return
    name = request.getfixturevalue("postgres_template")
    yield PostgresBuilder(request.getfixturevalue("postgres"), name)


def pytest_sessionfinish() -> None:
    """Leave the counts."""
    ledger.write()
