"""A silent or disabled expert holds no contest hostage: proposed by a reviewer, released by an approver, followed by lot."""

from __future__ import annotations

from collections.abc import Callable

from marketplace import clock
from marketplace.audit import queries as audit
from marketplace.extensions import unit_of_work
from marketplace.panel import queries as panel_queries
from marketplace.scenarios.service import scenario_by_code
from tests.world.clients import Client
from tests.world.world import APPROVER, EXPERTS, REVIEWER, World, person

ClientOf = Callable[[str], Client]
REASON = {"reason": "两次催办没有答复"}


def _panel(world: World, code: str) -> list[str]:
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        assert round_ is not None
        return [one.expert.email for one in panel_queries.assignments(round_) if not one.is_recused]


def _waiting_for_the_third(world: World, client_of: ClientOf) -> tuple[str, str]:
    code = world.a_scenario("evaluating")
    office = client_of(REVIEWER)
    for ref in world.refs(code):
        office.submit(f"/desk/claims/{ref}/eligibility", {"eligible": "yes", "reason": "符合"})
    office.post(f"/desk/scenarios/{code}/experts", {"expert": list(EXPERTS), "reason": "熟悉社区运营"})
    for expert in EXPERTS[:2]:
        for ref in world.refs(code):
            world.score(ref, expert, 90)
    world.score(world.refs(code)[0], "expert3", 10)
    with world.app.app_context():
        silent = person("expert3@experts.example").id
    return code, f"/desk/scenarios/{code}/experts/{silent}/release"


def test_a_silent_expert_is_proposed_after_the_limit_and_released_by_another(world: World, client_of: ClientOf) -> None:
    code, path = _waiting_for_the_third(world, client_of)
    office, approver = client_of(REVIEWER), client_of(APPROVER)
    early = office.submit(path, REASON, 409).text
    assert "期限" in early and REASON["reason"] in early
    world.advance(days=40)
    assert "须先由初审人提请" in approver.submit(path, {"confirm": "yes"}, 409).text
    assert "请写明更换的理由" in office.submit(path, {}, 422).text
    for email in ("lead@center1.example", "lead@investor1.example", "admin@office.example", "expert1@experts.example"):
        client_of(email).post(path, REASON, 403)
    office.submit(path, REASON)
    assert "已经提请" in office.submit(path, REASON, 409).text
    assert "两次催办没有答复" in approver.get("/desk/notifications/").text
    assert "办理后不能恢复" in approver.submit(path, {}, 422).text
    approver.submit(path, {"confirm": "yes"})
    panel = _panel(world, code)
    assert len(panel) == 3 and "expert3@experts.example" not in panel
    follower = next(one for one in panel if one.partition("@")[0] not in EXPERTS)
    for ref in world.refs(code):
        world.score(ref, follower.partition("@")[0], 90)
    world.act(code, "conclude", REVIEWER)
    assert {row["score"] for row in world.scenario(code).ranking} == {90}, "nothing of the released expert counts"
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        assert round_ is not None
        from marketplace.documents import queries as documents

        (report,) = [one for one in documents.of_round(code, 1) if one.kind == "evaluation_report"]
        assert "两次催办没有答复" in str(report.content) and "熟悉社区运营" in str(report.content)


def test_a_disabled_expert_is_released_before_the_limit_but_never_once_scores_are_known(
    world: World, client_of: ClientOf
) -> None:
    code, path = _waiting_for_the_third(world, client_of)
    with world.app.app_context(), unit_of_work():
        person("expert3@experts.example").disabled_at = clock.now()
    client_of(REVIEWER).submit(path, REASON)
    client_of(APPROVER).submit(path, {"confirm": "yes"})
    follower = next(one for one in _panel(world, code) if one.partition("@")[0] not in EXPERTS)
    for ref in world.refs(code):
        world.score(ref, follower.partition("@")[0], 80)
    with world.app.app_context(), unit_of_work():
        first = person("expert1@experts.example")
        first.disabled_at, number = clock.now(), first.id
    known = client_of(REVIEWER).submit(f"/desk/scenarios/{code}/experts/{number}/release", REASON, 409).text
    assert "已经交齐，不能再更换" in known
    world.act(code, "conclude", REVIEWER)


def test_whoever_proposed_a_release_takes_it_back_before_it_is_decided(world: World, client_of: ClientOf) -> None:
    code, path = _waiting_for_the_third(world, client_of)
    office, approver = client_of(REVIEWER), client_of(APPROVER)
    office.submit(f"{path}/withdraw", {"reason": "没有提请过"}, 409)
    world.advance(days=40)
    office.submit(path, REASON)
    assert "撤回提请" in office.get(path).text and "撤回提请" not in approver.get(path).text
    for other in (APPROVER, "reviewer2@office.example"):
        client_of(other).post(f"{path}/withdraw", {"reason": "代为撤回"}, 403)
    assert "请写明撤回的理由" in office.submit(f"{path}/withdraw", {}, 422).text
    office.submit(f"{path}/withdraw", {"reason": "专家答应三日内交齐"})
    told = approver.get("/desk/notifications/").text
    assert "更换专家的提请已撤回" in told and "专家答应三日内交齐" in told
    assert "须先由初审人提请" in approver.submit(path, {"confirm": "yes"}, 409).text
    assert len(_panel(world, code)) == 3 and "expert3@experts.example" in _panel(world, code)
    office.submit(path, {"reason": "仍没有交"})
    assert "仍没有交" in approver.get("/desk/notifications/").text, "told anew"
    approver.submit(path, {"confirm": "yes"})
    assert "expert3@experts.example" not in _panel(world, code)
    with world.app.app_context():
        history = [(one.label, one.reason) for one in audit.history("round", f"{code}/1") if "更换专家" in one.label]
    assert history == [
        ("提请更换专家", REASON["reason"]),
        ("撤回更换专家的提请", "专家答应三日内交齐"),
        ("提请更换专家", "仍没有交"),
        ("更换专家", "仍没有交"),
    ]
