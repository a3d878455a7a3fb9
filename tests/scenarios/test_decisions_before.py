"""What was decided before decisions had rows says the same afterwards, to the hash that events hold of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from marketplace.audit import records
from marketplace.audit import service as audit
from marketplace.extensions import db
from marketplace.scenarios.models import Round
from tests.world import ROOT, make_app, people
from tests.world.world import World

MIGRATIONS = str(ROOT / "migrations")


def _rounds(app: Flask) -> list[dict[str, Any]]:
    with app.app_context():
        return [records.content(row) for row in db.session.scalars(select(Round).order_by(Round.id)).unique()]


@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_rounds_say_the_same_before_and_after(where: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    more = {} if where == "sqlite" else {"SQLALCHEMY_DATABASE_URI": request.getfixturevalue("postgres_url")}
    app = make_app(tmp_path, **more)
    people.settle(app)
    world = World(app)
    world.a_scenario("awarded")
    world.a_scenario("open", title="另一个揭榜中的社区食堂场景")
    said = _rounds(app)
    assert said[0]["winner_id"] and said[0]["ranking"] and said[0]["expert_pool"] and said[1]["claims_count"] is None
    with app.app_context():
        downgrade(directory=MIGRATIONS, revision="0026")
        upgrade(directory=MIGRATIONS)
        db.session.remove()
    assert _rounds(app) == said
    with app.app_context():
        assert list(audit.faults()) == []
    people.close(app)
