"""How a contest ends, and what comes after the award."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from marketplace import clock
from marketplace.errors import Forbidden, Unmet, WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.publications import service as publications
from marketplace.scenarios.service import scenario_by_code
from marketplace.scoring.decided import CONCLUDED, Conclusion
from tests.lifecycle.steps import LEAD, ClientOf, contest_of, mails
from tests.world import sheets
from tests.world.world import APPROVER, APPROVER2, REVIEWER, VETTING, World, upload


def test_too_few_claims_lapse_and_stay_sealed_for_ever(world: World) -> None:
    body = sheets.plan(claim_terms={"min_claims": 2})
    code = world.a_scenario(state="open", body=body)
    ref = world.a_claim(code, "investor1")
    world.close(code)
    assert (world.scenario(code).state, world.claim_state(ref)) == ("lapsed", "lapsed")
    assert world.refs(code) == []


@pytest.mark.any_day
def test_a_lapsed_scenario_is_planned_again_with_its_history(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="open")
    world.close(code)
    world.act(code, "relaunch", LEAD)
    assert (world.scenario(code).state, world.scenario(code).public_state) == ("draft", "lapsed")
    for action, by, form in (("submit", LEAD, {}), ("vet", REVIEWER, VETTING), ("publish", APPROVER, {})):
        world.act(code, action, by, **form)
    contest = contest_of(client_of, code)
    assert contest["round"] == 2 and world.scenario(code).public_state == "open"
    with world.app.app_context():
        assert [v.version for v in publications.versions(scenario_by_code(code))] == [1, 2]


def test_a_withdrawn_contest_tells_the_claimants_and_opens_nothing(world: World) -> None:
    code = world.a_scenario(state="open")
    ref = world.a_claim(code, "investor1")
    with pytest.raises(WrongState):
        world.act(code, "withdraw", LEAD, comment="计划调整")
    world.decide(code, "withdraw", APPROVER, comment="计划调整")
    assert (world.scenario(code).state, world.claim_state(ref)) == ("withdrawn", "lapsed")
    assert world.refs(code) == []
    assert any("已撤回" in mail for mail in mails(world, "lead@investor1.example"))


def test_a_forfeited_award_lets_the_next_ranked_be_announced(world: World) -> None:
    code = world.a_scenario(state="awarded")
    first = world.first(code)
    world.decide(code, "forfeit", APPROVER, comment="放弃签约")
    assert (world.scenario(code).state, world.claim_state(first)) == ("evaluated", "forfeited")
    second = world.first(code)
    assert second != first and world.scenario(code).ranking[0]["rank"] == 1
    world.act(code, "announce", APPROVER2, claim=second)
    world.end_notice(code)
    world.act(code, "award", APPROVER)
    assert world.claim_state(second) == "awarded"


def test_an_upheld_objection_leaves_only_the_annulment(world: World, client_of: ClientOf) -> None:
    from marketplace.objections import service as objections
    from tests.world.world import person

    code = world.a_scenario(state="notice")
    ref = world.object_to(code)
    with world.app.app_context():
        form = {"decision": ["upheld"], "answer": ["经核属实，重新评榜。"]}
        with pytest.raises(Forbidden, match="你公示了这个结果"):
            objections.decide(ref=ref, form=form, by=person(APPROVER))
        objections.decide(ref=ref, form=form, by=person(APPROVER2))
    world.second(ref)
    world.end_notice(code)
    with pytest.raises(Unmet, match="只能撤销公示"):
        world.act(code, "award", APPROVER2)
    world.act(code, "annul", APPROVER2, comment="异议成立")
    assert (world.scenario(code).state, world.scenario(code).ranking) == ("evaluating", None)
    contest = contest_of(client_of, code)
    assert contest["ranking"] is None and contest["notice"] is None
    world.act(code, "conclude", REVIEWER)
    assert world.scenario(code).state == "evaluated"


def test_nobody_announces_what_they_concluded(world: World) -> None:
    from tests.world.world import person

    code = world.a_scenario(state="evaluated")
    with world.app.app_context(), unit_of_work():
        person(REVIEWER).role = "approver"
    with pytest.raises(Forbidden, match="你作出了评榜结论"):
        world.act(code, "announce", REVIEWER, claim=world.first(code))


@pytest.mark.parametrize("method", ["open_competition", "negotiation"])
def test_nobody_but_the_first_can_be_announced_whatever_the_method(world: World, method: str) -> None:
    body = sheets.plan(operation={"selection_method": method})
    code = world.a_scenario(state="evaluated", body=body, claimants=("investor1", "investor2", "investor3"))
    with world.app.app_context(), unit_of_work():
        round_ = scenario_by_code(code).round
        assert round_ is not None
        round_.figures = {**round_.figures, "binding": False}  # as published before the contract changed
    for row in world.scenario(code).ranking[1:]:
        with pytest.raises(Unmet, match="须公示排名最前"):
            world.act(code, "announce", APPROVER, claim=row["claim"], comment="第一名承诺不能落实")
    with pytest.raises(Unmet, match="没有"):
        world.act(code, "announce", APPROVER, claim="JB-2026-9999")
    world.act(code, "announce", APPROVER, claim=world.first(code))
    assert world.scenario(code).state == "notice"


def test_the_next_is_announced_where_the_first_is_under_a_minimum(world: World) -> None:
    criteria = [{"name": "方案", "weight": 60}, {"name": "业绩", "weight": 40, "min_score": 60}]
    code = world.a_scenario(state="evaluating", body=sheets.plan(claim_terms={"criteria": criteria}))
    world.judge(code)
    world.act(code, "conclude", REVIEWER)
    with world.app.app_context(), unit_of_work():
        round_ = scenario_by_code(code).round
        assert round_ is not None and round_.ranking
        other = [{**row, "may_win": row["rank"] > 1, "below": ["业绩"]} for row in round_.ranking]
        db.session.add(Conclusion(round=round_, at=clock.now(), what=CONCLUDED, ranking=other))
    second = world.scenario(code).ranking[1]["claim"]
    with pytest.raises(Unmet, match="低于最低分"):
        world.act(code, "announce", APPROVER, claim=world.first(code))
    world.act(code, "announce", APPROVER, claim=second)
    assert world.scenario(code).state == "notice"


def test_who_took_an_award_away_announces_no_other(world: World) -> None:
    code = world.a_scenario(state="awarded")
    world.decide(code, "forfeit", APPROVER, comment="放弃签约")
    with pytest.raises(Forbidden, match="下一名由另一位审定人公示"):
        world.act(code, "announce", APPROVER, claim=world.first(code))
    world.act(code, "announce", APPROVER2, claim=world.first(code))


def test_a_notice_is_annulled_on_an_upheld_objection_or_a_decision_with_number_and_file_only(world: World) -> None:
    code = world.a_scenario(state="notice")
    with pytest.raises(Forbidden, match="你公示了这个结果"):
        world.act(code, "annul", APPROVER, comment="重评")
    for form, files in (({}, None), ({"decision_number": "（2026）皖16行初1号"}, None), ({}, upload("decision_file"))):
        with pytest.raises(Unmet, match="文书"):
            world.act(code, "annul", APPROVER2, uploads=files, comment="重评", **form)
    world.act(
        code,
        "annul",
        APPROVER2,
        uploads=upload("decision_file"),
        comment="依法院判决",
        decision_number="（2026）皖16行初1号",
    )
    assert world.scenario(code).state == "evaluating"
    world.act(code, "conclude", REVIEWER)


def test_a_claim_under_a_minimum_score_cannot_be_announced(world: World) -> None:
    criteria = [{"name": "方案", "weight": 60, "min_score": 80}, {"name": "业绩", "weight": 40}]
    code = world.a_scenario(state="evaluating", body=sheets.plan(claim_terms={"criteria": criteria}))
    world.judge(code, dict.fromkeys(world.refs(code), 70))
    world.act(code, "conclude", REVIEWER)
    with pytest.raises(Unmet, match="低于最低分"):
        world.act(code, "announce", APPROVER, claim=world.first(code))
    world.decide(code, "lapse", APPROVER, comment="均低于最低分")
    assert world.scenario(code).state == "lapsed"


def test_an_implementation_plan_needs_the_agreement_and_the_publishers_word(world: World) -> None:
    """C34: a mandatory file field let the form through empty."""
    code = world.a_scenario(state="awarded")
    winner = world.winner(code)
    with pytest.raises(Unmet, match="协议文件"):
        world.act(code, "submit_plan", winner)
    world.write_implementation(code, endorse=False)
    with pytest.raises(Unmet, match="发布方还没有确认"):
        world.act(code, "submit_plan", winner)
    world.write_implementation(code)
    world.act(code, "submit_plan", winner)
    assert world.scenario(code).state == "plan_submitted"


def test_an_edit_voids_the_endorsement(world: World) -> None:
    code = world.a_scenario(state="awarded")
    world.write_implementation(code)
    world.write_implementation(code, endorse=False)
    with pytest.raises(Unmet, match="发布方还没有确认"):
        world.act(code, "submit_plan", world.winner(code))


@pytest.mark.parametrize("files", [None, {}, upload(content=b"")])
def test_a_completion_without_evidence_is_refused_naming_it(world: World, files: Any) -> None:
    """C34."""
    code = world.a_scenario(state="underway")
    with world.app.app_context():
        today = clock.today()
    with pytest.raises(Unmet) as refused:
        world.act(code, "complete", LEAD, uploads=files, happened_on=today.isoformat())
    assert {c.field for c in refused.value.complaints} == {"evidence"}
    with pytest.raises(Unmet, match="不能晚于今天"):
        world.act(code, "complete", LEAD, uploads=upload(), happened_on=(today + timedelta(days=1)).isoformat())
    assert world.scenario(code).state == "underway"


def test_what_builds_nothing_takes_effect_from_underway(world: World) -> None:
    milestones = [
        {"name": "开业", "kind": "start", "due": "2024-11-10"},
        {"name": "达标", "kind": "effect", "due": "2025-12-20"},
    ]
    bought = [{**row, "item": f"采购第{n}批"} for n, row in enumerate(sheets.plan()["returns"]["investment"], 1)]
    body = sheets.plan(schedule={"milestones": milestones}, returns={"investment": bought})
    code = world.a_scenario(state="underway", body=body)
    world.happened(code, "take_effect", LEAD)
    assert world.scenario(code).state == "effective"
    builds = world.a_scenario(state="underway", title="站前停车共享场景", claimants=("investor3", "investor4"))
    with pytest.raises(WrongState):
        world.happened(builds, "take_effect", LEAD)


def test_the_result_names_operator_model_and_mechanisms(world: World) -> None:
    code = world.a_scenario(state="recommended")
    winner = world.winner(code)
    with world.app.app_context():
        content = publications.newest(scenario_by_code(code)).content
    assert content["kind"] == "result" and winner == f"lead@{content['operator']['organisation']['code']}.example"
    assert content["operator"]["operating_model"]["id"] == "entrusted_om" and content["operator"]["return_mechanisms"]
    assert "agreement" not in content["plan"] and "delivery" in content["plan"]


def test_a_termination_ends_the_winning_claim(world: World) -> None:
    code = world.a_scenario(state="underway")
    ref = world.first(code)
    world.decide(code, "terminate", APPROVER, comment="按退出机制移交")
    assert (world.scenario(code).state, world.claim_state(ref)) == ("terminated", "terminated")


def test_losers_are_told_with_thanks(world: World) -> None:
    code = world.a_scenario(state="awarded")
    winner = world.winner(code)
    loser = next(lead for lead in ("lead@investor1.example", "lead@investor2.example") if lead != winner)
    assert any("感谢参加" in mail for mail in mails(world, loser))
    assert not any("感谢参加" in mail for mail in mails(world, winner))


def test_an_evaluation_is_concluded_only_when_everyone_owed_is_in(world: World) -> None:
    code = world.a_scenario(state="evaluating")
    with pytest.raises(Unmet, match="资格审查"):
        world.act(code, "conclude", REVIEWER)
    world.judge(code, experts=("expert1", "expert2"))
    with pytest.raises(Unmet, match="至少要 3 位"):
        world.act(code, "conclude", REVIEWER)
