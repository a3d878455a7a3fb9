"""The register at the desk: all that a person may read, and it says what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser

from marketplace.accounts.models import Organisation
from marketplace.extensions import db, unit_of_work
from marketplace.lifecycle import register
from tests.lifecycle.steps import in_chromium
from tests.world.clients import Client
from tests.world.counting import statements
from tests.world.world import APPROVER, REVIEWER, World, person

ClientOf = Callable[[str], Client]
REGISTER = "/desk/scenarios/"
HEIGHTS = """[...document.querySelectorAll(".register-filters :is([name=q], select, .button)")]
    .map((one) => one.getBoundingClientRect().height)"""
GAP = """(() => {
    const head = document.querySelector("table tbody th");
    const [title, code] = [".title-face", ".note"].map((one) => head.querySelector(one).getBoundingClientRect());
    return code.top - title.bottom;
})()"""


def _codes(page: str) -> list[str]:
    return re.findall(r'<a class="title-face"\s+href="/desk/scenarios/(CJ-[0-9-]+)/"', page)


def test_the_office_finds_every_scenario_and_a_publisher_its_own(world: World, client_of: ClientOf) -> None:
    draft = world.a_draft("center1", title="社区食堂草稿场景")
    opened = world.a_scenario("open", "center2", title="街角公园揭榜场景")
    withdrawn = world.a_draft("center1", title="撤回了的托育场景")
    world.act(withdrawn, "withdraw", "lead@center1.example", comment="不再需要")
    office = client_of(REVIEWER)
    assert _codes(office.get(REGISTER).text) == [withdrawn, opened, draft]
    assert _codes(client_of("lead@center1.example").get(REGISTER).text) == [withdrawn, draft]
    for email in ("lead@investor1.example", "expert1@experts.example"):
        client_of(email).get(REGISTER, 403)
    assert f'href="{REGISTER}"' in office.get("/desk/").text

    def found(**asked: str) -> list[str]:
        return _codes(office.get(REGISTER, query_string=asked).text)

    assert found(q="公园") == [opened] == found(q=opened.lower()) == found(state="open")
    wide = world.a_draft("center2", title="ＢＯＴ方式的停车场景")
    assert found(q="bot") == [wide] == found(q="ＢＯＴ")
    assert found(state="withdrawn") == [withdrawn]
    assert found(turn="发布方") == [wide, draft] and found(turn="none") == [withdrawn]
    assert found(q="撤回了", state="open") == []
    page = office.get(REGISTER, query_string={"state": "sleeping"}).text
    assert "没有场景符合：状态“sleeping”" in page and _codes(page) == []


def test_late_is_what_has_passed_its_limit(world: World, client_of: ClientOf) -> None:
    late, early = world.a_scenario("submitted"), world.a_draft("center2")
    late_only = {"late": "yes"}
    office = client_of(REVIEWER)
    assert _codes(office.get(REGISTER, query_string=late_only).text) == []
    world.advance(days=30)
    page = office.get(REGISTER, query_string=late_only).text
    assert _codes(page) == [late] and early not in page and "区城市办初审" in page


def test_a_seconded_officer_is_told_how_many_are_left_out_and_the_total_fits(
    app: Flask, world: World, client_of: ClientOf
) -> None:
    published = world.a_draft("center1")
    claimed = world.a_scenario("evaluating", "center2", claimants=("investor1", "investor2"))
    sealed = world.a_scenario("open", "center2", title="密封的揭榜场景")
    world.a_claim(sealed, "investor1")
    for origin, seen in (("center1", [sealed, claimed]), ("investor1", [sealed, published])):
        with app.app_context(), unit_of_work():
            person(APPROVER).seconded_from_id = db.session.query(Organisation).filter_by(code=origin).one().id
        page = client_of(APPROVER).get(REGISTER).text
        assert _codes(page) == seen, "who claims before the deadline stays unknown"
        assert "另有 1 个符合条件的场景没有列出" in page and "<b>2</b> 个场景" in page
    assert "没有列出" not in client_of(REVIEWER).get(REGISTER).text


def test_it_is_paged_by_place_in_few_statements(
    app: Flask, world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [world.a_draft("center1", title=f"第 {n} 个社区场景草稿") for n in range(5)]
    office = client_of(REVIEWER)
    office.get(REGISTER)
    with statements(app) as few:
        office.get(REGISTER)
    monkeypatch.setattr(register, "SIZE", 2)
    with statements(app) as fewer:
        page = office.get(REGISTER, query_string={"q": "草稿"}).text
    assert len(few) <= len(fewer) + 1, "the number of rows does not matter"
    seen = _codes(page)
    while following := re.search(r'href="([^"]+)" rel="next"', page):
        page = office.get(following[1].replace("&amp;", "&")).text
        seen += _codes(page)
    assert seen == codes[::-1]
    office.get(REGISTER, 400, query_string={"after": "CJ-2026-9999"})
    client_of("lead@center2.example").get(REGISTER, 400, query_string={"after": codes[0]})


@pytest.mark.parametrize("width", [1280, 390])
def test_its_filters_are_of_one_height_and_no_empty_line_follows_a_title(
    world: World, client_of: ClientOf, chromium: Browser, width: int
) -> None:
    world.a_scenario("submitted", title="社区食堂和助餐服务点联合运营场景")
    with in_chromium(chromium, client_of(REVIEWER), REGISTER, width) as page:
        heights = page.evaluate(HEIGHTS)
        assert len(heights) == 4 and len({round(one) for one in heights}) == 1 and heights[0] >= 44, heights
        gap: float = page.evaluate(GAP)
        assert 0 <= gap < 12, f"{gap} px between a title and its code"
