"""After a material amendment a submitted claim waits until its lead confirms or revises it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from marketplace.claims import service as claims
from marketplace.extensions import db
from marketplace.notifications.models import OutboxMail
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, World

ClientOf = Callable[[str], Client]
L1, M1 = "lead@investor1.example", "member@investor1.example"


def _amend(world: World, code: str, **terms: Any) -> None:
    plan = sheets.plan()
    world.write_plan(code, {"claim_terms": {**plan["claim_terms"], **terms}}, "lead@center1.example")
    world.act(code, "amend", APPROVER, reason="按答疑补充")


def _materially(world: World, code: str) -> None:
    _amend(world, code, qualifications="有社区餐饮运营经验，近三年没有食品安全处罚。")


def test_one_click_keeps_the_claim_and_its_receipt(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    with world.app.app_context():
        before = claims.claim_by_ref(ref).submissions[-1].sha256
    _materially(world, code)
    assert world.claim_state(ref) == "unconfirmed"
    page = client_of(L1).get(f"/desk/claims/{ref}/").text
    assert "确认继续有效" in page and "城推" in page
    assert "请确认或修改" in client_of(L1).get("/desk/").text
    client_of(M1).post(f"/desk/claims/{ref}/actions/confirm", {"revision": "9"}, 403)
    client_of(L1).submit(f"/desk/claims/{ref}/actions/confirm", {}, page=f"/desk/claims/{ref}/")
    with world.app.app_context():
        claim = claims.claim_by_ref(ref)
        assert claim.state == "submitted" and [row.sha256 for row in claim.submissions] == [before]
    world.close(code)
    assert world.refs(code) == [ref]


def test_whoever_must_confirm_is_led_to_what_changed(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    _materially(world, code)
    for page in (f"/desk/claims/{ref}/", f"/desk/claims/{ref}/actions/confirm"):
        assert f"/scenarios/{code}/diff?from=1" in client_of(L1).get(page).text
    world.claim_act(ref, "confirm", L1)
    assert "/diff?from" not in client_of(L1).get(f"/desk/claims/{ref}/").text


def test_a_revision_submitted_anew_confirms_too(world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    _materially(world, code)
    world.write_claim(ref, {"proposal": {"proposal": f"<p>{sheets.WORDS}按变更修改。</p>"}}, L1)
    assert world.claim_state(ref) == "unconfirmed"
    world.claim_act(ref, "submit", L1)
    assert world.claim_state(ref) == "submitted"


def test_what_nobody_confirmed_is_not_opened(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref, other = world.a_claim(code), world.a_claim(code, "investor2")
    _materially(world, code)
    world.claim_act(other, "confirm", "lead@investor2.example")
    world.close(code)
    assert world.refs(code) == [other] and world.claim_state(ref) == "lapsed"
    assert "截止时没有确认继续有效" in client_of(L1).get(f"/desk/claims/{ref}/").text
    with world.app.app_context():
        assert claims.claim_by_ref(ref).opened_body is None


def test_a_change_that_is_not_material_leaves_claims_as_they_are(world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    _amend(world, code, contact_phone="0558-5550123")
    assert world.claim_state(ref) == "submitted"
    with world.app.app_context():
        mails = list(db.session.scalars(select(OutboxMail).where(OutboxMail.to == L1)))
        assert any("继续有效" in mail.body for mail in mails)


def test_an_unconfirmed_claim_can_be_withdrawn_and_gives_a_receipt(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    _materially(world, code)
    answer = client_of(L1).submit(f"/desk/claims/{ref}/actions/withdraw", {"confirm": "yes"})
    assert f"{ref}-W" in client_of(L1).get(answer.location).text
