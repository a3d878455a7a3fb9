"""The clerk hands a finished claim to the lead; the lead's desk tells it from one that is not finished."""

from __future__ import annotations

from collections.abc import Callable

from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
L1, M1 = "lead@investor1.example", "member@investor1.example"


def test_a_clerk_hands_the_finished_draft_to_the_lead(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False, body={"proposal": sheets.claim("investor1")["proposal"]})
    lead, clerk, page = client_of(L1), client_of(M1), f"/desk/claims/{ref}/"
    present = f"{page}actions/present"
    assert "还没有写完" in lead.get("/desk/").text and "请签发" not in lead.get("/desk/").text
    clerk.submit(present, {}, 422, page=present)
    world.write_claim(ref, sheets.claim("investor1"), M1)
    before = lead.get("/desk/").text
    assert "已写完，请签发" in before and f"{page}actions/submit" in before
    assert "请提请负责人签发" in clerk.get("/desk/").text
    assert "提请签发" in clerk.get(page).text and "提请签发" not in lead.get(page).text
    lead.post(present, {"revision": "1"}, 403)
    clerk.submit(present, {}, 302, page=page)
    assert "经办人已提请，请签发" in lead.get("/desk/").text and "请签发" in lead.get("/desk/notifications/").text
    assert "已提请负责人签发" in clerk.get("/desk/").text
    clerk.submit(present, {}, 422, page=present)
    world.write_claim(ref, {"schedule": sheets.claim("investor1")["schedule"]}, M1)  # written in again: asked anew
    assert "经办人已提请" not in lead.get("/desk/").text
    lead.submit(f"{page}actions/submit", {}, page=f"{page}actions/submit")
    assert "请签发" not in lead.get("/desk/").text
    clerk.submit(present, {}, 422, page=present)  # nothing new to sign


def test_a_finished_claim_that_waits_for_partners_says_so(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    partners = [("investor1", "operation", 60), ("investor3", "investment", 40)]
    ref = world.a_claim(code, submit=False, body=sheets.claim("investor1", partners))
    assert "等联合体成员确认" in client_of(L1).get("/desk/").text
    world.claim_act(ref, "confirm_membership", "lead@investor3.example")
    assert "已写完，请签发" in client_of(L1).get("/desk/").text
