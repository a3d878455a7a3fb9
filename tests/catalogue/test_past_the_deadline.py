"""What is open is decided by the clock, not by a job having run (CASES C03)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from marketplace import clock
from marketplace.claims.models import Claim
from marketplace.extensions import db
from marketplace.scenarios.service import scenario_by_code
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]


def _data(client: Client, path: str) -> Any:
    return client.get(path).get_json()


def test_past_the_deadline_nothing_calls_it_open_though_no_job_has_run(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("open")
    anybody = client_of("")
    link = f"/scenarios/{code}/"
    assert link in anybody.get("/").text and link in anybody.get("/scenarios/?state=open").text
    assert _data(anybody, "/api/v1/scenarios?state=open")["total"] == 1
    with world.app.app_context():
        left = scenario_by_code(code).round.deadline - clock.now()  # type: ignore[union-attr]
        clock.advance(left + timedelta(seconds=1))
    assert world.scenario(code).state == "open", "no job has run"
    assert link not in anybody.get("/scenarios/?state=open").text
    assert link in anybody.get("/scenarios/?state=closed").text
    home = anybody.get("/").text
    assert link not in home.split("最新推介")[0] if "最新推介" in home else link not in home
    page = anybody.get(link).text
    assert "已截止，待开榜" in page and 'data-state="closed"' in page and "现在不能揭榜" in page
    assert "/claim" not in page.split("<main")[1].replace("#claim", "")
    assert _data(anybody, "/api/v1/scenarios?state=open")["total"] == 0
    assert _data(anybody, f"/api/v1/scenarios/{code}")["state"] == "closed"
    assert _data(anybody, "/api/v1/scenarios")["items"][0]["state"] == "closed"
    client_of("lead@investor1.example").post(f"/scenarios/{code}/claim", {}, 422)
    with world.app.app_context():
        assert db.session.query(Claim).count() == 0
    with world.app.app_context():
        clock.advance(timedelta(days=3))
    assert link not in anybody.get("/scenarios/?state=open").text
