"""What an amendment changed, for everyone: the list of versions and the comparison of any two."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable

from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, World

ClientOf = Callable[[str], Client]
PUBLISHER = "lead@center1.example"


def _amend(world: World, code: str, reason: str, **sections: object) -> None:
    world.write_plan(code, sections, PUBLISHER)
    world.act(code, "amend", APPROVER, reason=reason)


def test_each_amendment_says_what_it_changed_and_what_it_means_for_a_submitted_claim(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario("open")
    plan = copy.deepcopy(sheets.plan())
    _amend(world, code, "补充说明", claim_terms={**plan["claim_terms"], "contact_name": "张玥"})
    page = client_of("").get(f"/scenarios/{code}/").text
    assert "只涉及联系方式、现场踏勘、摘要或截止日期" in page and "揭榜截止没有变" in page and "补充说明" in page
    returns = copy.deepcopy(plan["returns"])
    returns["investment"][0]["item"] += "（含排烟）"
    world.advance(days=15)
    _amend(world, code, "补列排烟", returns=returns)
    page = client_of("").get(f"/scenarios/{code}/").text
    assert "没有确认的不开榜" in page and "原为" in page and "改为" in page
    assert f'href="/scenarios/{code}/diff?from=2&amp;to=3"' in page
    assert "没有确认的不开榜" in client_of("").get(f"/scenarios/{code}/versions/").text


def test_the_public_reads_the_reason_of_an_amendment_and_not_the_approvers_note(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario("open")
    situation = sheets.plan()["situation"]["situation"] + "<p>新增一段说明。</p>"
    world.write_plan(code, {"situation": {"situation": situation}}, PUBLISHER)
    world.act(code, "amend", APPROVER, reason="补充说明", comment="内部意见不外传")
    pages = [client_of("").get(f"/scenarios/{code}/{part}").text for part in ("", "versions/", "diff")]
    assert all("补充说明" in page and "内部意见不外传" not in page for page in pages)
    assert "内部意见不外传" in client_of(APPROVER).get(f"/desk/scenarios/{code}/history").text


def test_two_versions_are_compared_field_by_field_row_by_row_and_word_by_word(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario("open")
    plan = copy.deepcopy(sheets.plan())
    returns = copy.deepcopy(plan["returns"])
    returns["investment"][0]["item"] += "（含排烟）"
    situation = {"situation": plan["situation"]["situation"] + "<p>新增一段<script>x</script>说明。</p>"}
    _amend(world, code, "两处", situation=situation, returns=returns)
    page = client_of("").get(f"/scenarios/{code}/diff?from=1&to=2").text
    marks = re.sub(r'<span class="heard-only">[^<]*</span>', "", page)
    assert "<ins>（含排烟）</ins>" in marks and "修改" in page and 'class="stack diff"' in page
    assert "新增一段" in page and "<script>x" not in page
    assert "没有不同" in client_of("").get(f"/scenarios/{code}/diff?from=2&to=2").text
    client_of("").get(f"/scenarios/{code}/diff?from=1&to=9", 404)
    client_of("").get(f"/scenarios/{code}/diff?from=x", 400)


def test_the_approver_sees_before_what_an_amendment_means_and_the_claimants_are_mailed_what_changed(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario("open")
    world.a_claim(code, "investor1")
    world.advance(days=15)
    plan = copy.deepcopy(sheets.plan())
    returns = plan["returns"]
    returns["investment"][0]["item"] += "（含排烟）"
    world.write_plan(code, {"returns": returns}, PUBLISHER)
    page = client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/amend").text
    assert "改动：回报机制" in page and "至截止不少于 15 天" in page and "转为待确认" in page and "现在的截止是" in page
    world.act(code, "amend", APPROVER, reason="补列排烟")
    outbox = client_of("lead@investor1.example").get("/desk/notifications/").text
    assert "改动：回报机制" in outbox and "补列排烟" in outbox
