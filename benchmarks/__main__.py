"""`make bench`: the public pages at 1,000 and at 200,000 scenarios, each as a ratio to the first size of the same run."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from marketplace.extensions import db, unit_of_work
from tests.world import make_app, people
from tests.world.world import World

SIZES = (1_000, 200_000)
PAGES = (
    "/",
    "/scenarios/",
    "/scenarios/?sort=newest",
    "/scenarios/?sort=investment",
    "/scenarios/?field=elderly_childcare&state=open",
    "/scenarios/?q=食堂",
    "/scenarios/{code}/",
    "/api/v1/scenarios",
    "/api/v1/scenarios/{code}",
    "/notices/",
)
TIMES = 7


def grow(app: Flask, code: str, size: int) -> None:
    """Copy one published scenario until there are `size`; only the columns that lists read matter here."""
    with app.app_context(), unit_of_work() as session:
        have = session.execute(text("SELECT count(*) FROM scenario")).scalar_one()
        new = {"have": have, "size": size, "code": code}
        scenario = {"id": "1000000 + i", "code": "'CJ-2020-' || i", "round_id": "round_id"}
        session.execute(text(_copies("scenario", scenario, "code = :code")), new)
        entry = {
            "scenario_id": "1000000 + i",
            "first_issued_at": "datetime(first_issued_at, '-' || (i % 700) || ' days')",
        }
        ours = "scenario_id = (SELECT id FROM scenario WHERE code = :code)"
        session.execute(text(_copies("catalogue_entry", entry, ours)), new)


def _copies(table: str, other: Mapping[str, str], which: str) -> str:
    """The statement that copies one row of a table, but for some columns."""
    rest = [column.name for column in db.metadata.tables[table].columns if column.name not in other]
    into, values = ", ".join([*other, *rest]), ", ".join([*other.values(), *rest])
    numbers = "WITH RECURSIVE n(i) AS (SELECT :have + 1 UNION ALL SELECT i + 1 FROM n WHERE i < :size)"
    return f"{numbers} INSERT INTO {table} ({into}) SELECT {values} FROM {table}, n WHERE {which}"  # noqa: S608  # our own names


def median_ms(client: FlaskClient, path: str) -> float:
    """The median of several fetches, in milliseconds."""
    spent = []
    for _n in range(TIMES):
        began = time.perf_counter()
        answer = client.get(path)
        spent.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return statistics.median(spent)


def main() -> None:
    """Print one line per page."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder) / "var")
        people.settle(app)
        code = World(app).a_scenario(state="open")
        client = app.test_client()
        found: dict[str, list[float]] = {page: [] for page in PAGES}
        for size in SIZES:
            grow(app, code, size)
            for page in PAGES:
                found[page].append(median_ms(client, page.format(code=code)))
        people.close(app)
    sys.stdout.write(f"{'page':<50}" + "".join(f"{size:>12,}" for size in SIZES) + f"{'ratio':>8}\n")
    for page, (first, last) in found.items():
        sys.stdout.write(f"{page:<50}{first:>9.1f} ms{last:>9.1f} ms{last / first:>8.2f}\n")


if __name__ == "__main__":
    main()
