"""C01, C02: one instant, with its hour and its zone, wherever the server stands and wherever it is read."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from marketplace import clock
from marketplace.claims.service import claim_by_ref
from tests.parts.server import Marketplace
from tests.world import make_app, people
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
TIMES = re.compile(r'<time datetime="([^"]+)">([^<]+)</time>')


@pytest.mark.any_day
def test_every_public_page_gives_the_deadline_with_hour_and_zone(world: World, client_of: ClientOf) -> None:
    code, visitor = world.a_scenario(), client_of("")
    deadline = visitor.get(f"/api/v1/scenarios/{code}").get_json()["contest"]["deadline"]
    assert deadline == world.scenario(code).deadline.astimezone(clock.SHANGHAI).isoformat()
    day = datetime.fromisoformat(deadline)
    words = f"{day.month}月{day.day}日"
    number = visitor.get(f"/api/v1/scenarios/{code}").get_json()["publication"]["number"]
    issued = number.translate(str.maketrans("〔〕", "--")).removesuffix("号").replace("城推", "CT")
    for path in (
        "/",
        "/scenarios/",
        f"/scenarios/{code}/",
        f"/scenarios/{code}/versions/1/",
        f"/publications/{issued}/",
    ):
        page = visitor.get(path).text
        assert deadline in dict(TIMES.findall(page)), path
        assert not re.search(f"{words}(?! 17:00)", page), f"{path}: a bare date stands for the deadline"
    assert visitor.get("/api/v1/scenarios").get_json()["items"][0]["deadline"] == deadline
    assert visitor.get(f"/api/v1/publications/{issued}").get_json()["content"]["contest"]["deadline"] == deadline
    assert "+08:00" in visitor.get(f"/scenarios/{code}/").text


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return str(answer.read().decode())


@pytest.mark.slow
def test_the_zone_of_the_server_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    app = make_app(folder)
    people.settle(app)
    code = World(app).a_scenario()
    people.close(app)
    seen = set()
    for zone in ("America/Los_Angeles", "UTC"):
        server = Marketplace(folder, settings={"TZ": zone, "WORKERS": "1"})
        server.start()
        try:
            page = read(f"{server.url}/scenarios/{code}/")
            answer = json.loads(read(f"{server.url}/api/v1/scenarios/{code}"))
        finally:
            server.stop()
        times = tuple(sorted(one for one in TIMES.findall(page) if one[0].endswith("T17:00:00+08:00")))
        assert times
        seen.add((answer["contest"]["opens_at"], answer["contest"]["deadline"], times))
    assert len(seen) == 1


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "UTC"])
def test_the_last_second_is_the_same_in_every_zone(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """C01: a call stayed open although its day was over."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        code = world.a_scenario()
        ref = world.a_claim(code, submit=False)
        lead, page = client_of("lead@investor1.example"), f"/desk/claims/{ref}/"
        with world.app.app_context():
            deadline = claim_by_ref(ref).round.deadline
            clock.advance(deadline - clock.now() - timedelta(seconds=2))
        lead.submit(f"{page}actions/submit", page=page)
        with world.app.app_context():
            clock.advance(deadline - clock.now() + timedelta(seconds=2))
        lead.post(f"{page}actions/submit", {"revision": lead.main(page)["revision"]}, 422)
        assert world.claim_state(ref) == "submitted"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_notice_that_is_over_takes_no_objection_and_says_so_in_the_list(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("notice")
    world.end_notice(code)
    listed = client_of("").get("/notices/").text
    assert f"/scenarios/{code}/objections/" in listed and "查看异议</a>" in listed and "提出异议</a>" not in listed
