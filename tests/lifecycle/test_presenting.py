"""The clerk hands a finished plan to the lead; the lead's desk tells it from one that is not finished."""

from __future__ import annotations

from tests.lifecycle.steps import CLERK, LEAD, ClientOf, post
from tests.world import sheets
from tests.world.world import REVIEWER, World


def test_a_clerk_hands_the_finished_plan_to_the_lead(client_of: ClientOf, world: World) -> None:
    code = world.a_draft(body={"basics": sheets.plan()["basics"]})
    lead, clerk = client_of(LEAD), client_of(CLERK)
    unfinished = lead.get("/desk/").text
    assert "未成稿，还缺 " in unfinished and "请签发" not in unfinished
    post(clerk, code, "present", 422)
    rest = {name: section for name, section in sheets.plan().items() if name != "basics"}
    world.write_plan(code, rest, CLERK)
    assert "方案已成稿，请签发" in lead.get("/desk/").text and "经办人已提请" not in lead.get("/desk/").text
    assert "请提请负责人签发" in clerk.get("/desk/").text
    post(lead, code, "present", 403)
    post(clerk, code, "present", 302)
    page = lead.get("/desk/").text
    assert "经办人已提请，方案已成稿，请签发" in page and f"/desk/scenarios/{code}/actions/submit" in page
    assert "请签发：" in lead.get("/desk/notifications/").text
    assert "暂无待办" in clerk.get("/desk/").text  # it is the lead's turn
    assert clerk.get(f"/desk/scenarios/{code}/history").text.count('data-action="present"') == 1
    post(clerk, code, "present", 422)


def test_a_later_change_takes_the_hand_over_back(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("draft")
    world.act(code, "present", CLERK)
    world.write_plan(code, {"situation": sheets.plan()["situation"]}, CLERK)
    assert "经办人已提请" not in client_of(LEAD).get("/desk/").text
    post(client_of(CLERK), code, "present", 302)
    assert "经办人已提请" in client_of(LEAD).get("/desk/").text


def test_a_returned_plan_is_handed_over_anew(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("draft")
    world.act(code, "present", CLERK)
    world.act(code, "submit", LEAD)
    world.act(code, "return", REVIEWER, **{"section_comments-basics": "请写明地点"})
    returned = client_of(LEAD).get("/desk/").text
    assert "请按意见修改" in returned and "，请签发" not in returned
    world.act(code, "present", CLERK)
    assert "经办人已提请，方案已成稿，请签发" in client_of(LEAD).get("/desk/").text
