"""The desk: what waits for whom, and no more statements however much there is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.world.clients import Client
from tests.world.counting import statements
from tests.world.world import World

ClientOf = Callable[[str], Client]


@pytest.mark.parametrize(
    ("state", "email", "button"),
    [
        ("draft", "clerk@center1.example", "提请签发"),
        ("submitted", "reviewer@office.example", "初审"),
        ("vetted", "approver@office.example", "审定"),
        ("evaluating", "reviewer@office.example", "评榜"),
        ("evaluated", "approver@office.example", "公示"),
        ("plan_submitted", "approver@office.example", "审方案"),
        ("recommended", "lead@center1.example", "填报开工"),
    ],
)
def test_what_waits_for_me_stands_on_my_desk(
    world: World, client_of: ClientOf, state: str, email: str, button: str
) -> None:
    world.a_scenario(state=state)
    page = client_of(email).get("/desk/").text
    assert "等我办，1 件" in page and button in page
    assert "暂无待办" in client_of("lead@center2.example").get("/desk/").text


def test_a_sealed_claim_stands_among_what_its_organisations_wait_for(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    assert f"/desk/claims/{ref}/" in client_of("lead@investor1.example").get("/desk/").text
    assert ref not in client_of("lead@investor2.example").get("/desk/").text


@pytest.mark.any_day
def test_an_award_waits_on_the_desk_only_when_the_notice_is_over(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="notice")
    assert "暂无待办" in client_of("approver2@office.example").get("/desk/").text
    world.end_notice(code)
    assert "确认揭榜" in client_of("approver2@office.example").get("/desk/").text


def test_an_objection_waits_for_one_who_did_not_announce(world: World, client_of: ClientOf) -> None:
    world.object_to(world.a_scenario(state="notice"))
    assert "答复异议" in client_of("approver2@office.example").get("/desk/").text
    assert "答复异议" not in client_of("approver@office.example").get("/desk/").text


def test_the_winner_and_the_publisher_find_their_parts_of_the_implementation_plan(
    world: World, client_of: ClientOf
) -> None:
    code = world.a_scenario(state="awarded")
    assert "写实施方案" in client_of(world.winner(code)).get("/desk/").text
    assert "确认实施方案" in client_of("lead@center1.example").get("/desk/").text
    world.write_implementation(code)
    assert "暂无待办" in client_of("lead@center1.example").get("/desk/").text


def test_an_expert_sees_how_many_sheets_are_owed(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="evaluating")
    world.judge(code, experts=("expert1",))
    assert "暂无待办" in client_of("expert1@experts.example").get("/desk/").text


@pytest.mark.parametrize(
    "email", ["lead@center1.example", "reviewer@office.example", "approver@office.example", "viewer@office.example"]
)
def test_a_desk_asks_as_many_questions_for_twelve_scenarios_as_for_three(
    world: World, client_of: ClientOf, email: str
) -> None:
    states = ("draft", "submitted", "vetted")
    counts = []
    for times in (1, 4):
        for n in range(times):
            for state in states:
                world.a_scenario(state=state, title=f"第{times}组{n}号社区食堂场景")
        client = client_of(email)
        client.get("/desk/")
        with statements(world.app) as sent:
            client.get("/desk/")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 17


def test_an_upheld_objection_sends_the_notice_to_an_approvers_desk(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("notice")
    ref, desk = world.object_to(code), client_of("approver2@office.example")
    assert f"/desk/scenarios/{code}/actions/annul" not in desk.get("/desk/").text
    answer = {"decision": "upheld", "about_experts": "no", "answer": "异议成立"}
    desk.submit(f"/desk/objections/{ref}/decide", answer)
    assert f"/desk/objections/{ref}" in client_of("reviewer2@office.example").get("/desk/").text
    world.second(ref)
    assert f"/desk/scenarios/{code}/actions/annul" in desk.get("/desk/").text
    form = desk.get(f"/desk/scenarios/{code}/actions/annul").text
    assert "公示的揭榜方" in form and "1 条，成立 1 条，未答复 0 条" in form
    world.end_notice(code)
    assert f"/desk/scenarios/{code}/actions/award" not in desk.get("/desk/").text
