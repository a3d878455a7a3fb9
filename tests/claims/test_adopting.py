"""What a claimant wrote in an earlier round comes into the next round's claim with one click."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from marketplace.accounts.service import person_by_email
from marketplace.claims import service as claims
from marketplace.claims import vault
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, PDF, VETTING, World

ClientOf = Callable[[str], Client]
L1, L2, PUBLISHER = "lead@investor1.example", "lead@investor2.example", "lead@center1.example"


def _again(world: World, code: str) -> None:
    world.act(code, "relaunch", PUBLISHER)
    world.act(code, "submit", PUBLISHER)
    world.act(code, "vet", "reviewer@office.example", **VETTING)
    world.act(code, "publish", APPROVER)


def test_an_earlier_rounds_text_and_files_come_with_one_click(client_of: ClientOf, world: World) -> None:
    body = {**sheets.plan(), "claim_terms": {**sheets.plan()["claim_terms"], "min_claims": 3}}
    code = world.a_scenario(body=body)
    old = world.a_claim(code, submit=False)
    client_of(L1).post(f"/desk/claims/{old}/files", {"file": (BytesIO(PDF), "资信证明.pdf")})
    world.claim_act(old, "submit", L1)
    world.close(code)
    assert world.claim_state(old) == "lapsed"
    assert "本轮没有开榜，申请没有开启" in client_of(L1).get(f"/desk/claims/{old}/").text
    _again(world, code)
    new = world.a_claim(code, submit=False, body={"schedule": sheets.claim("investor1")["schedule"]})
    page = client_of(L1).get(f"/desk/claims/{new}/").text
    assert old in page and "取用上一轮内容" in page and "测算结果" not in page  # nothing is invested yet
    client_of(L1).submit(f"/desk/claims/{new}/adopt", {}, page=f"/desk/claims/{new}/")
    with world.app.app_context():
        by = person_by_email(L1)
        assert by is not None
        was, now = (vault.body(claims.claim_by_ref(ref), by) for ref in (old, new))
    assert {k: v for k, v in was.items() if k != "attachments"} == {k: v for k, v in now.items() if k != "attachments"}
    (before,), (after,) = was["attachments"]["attachments"], now["attachments"]["attachments"]
    assert before["id"] != after["id"] and before["sha256"] == after["sha256"]
    assert client_of(L1).get(f"/files/{after['id']}").data == PDF
    world.claim_act(new, "submit", L1)
    assert "取用上一轮内容" not in client_of(L1).get(f"/desk/claims/{new}/").text
    client_of(L1).get(f"/desk/claims/{old}/proposal")  # the earlier round stays readable


def test_nothing_typed_is_replaced_and_nobody_else_adopts(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    world.a_claim(code, submit=False)
    world.advance(days=40)
    _again(world, code)
    new = world.a_claim(code)
    other = world.a_claim(code, "investor2", submit=False, body={})
    revision = client_of(L1).main(f"/desk/claims/{new}/")["revision"]
    assert "已经写过" in client_of(L1).post(f"/desk/claims/{new}/adopt", {"revision": revision}, 422).text
    client_of(L2).post(f"/desk/claims/{new}/adopt", {"revision": revision}, 404)
    client_of(L2).post(f"/desk/claims/{other}/adopt", {"revision": "1"}, 404)
