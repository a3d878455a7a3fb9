"""Eligibility: who decides, when, with what beside it."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.audit import queries as audit
from tests.world import sheets
from tests.world.clients import Client
from tests.world.judging import assigned, opened
from tests.world.world import APPROVER, REVIEWER, World

ClientOf = Callable[[str], Client]
E1 = "expert1@experts.example"
L1, L2, LEAD = "lead@investor1.example", "lead@investor2.example", "lead@center1.example"


def test_eligibility_needs_a_conclusion_and_a_reason_and_may_be_decided_again(
    client_of: ClientOf, world: World
) -> None:
    _code, (ref, _other) = opened(world)
    office, path = client_of(REVIEWER), f"/desk/claims/{ref}/eligibility"
    assert "请填写“理由”" in office.submit(path, {"eligible": "yes"}, 422).text
    assert "看过了" in office.submit(path, {"eligible": "maybe", "reason": "看过了"}, 422).text
    office.post(path, {"eligible": "no", "reason": "无资质"})
    assert world.claim_state(ref) == "ineligible"
    office.post(path, {"eligible": "yes", "reason": "补看后符合", "revision": "1"}, 409)
    office.submit(path, {"eligible": "yes", "reason": "补看后符合"})
    assert world.claim_state(ref) == "eligible"
    with world.app.app_context():
        decided = [one for one in audit.history("claim", ref) if one.action.startswith("find_")]
    assert [(one.action, one.source, one.target, one.reason) for one in decided] == [
        ("find_ineligible", "submitted", "ineligible", "无资质"),
        ("find_eligible", "ineligible", "eligible", "补看后符合"),
    ], "one event for each, which is the claim's"


def test_eligibility_is_the_reviewers_and_only_while_evaluating(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("open")
    sealed = world.a_claim(code)
    client_of(REVIEWER).post(f"/desk/claims/{sealed}/eligibility", {"eligible": "yes", "reason": "x"}, 404)
    world.a_claim(code, "investor2")
    world.close(code)
    for email, status in (
        (APPROVER, 403),
        ("viewer@office.example", 403),
        (L1, 403),
        (L2, 404),
        (LEAD, 404),
        (E1, 404),
    ):
        client_of(email).post(f"/desk/claims/{sealed}/eligibility", {"eligible": "yes", "reason": "x"}, status)
    world.judge(code)
    world.act(code, "conclude", REVIEWER)
    client_of(REVIEWER).post(f"/desk/claims/{sealed}/eligibility", {"eligible": "no", "reason": "x"}, 409)
    assert "不能" in client_of(REVIEWER).get(f"/desk/claims/{sealed}/eligibility").text


def test_requirements_and_plan_stand_beside_what_is_judged(client_of: ClientOf, world: World) -> None:
    _code, (ref, _other) = assigned(client_of, world)
    client_of(E1).submit(f"/desk/evaluations/{ref}/", {"declare": "none"})
    for page in (
        client_of(REVIEWER).get(f"/desk/claims/{ref}/eligibility").text,
        client_of(E1).get(f"/desk/evaluations/{ref}/").text,
    ):
        assert "对照什么" in page and sheets.plan()["claim_terms"]["qualifications"][:8] in page
        assert "推介方案全文" in page and sheets.plan()["schedule"]["milestones"][0]["name"] in page
