"""What the catalogue filters by follows every act in its transaction, and can be written anew while the site serves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from marketplace.catalogue import reindex
from marketplace.catalogue.models import Entry
from marketplace.extensions import db, unit_of_work
from tests.world import make_app, people, sheets
from tests.world.clients import Client
from tests.world.world import APPROVER2, World

ClientOf = Callable[[str], Client]


def entries(app: Flask) -> dict[str, dict[str, Any]]:
    """Every entry by its code."""
    with app.app_context():
        return {
            row.code: {column.key: getattr(row, column.key) for column in Entry.__table__.columns}
            for row in db.session.scalars(select(Entry))
        }


def spoil(app: Flask) -> None:
    """Nothing in the entries is right any more, and one is missing."""
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Entry).values(title="旧", irr_pct=None, search_text="", state="lapsed", mechanisms="||"))
        session.execute(delete(Entry).where(Entry.scenario_id == 1))


def amend(world: World, code: str, title: str) -> None:
    """A second version has another title."""
    world.write_plan(code, {"basics": sheets.plan()["basics"] | {"title": title}}, "lead@center1.example")
    world.act(code, "amend", APPROVER2, reason="改名")


def test_the_command_writes_every_entry_anew_and_tells_how_far_it_is(world: World) -> None:
    world.a_scenario()
    world.a_scenario(state="notice", title="第二个社区食堂与助餐场景")
    world.a_draft(title="还没有推介的社区食堂场景")
    before = entries(world.app)
    assert len(before) == 2
    spoil(world.app)
    assert entries(world.app) != before
    result = world.app.test_cli_runner().invoke(args=["reindex"])
    assert result.output.splitlines() == ["2 of 2", "done"], result.exception
    assert entries(world.app) == before


def test_an_entry_follows_every_act_so_that_writing_it_anew_changes_nothing(world: World) -> None:
    for place, state in enumerate(("evaluating", "awarded", "recommended", "effective")):
        code = world.a_scenario(state=state, title=f"第{place + 1}个社区食堂与助餐场景")
        found = entries(world.app)
        assert found[code]["state"] == world.scenario(code).public_state == state
        with world.app.app_context():
            list(reindex.reindex())
        assert entries(world.app) == found


def test_a_small_batch_goes_on_with_the_next(world: World) -> None:
    world.a_scenario()
    world.a_scenario(title="第二个社区食堂与助餐场景")
    with world.app.app_context():
        assert [one.done for one in reindex.reindex(batch=1)] == [1, 2]


def test_a_version_issued_between_reading_and_writing_is_not_overwritten(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = world.a_scenario()
    keep, times = reindex.keep, list[int]()

    def meanwhile(found: Any) -> list[int]:
        if not times:
            amend(world, code, "幸福社区新食堂场景")
        times.append(len(found))
        return keep(found)

    monkeypatch.setattr(reindex, "keep", meanwhile)
    with world.app.app_context():
        assert [one.done for one in reindex.reindex()] == [0, 1]
    assert times == [1, 1]
    entry = entries(world.app)[code]
    assert (entry["title"], entry["version"]) == ("幸福社区新食堂场景", 2)
    assert client_of("").get("/api/v1/scenarios?q=新食堂").get_json()["total"] == 1


def test_what_was_read_before_a_version_was_issued_is_never_kept(world: World) -> None:
    code = world.a_scenario()
    with world.app.app_context():
        found = reindex.read([1])
    amend(world, code, "幸福社区新食堂场景")
    with world.app.app_context():
        assert reindex.keep(found) == [1]
    assert entries(world.app)[code]["title"] == "幸福社区新食堂场景"


def test_a_state_that_changed_meanwhile_is_not_taken_back(world: World) -> None:
    code = world.a_scenario()
    with world.app.app_context():
        found = reindex.read([1])
    world.a_claim(code)
    world.close(code)
    with world.app.app_context():
        assert reindex.keep(found) == [1]
    assert entries(world.app)[code]["state"] == "evaluating"


def test_on_postgresql_too(postgres_url: str, tmp_path: Any) -> None:
    app = make_app(tmp_path, SQLALCHEMY_DATABASE_URI=postgres_url)
    people.settle(app)
    world = World(app)
    code = world.a_scenario()
    before = entries(app)
    spoil(app)
    with app.app_context():
        found = reindex.read([1])
    amend(world, code, "幸福社区新食堂场景")
    with app.app_context():
        assert reindex.keep(found) == [1]
        assert [one.done for one in reindex.reindex()] == [1]
    after = entries(app)[code]
    assert after == before[code] | {
        "version": 2,
        "title": "幸福社区新食堂场景",
        "search_text": after["search_text"],
        "deadline": after["deadline"],
    }
    people.close(app)
