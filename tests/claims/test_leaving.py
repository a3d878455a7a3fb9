"""A member leaves a consortium a day before the deadline, afterwards with the lead's consent, and joins no other claim."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from marketplace import clock
from marketplace.scenarios.service import scenario_by_code
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
L1, L2, L3 = "lead@investor1.example", "lead@investor2.example", "lead@investor3.example"
PARTNERS = [("investor1", "operation", 60), ("investor3", "investment", 40)]


def _before_deadline(world: World, code: str, **span: int) -> None:
    with world.app.app_context():
        deadline = scenario_by_code(code).round.deadline  # type: ignore[union-attr]
        clock.advance(deadline - clock.now() - timedelta(**span))


def _consortium(
    world: World, code: str, partners: list[tuple[str, str, int]] = PARTNERS, lead: str = "investor1"
) -> str:
    ref = world.a_claim(code, lead, submit=False)
    world.write_claim(ref, {"team": sheets.claim(lead, partners)["team"]}, f"lead@{lead}.example")
    world.claim_act(ref, "confirm_membership", L3)
    world.claim_act(ref, "submit", f"lead@{lead}.example")
    return ref


def _leave(client: Client, ref: str, status: int, **fields: str) -> str:
    page = f"/desk/claims/{ref}/actions/leave"
    return client.submit(page, {"confirm": "yes", **fields}, status, page=page).text


def test_in_the_last_day_a_member_leaves_with_the_leads_consent_only(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code)
    _before_deadline(world, code, hours=23, minutes=59)
    member, lead = client_of(L3), client_of(L1)
    assert "牵头单位同意" in _leave(member, ref, 422) and world.claim_state(ref) == "submitted"
    member.post(f"/desk/claims/{ref}/release", {"organisation": "investor3", "revision": "9"}, 403)
    client_of(L2).post(f"/desk/claims/{ref}/release", {"organisation": "investor3", "revision": "9"}, 404)
    client_of("member@investor1.example").post(f"/desk/claims/{ref}/release", {"organisation": "investor3"}, 403)
    lead.post(f"/desk/claims/{ref}/release", {"organisation": "investor3", "revision": "1"}, 409)
    revision = lead.main(f"/desk/claims/{ref}/")["revision"]
    lead.post(f"/desk/claims/{ref}/release", {"organisation": "investor2", "revision": revision}, 422)
    lead.post(f"/desk/claims/{ref}/release", {"organisation": "investor3", "revision": revision}, 302)
    assert "同意退出" in member.get("/desk/notifications/").text
    _leave(member, ref, 302)
    assert world.claim_state(ref) == "draft"


def test_a_day_before_it_leaves_by_itself(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code)
    _before_deadline(world, code, hours=24, minutes=1)
    _leave(client_of(L3), ref, 302)
    assert world.claim_state(ref) == "draft"


def test_who_left_joins_no_other_claim_of_the_round(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code)
    rival = world.a_claim(code, "investor2", submit=False)
    named = [("investor2", "operation", 60), ("investor3", "investment", 40)]
    world.write_claim(rival, {"team": sheets.claim("investor2", named)["team"]}, L2)
    _leave(client_of(L3), ref, 302)
    page = f"/desk/claims/{rival}/"
    refused = client_of(L3).submit(
        f"{page}actions/confirm_membership", {}, 422, page=f"{page}actions/confirm_membership"
    )
    assert "自行退出" in refused.text
    assert "自行退出" in client_of(L3).post(f"/scenarios/{code}/claim", {"once": "x" * 32}, 422).text
    # back into the claim that it left, it may
    world.write_claim(ref, {"team": sheets.claim("investor1")["team"]}, L1)
    world.write_claim(ref, {"team": sheets.claim("investor1", PARTNERS)["team"]}, L1)
    world.claim_act(ref, "confirm_membership", L3)
    world.claim_act(ref, "submit", L1)
    # and the next round is another
    assert world.claim_state(ref) == "submitted"


def test_who_was_only_named_declines_at_any_time_and_stays_free(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False)
    world.write_claim(ref, {"team": sheets.claim("investor1", PARTNERS)["team"]}, L1)
    _before_deadline(world, code, hours=5)
    _leave(client_of(L3), ref, 302)
    world.a_claim(code, "investor3")


def test_an_irreversible_act_says_what_is_lost_and_is_done_only_with_a_yes(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _consortium(world, code)
    page = f"/desk/claims/{ref}/actions/leave"
    shown = client_of(L3).get(page).text
    assert "会失去什么" in shown and "不能再参加别的申请" in shown
    refused = client_of(L3).submit(page, {}, 422, page=page)
    assert "会失去什么" in refused.text and world.claim_state(ref) == "submitted"
    client_of(L3).submit(page, {"confirm": "no"}, 422, page=page)
    page = f"/desk/claims/{ref}/actions/withdraw"
    overview = client_of(L1).get(f"/desk/claims/{ref}/").text
    assert f'action="{page}"' not in overview and f'href="{page}"' in overview
    assert "作废" in client_of(L1).get(page).text
    client_of(L1).submit(page, {}, 422, page=page)
    assert world.claim_state(ref) == "submitted"
    client_of(L1).submit(page, {"confirm": "yes"}, 302, page=page)
    assert world.claim_state(ref) == "withdrawn"


def test_a_withdrawn_claims_text_is_taken_into_a_new_one_of_the_same_round(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    world.claim_act(ref, "withdraw", L1)
    again = world.a_claim(code, submit=False, body={"schedule": sheets.claim("investor1")["schedule"]})
    page = client_of(L1).get(f"/desk/claims/{again}/").text
    assert ref in page and "取用撤回的内容" in page
    client_of(L1).submit(f"/desk/claims/{again}/adopt", {}, page=f"/desk/claims/{again}/")
    world.claim_act(again, "submit", L1)
    world.close(code)
    assert world.refs(code) == [again]
