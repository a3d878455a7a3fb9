"""The open data: the keys of the contract, and what may be read from when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER2, REVIEWER, VETTING, World

ClientOf = Callable[[str], Client]
KEYS = [
    "code",
    "title",
    "field",
    "year",
    "place",
    "summary",
    "state",
    "publisher",
    "publication",
    "plan",
    "operating_model",
    "return_mechanisms",
    "finance",
    "contest",
    "rounds",
    "links",
]
CONTEST = ["round", "opens_at", "deadline", "claims", "ranking", "notice", "award"]


def contest(client: Client, code: str) -> Any:
    answer = client.get(f"/api/v1/scenarios/{code}").get_json()
    assert list(answer["contest"]) == CONTEST
    return answer["contest"]


def test_one_scenario_has_the_keys_of_the_contract(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario()
    answer = client_of("").get(f"/api/v1/scenarios/{code}").get_json()
    assert list(answer) == KEYS
    assert answer["state"] == "open"
    assert answer["publisher"] == {"code": "center1", "name": "亳州高新区第一社区管理中心"}
    assert list(answer["publication"]) == ["number", "version", "issued_at", "sha256"]
    assert list(answer["plan"])[:2] == ["basics", "situation"]
    assert len(answer["plan"]) == 10
    assert list(answer["finance"]) == [
        "total_investment_wan",
        "government_wan",
        "social_wan",
        "leverage",
        "irr_pct",
        "npv_wan",
        "payback_years",
    ]
    assert (answer["finance"]["total_investment_wan"], answer["finance"]["social_wan"]) == (324, 210)
    assert answer["operating_model"] == {"id": "entrusted_om", "label": "委托运营（O&M）"}
    assert answer["contest"]["deadline"].endswith("T17:00:00+08:00")
    assert answer["plan"]["returns"]["discount_rate_pct"] == 4.5
    assert answer["rounds"] == []


def test_what_a_contest_tells_grows_with_its_course(world: World, client_of: ClientOf) -> None:
    code, visitor = world.a_scenario(), client_of("")
    for organisation in ("investor1", "investor2"):
        world.a_claim(code, organisation)
    now = contest(visitor, code)
    assert [now[key] for key in ("claims", "ranking", "notice", "award")] == [None, None, None, None]
    world.close(code)
    now = contest(visitor, code)
    assert [now[key] for key in ("claims", "ranking", "notice", "award")] == [2, None, None, None]
    world.judge(code)
    world.act(code, "conclude", REVIEWER)
    assert contest(visitor, code)["ranking"] is None
    page = visitor.get(f"/scenarios/{code}/").text
    assert "第 1 轮排名" not in page
    assert "investor1" not in page
    world.act(code, "announce", APPROVER2, claim=world.first(code))
    now = contest(visitor, code)
    assert [list(row) for row in now["ranking"]] == [["claim", "organisation", "score", "rank"]] * 2
    assert [row["rank"] for row in now["ranking"]] == [1, 2]
    assert now["notice"]["claim"] == world.first(code)
    assert now["notice"]["until"].endswith("T00:00:00+08:00")
    page = visitor.get(f"/scenarios/{code}/").text
    assert "公示中：拟由" in page
    assert f"/scenarios/{code}/objections/" in page
    listed = visitor.get("/notices/").text
    assert world.first(code) in listed and "提出异议</a>" in listed
    world.annul(code, comment="评分有误，重新评榜", by="approver@office.example")
    now = contest(visitor, code)
    assert [now[key] for key in ("claims", "ranking", "notice", "award")] == [2, None, None, None]


def test_an_award_takes_the_place_of_the_notice(world: World, client_of: ClientOf) -> None:
    code, visitor = world.a_scenario(state="awarded"), client_of("")
    now = contest(visitor, code)
    assert now["notice"] is None
    assert list(now["award"]) == ["claim", "organisation", "at"]
    assert (now["award"]["claim"], now["award"]["organisation"]) == (
        now["ranking"][0]["claim"],
        now["ranking"][0]["organisation"],
    )
    page = visitor.get(f"/scenarios/{code}/")
    assert "已揭榜：" in page.text
    assert "开榜记录" in page.text
    assert page.text.count('data-action="close"') == 1


def test_the_public_history_keeps_what_the_office_said_among_itself(world: World, client_of: ClientOf) -> None:
    code = world.a_draft()
    lead = "lead@center1.example"
    world.act(code, "submit", lead, comment="机关说明一")
    world.act(code, "recall", lead)
    world.act(code, "submit", lead)
    world.act(code, "vet", REVIEWER, **{**VETTING, "reason_traction": "机关评语二"})
    world.act(code, "publish", "approver@office.example", fair_competition="passed", fair_competition_note="机关说明三")
    text = client_of("").get(f"/scenarios/{code}/").text
    assert "机关" not in text
    assert 'data-action="submit"' not in text
    assert 'data-action="publish"' in text


def test_a_second_round_is_the_contest_and_the_first_stands_among_the_earlier(
    world: World, client_of: ClientOf
) -> None:
    code, visitor = world.a_scenario(), client_of("")
    world.close(code)
    lead = "lead@center1.example"
    world.act(code, "relaunch", lead)
    world.act(code, "submit", lead)
    world.act(code, "vet", REVIEWER, **VETTING)
    assert visitor.get(f"/api/v1/scenarios/{code}").get_json()["state"] == "lapsed"
    world.act(code, "publish", "approver@office.example", fair_competition="passed")
    answer = visitor.get(f"/api/v1/scenarios/{code}").get_json()
    assert (answer["state"], answer["publication"]["version"], answer["contest"]["round"]) == ("open", 2, 2)
    assert [(one["round"], one["claims"]) for one in answer["rounds"]] == [(1, 0)]
    visitor.get(f"/scenarios/{code}/")
    visitor.get(f"/scenarios/{code}/versions/1/")


def test_the_organisations_are_those_of_published_things(world: World, client_of: ClientOf) -> None:
    world.a_scenario(state="notice")
    world.a_scenario(state="open", title="另一个已推介的社区食堂场景")
    world.a_draft("center2")
    items = client_of("").get("/api/v1/organisations").get_json()["items"]
    assert all(list(one) == ["code", "name", "kind", "scenarios"] for one in items)
    assert {one["code"]: one["scenarios"] for one in items} == {"center1": 2, "investor1": 1, "investor2": 1}


def test_the_result_names_operator_and_chain(world: World, client_of: ClientOf) -> None:
    code, visitor = world.a_scenario(state="effective"), client_of("")
    answer = visitor.get(f"/api/v1/scenarios/{code}").get_json()
    assert answer["publication"]["version"] == 2
    assert "delivery" in answer["plan"]
    assert "agreement" not in answer["plan"]
    page = visitor.get(f"/scenarios/{code}/")
    assert "见效" in page.text
    assert 'aria-current="step"' not in page.text
    visitor.get(f"/scenarios/{code}/versions/")
    visitor.get(f"/scenarios/{code}/versions/1/")
    visitor.get(f"/scenarios/{code}/diff?from=1&to=2")


def test_versions_that_are_none_are_refused_in_words(world: World, client_of: ClientOf) -> None:
    code, visitor = world.a_scenario(), client_of("")
    visitor.get(f"/scenarios/{code}/diff?from=x&to=1", status=400)
    visitor.get(f"/scenarios/{code}/diff?from=-1&to=1", status=400)
    for missing in (
        "diff?from=1&to=7",
        "diff?from=0&to=1",
        "versions/2/",
        "versions/0/",
        "versions/99999999999999999999/",
    ):
        visitor.get(f"/scenarios/{code}/{missing}", status=404)
    visitor.get(f"/scenarios/{code}/diff")


def test_an_amendment_says_what_changed_and_keeps_the_old_version(world: World, client_of: ClientOf) -> None:
    code, visitor = world.a_scenario(), client_of("")
    world.write_plan(
        code,
        {"positioning": sheets.plan()["positioning"] | {"beneficiaries": "社区老人和夜班工人"}},
        "lead@center1.example",
    )
    world.act(code, "amend", APPROVER2, reason="写明受益对象")
    page = visitor.get(f"/scenarios/{code}/").text
    assert "第 2 版" in page
    assert "写明受益对象" in page
    assert "夜班工人" in visitor.get(f"/scenarios/{code}/versions/2/").text
    assert "夜班工人" not in visitor.get(f"/scenarios/{code}/versions/1/").text
    assert "这不是现行版本" in visitor.get(f"/scenarios/{code}/versions/1/").text
    changed = visitor.get(f"/scenarios/{code}/diff?from=1&to=2").text
    assert "受益对象" in changed
    assert "<ins>" in changed


def test_who_may_claim_sees_the_button_and_the_others_the_reason(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario()
    path = f"/scenarios/{code}/"
    assert f'action="/scenarios/{code}/claim"' in client_of("lead@investor1.example").get(path).text
    assert f"/account/login?next=/scenarios/{code}/" in client_of("").get(path).text
    refused = client_of("lead@center1.example").get(path).text
    assert f'action="/scenarios/{code}/claim"' not in refused
    assert "揭榜由企业、投资机构、院所或区属企业办理" in refused


def test_the_statements_of_a_detail_page_are_bounded(world: World, client_of: ClientOf, statements: Any) -> None:
    code, visitor = world.a_scenario(state="notice"), client_of("")
    for path in (f"/scenarios/{code}/", f"/api/v1/scenarios/{code}", "/publications/CT-2026-1/"):
        with statements() as sent:
            visitor.get(path)
        assert len(sent) <= 16, (path, len(sent))
