"""Verification undecided, refused, suspended: what each stops, and what not."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from marketplace import clock
from marketplace.extensions import unit_of_work
from marketplace.people.queries import organisation_by_code
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
Decide = Callable[..., int]
ADMIN, L1, L5 = "admin@office.example", "lead@investor1.example", "lead@investor5.example"
INVESTOR5, INVESTOR1 = "/desk/organisations/investor5/", "/desk/organisations/investor1/"
REASON = {"reason": "单位名称与公示系统不一致"}
SUSPENSION = {"reason": "被列入经营异常名录", "confirm": "yes"}


def _submit(client_of: ClientOf, ref: str, lead: str, status: int = 302) -> str:
    page = f"/desk/claims/{ref}/"
    return client_of(lead).submit(f"{page}actions/submit", {}, status, page=page).text


def _registered_now(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        organisation_by_code("investor5").created_at = clock.now()

    with app.app_context(), unit_of_work():
        organisation_by_code("investor5").created_at = clock.now()


def test_what_nobody_decides_within_two_working_days_counts_as_verified_for_submitting(
    app: Flask, client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario()
    _registered_now(app)
    ref = world.a_claim(code, "investor5", submit=False)
    assert "尚未通过核验" in _submit(client_of, ref, L5, 422)
    assert "视同核验通过" in client_of(ADMIN).get(INVESTOR5).text
    world.advance(days=5)
    _submit(client_of, ref, L5)
    assert world.claim_state(ref) == "submitted"


def test_a_refusal_is_confirmed_by_an_approver_and_its_reason_is_told(
    app: Flask, client_of: ClientOf, world: World, decide: Decide
) -> None:
    code = world.a_scenario()
    _registered_now(app)
    ref = world.a_claim(code, "investor5", submit=False)
    desk = client_of(ADMIN)
    desk.submit(f"{INVESTOR5}refuse", {"reason": ""}, 422)
    desk.submit(f"{INVESTOR5}refuse", REASON)
    assert decide(by=ADMIN) == 403
    assert decide() == 302
    assert REASON["reason"] in client_of(L5).get("/desk/notifications/").text
    world.advance(days=5)
    assert "核验未通过" in _submit(client_of, ref, L5, 422)
    desk.submit(f"{INVESTOR5}verify")
    _submit(client_of, ref, L5)


def test_a_refusal_at_the_last_minute_stops_nothing_that_counted_already(
    app: Flask, client_of: ClientOf, world: World, decide: Decide
) -> None:
    code, later = world.a_scenario(), world.a_scenario(title="另一处社区食堂场景")
    _registered_now(app)
    ref = world.a_claim(code, "investor5", submit=False)
    world.advance(days=5)
    client_of(ADMIN).submit(f"{INVESTOR5}refuse", REASON)
    decide()
    _submit(client_of, ref, L5)
    begun_after = world.a_claim(later, "investor5", submit=False)
    assert "核验未通过" in _submit(client_of, begun_after, L5, 422)


def test_a_suspension_takes_two_persons_a_reason_and_a_tick(client_of: ClientOf, decide: Decide, app: Flask) -> None:
    desk = client_of(ADMIN)
    assert 'id="confirm-error"' in desk.submit(f"{INVESTOR1}suspend", {"reason": "试试"}, 422).text
    desk.submit(f"{INVESTOR1}suspend", SUSPENSION)
    with app.app_context():
        assert organisation_by_code("investor1").suspended_at is None
    assert decide(by=ADMIN) == 403
    assert decide() == 302
    assert SUSPENSION["reason"] in client_of(L1).get("/desk/notifications/").text
    desk.post(f"{INVESTOR1}unverify", REASON, 404)


def test_a_suspension_stops_no_claim_already_begun_and_no_objection(
    client_of: ClientOf, world: World, decide: Decide
) -> None:
    code, later = world.a_scenario(), world.a_scenario(title="另一处社区食堂场景")
    ref = world.a_claim(code, submit=False)
    client_of(ADMIN).submit(f"{INVESTOR1}suspend", SUSPENSION)
    decide()
    _submit(client_of, ref, L1)
    assert world.claim_state(ref) == "submitted"
    refused = client_of(L1).post(f"/scenarios/{later}/claim", {}, 422).text
    assert "被暂停资格" in refused and SUSPENSION["reason"] in refused
    client_of(ADMIN).submit(f"{INVESTOR1}lift", {"reason": "已移出名录"})
    decide()
    client_of(L1).post(f"/scenarios/{later}/claim", {})


def test_a_verification_is_no_reinstatement(app: Flask, client_of: ClientOf, world: World, decide: Decide) -> None:
    """Who verifies a suspended organisation neither ends the suspension nor takes its reason away; so with a refusal."""
    later = world.a_scenario()
    _registered_now(app)
    desk = client_of(ADMIN)
    desk.submit(f"{INVESTOR5}suspend", SUSPENSION)
    decide()
    desk.submit(f"{INVESTOR5}verify")
    refused = client_of(L5).post(f"/scenarios/{later}/claim", {}, 422).text
    assert "被暂停资格" in refused and SUSPENSION["reason"] in refused
    assert SUSPENSION["reason"] in desk.get(INVESTOR5).text
    told = client_of(L5).get("/desk/notifications/").text
    assert "核验不是恢复资格" in told and "现在可以提交揭榜申请" not in told


def test_eligibility_weighs_a_suspension(client_of: ClientOf, world: World, decide: Decide) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    client_of(ADMIN).submit(f"{INVESTOR1}suspend", SUSPENSION)
    decide()
    world.close(code)
    page = client_of("reviewer@office.example").get(f"/desk/claims/{ref}/eligibility").text
    assert SUSPENSION["reason"] in page
