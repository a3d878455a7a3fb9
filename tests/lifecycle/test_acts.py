"""The acts of the lifecycle: who is refused how, what each guard says, what each act brings about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from marketplace import clock
from marketplace.errors import Forbidden, Stale, Unmet, WrongState
from marketplace.publications import service as publications
from marketplace.scenarios.service import scenario_by_code
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, REVIEWER, VETTING, World, upload

ClientOf = Callable[[str], Client]
LEAD, CLERK = "lead@center1.example", "clerk@center1.example"


def _post(client: Client, code: str, action: str, status: int, **fields: Any) -> str:
    path = f"/desk/scenarios/{code}/actions/{action}"
    return client.submit(path, fields, status).text


def _contest(client_of: ClientOf, code: str) -> Any:
    answer: Any = client_of("").get(f"/api/v1/scenarios/{code}").json
    return answer["contest"]


def _local(moment: Any) -> Any:
    return moment.astimezone(clock.SHANGHAI)


# --- refusals ---------------------------------------------------------------------------------------------------


def test_a_contest_cannot_be_decided_while_claims_come_in(client_of: ClientOf, world: World) -> None:
    """C16: a winner could be named while bids were still coming in."""
    code = world.a_scenario(state="open")
    before = client_of(APPROVER).get(f"/desk/scenarios/{code}/history").text.count("data-action")
    for email, action in ((APPROVER, "announce"), (APPROVER, "award"), (REVIEWER, "conclude")):
        _post(client_of(email), code, action, 409, claim="JB-2026-0001")
    assert client_of(APPROVER).get(f"/desk/scenarios/{code}/history").text.count("data-action") == before


def test_an_award_waits_for_the_last_second_of_the_notice(client_of: ClientOf, world: World) -> None:
    """C16, C22."""
    code = world.a_scenario(state="evaluated")
    _post(client_of(APPROVER), code, "award", 409)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    world.end_notice(code)
    with world.app.app_context():
        clock.advance(timedelta(seconds=-5))
    assert "公示期至" in _post(client_of(APPROVER2), code, "award", 422)
    with world.app.app_context():
        clock.advance(timedelta(seconds=5))
    _post(client_of(APPROVER2), code, "award", 302)
    assert world.scenario(code).state == "awarded"


def test_a_person_without_a_row_is_forbidden_and_a_stranger_finds_nothing(client_of: ClientOf, world: World) -> None:
    draft, open_ = world.a_scenario(state="draft"), world.a_scenario(state="open", title="站前停车共享场景")
    client_of(CLERK).post(f"/desk/scenarios/{draft}/actions/submit", {"revision": "1"}, 403)
    client_of("lead@investor1.example").post(f"/desk/scenarios/{draft}/actions/submit", {"revision": "1"}, 404)
    client_of("lead@investor1.example").post(f"/desk/scenarios/{open_}/actions/withdraw", {"revision": "1"}, 403)
    client_of(LEAD).post(f"/desk/scenarios/{draft}/actions/fly", {"revision": "1"}, 404)
    for email in (LEAD, REVIEWER, APPROVER, "admin@office.example"):
        client_of(email).post(f"/desk/scenarios/{open_}/actions/close", {"revision": "1"}, 403)
    client_of("").post(f"/desk/scenarios/{draft}/actions/submit", {"revision": "1"}, 401)


def test_a_stale_or_missing_revision_does_nothing(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="submitted")
    client = client_of(REVIEWER)
    client.post(f"/desk/scenarios/{code}/actions/vet", VETTING, 409)
    page = client.post(f"/desk/scenarios/{code}/actions/vet", {**VETTING, "revision": "1"}, 409)
    assert "有依据" in page.text, "what was typed stays on the page"
    assert world.scenario(code).state == "submitted"


def test_a_second_click_changes_nothing_twice(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="draft")
    client = client_of(LEAD)
    revision = client.main(f"/desk/scenarios/{code}/")["revision"]
    client.post(f"/desk/scenarios/{code}/actions/submit", {"revision": revision})
    client.post(f"/desk/scenarios/{code}/actions/submit", {"revision": revision}, 409)


def test_every_missing_thing_is_named_with_a_link_to_it(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="draft", body=sheets.plan(claim_terms={"criteria": [{"name": "方案", "weight": 95}], "contact_email": None}))
    page = _post(client_of(LEAD), code, "submit", 422)
    assert "揭榜要求的权重合计为 95，请再分配 5。" in page and f"/desk/scenarios/{code}/plan/claim_terms#contact_email" in page


def test_the_page_of_an_act_answers_in_every_state_with_the_reason_why_not(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="draft")
    page = client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/award").text
    assert "现在是“草稿”" in page


# --- review -----------------------------------------------------------------------------------------------------


def test_nobody_approves_what_they_vetted_even_with_another_role(world: World) -> None:
    from marketplace.extensions import unit_of_work
    from tests.world.world import person

    code = world.a_scenario(state="vetted")
    with world.app.app_context(), unit_of_work():
        person(REVIEWER).role = "approver"
    with pytest.raises(Forbidden, match="你初审了这个场景"):
        world.act(code, "publish", REVIEWER)
    world.act(code, "publish", APPROVER)


def test_a_return_needs_a_comment_and_the_publisher_sees_it_at_the_section(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="submitted")
    _post(client_of(REVIEWER), code, "return", 422)
    _post(client_of(REVIEWER), code, "return", 302, **{"section_comments-returns": "请补收入依据"})
    clerk = client_of(CLERK)
    assert "请补收入依据" in clerk.get(f"/desk/scenarios/{code}/plan/returns").text
    assert "有意见" in clerk.get(f"/desk/scenarios/{code}/").text
    from tests.world.clients import Forms

    page = clerk.get(f"/desk/scenarios/{code}/plan/returns").text
    settle = next(path for path in Forms(page).forms if path.endswith("/settle"))
    clerk.post(settle)
    assert "有意见" not in clerk.get(f"/desk/scenarios/{code}/").text
    history = client_of(REVIEWER).get(f"/desk/scenarios/{code}/history").text
    assert "请补收入依据" in history


def test_each_criterion_wants_a_score_from_1_to_5_and_a_reason(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="submitted")
    page = _post(client_of(REVIEWER), code, "vet", 422, **{**VETTING, "score_traction": "6", "reason_leverage": ""})
    assert 'href="#score_traction"' in page and 'href="#reason_leverage"' in page


def test_a_reviewer_returns_before_vetting_an_approver_after(world: World) -> None:
    code = world.a_scenario(state="submitted")
    with pytest.raises(WrongState):
        world.act(code, "return", APPROVER, **{"section_comments-basics": "改"})
    world.act(code, "vet", REVIEWER, **VETTING)
    with pytest.raises(WrongState):
        world.act(code, "return", REVIEWER, **{"section_comments-basics": "改"})
    world.act(code, "return", APPROVER, **{"section_comments-basics": "改"})


def test_a_service_limit_counts_working_days_and_can_be_prolonged_with_a_reason(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="submitted")
    before = world.scenario(code).due_at
    client = client_of(REVIEWER)
    path = f"/desk/scenarios/{code}/prolong"
    client.submit(path, {"days": "3", "reason": ""}, 422, page=f"/desk/scenarios/{code}/")
    client.submit(path, {"days": "x", "reason": "等图纸"}, 422, page=f"/desk/scenarios/{code}/")
    client.submit(path, {"days": "3", "reason": "等图纸"}, 302, page=f"/desk/scenarios/{code}/")
    assert world.scenario(code).due_at > before
    assert "等图纸" in client.get(f"/desk/scenarios/{code}/history").text


# --- publication and amendment ------------------------------------------------------------------------------------


def test_the_deadline_is_17_on_a_working_day_and_shown_before_the_act(client_of: ClientOf, world: World) -> None:
    """C77: the closing date had been entered wrongly and had to be corrected in public."""
    code = world.a_scenario(state="vetted", body=sheets.plan(claim_terms={"claim_days": 24}))
    page = client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/publish").text
    assert "17:00" in page and "+08:00" in page and "星期" in page and "个工作日" in page and "将发邮件给发布方" in page
    world.act(code, "publish", APPROVER)
    deadline = _local(world.scenario(code).deadline)
    from marketplace.workdays.queries import next_working_day

    with world.app.app_context():
        assert deadline.date() == next_working_day(clock.today() + timedelta(days=24))
    assert (deadline.hour, deadline.minute, deadline.second) == (17, 0, 0)


def test_a_deadline_on_a_rest_day_moves_on_and_the_form_says_so(client_of: ClientOf, world: World) -> None:
    """C77."""
    with world.app.app_context():
        days = next(n for n in range(20, 40) if (clock.today() + timedelta(days=n)).weekday() == 5)
    code = world.a_scenario(state="vetted", body=sheets.plan(claim_terms={"claim_days": days}))
    assert "已顺延" in client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/publish").text


def test_a_claim_period_under_twenty_days_is_not_published(world: World) -> None:
    code = world.a_scenario(state="vetted", body=sheets.plan(claim_terms={"claim_days": 19}))
    with pytest.raises(Unmet, match="不能少于 20"):
        world.act(code, "publish", APPROVER)
    assert not world.scenario(code).public_state


def test_an_amendment_of_money_leaves_fifteen_days_and_issues_the_next_version(world: World) -> None:
    code = world.a_scenario(state="open", body=sheets.plan(claim_terms={"claim_days": 20}))
    with pytest.raises(Unmet, match="没有可以公告的变更"):
        world.act(code, "amend", APPROVER, reason="无")
    world.advance(days=15)
    changed = sheets.plan()["returns"]
    changed["investment"][0]["amount_wan"] = 999
    world.write_plan(code, {"returns": changed}, LEAD)
    with world.app.app_context():
        too_early = (clock.today() + timedelta(days=14)).isoformat()
        earliest = clock.today() + timedelta(days=15)
    with pytest.raises(Unmet, match="不能早于"):
        world.act(code, "amend", APPROVER, reason="调整投资", deadline=too_early)
    world.act(code, "amend", APPROVER, reason="调整投资")
    assert _local(world.scenario(code).deadline).date() >= earliest
    with world.app.app_context():
        versions = publications.versions(scenario_by_code(code))
        assert [(v.version, v.kind) for v in versions] == [(1, "opening"), (2, "amendment")]
        assert versions[0].content["plan"]["returns"]["investment"][0]["amount_wan"] != 999


def test_a_harmless_amendment_keeps_the_deadline_which_never_moves_earlier(world: World) -> None:
    code = world.a_scenario(state="open")
    before = world.scenario(code).deadline
    world.write_plan(code, {"positioning": {"positioning": sheets.WORDS}}, LEAD)
    with pytest.raises(Unmet, match="不能提前"):
        world.act(code, "amend", APPROVER, reason="补充", deadline=(_local(before).date() - timedelta(days=1)).isoformat())
    world.act(code, "amend", APPROVER, reason="补充定位")
    assert world.scenario(code).deadline == before


def test_what_was_judged_is_what_is_issued(world: World) -> None:
    from marketplace.lifecycle import service as lifecycle
    from tests.world.world import person

    code = world.a_scenario(state="open")
    world.write_plan(code, {"positioning": {"positioning": sheets.WORDS}}, LEAD)
    from marketplace.plans import service as plans

    with world.app.app_context():
        seen = plans.document(code, "plan").revision
    world.write_plan(code, {"positioning": {"positioning": sheets.WORDS * 2}}, LEAD)
    with world.app.app_context(), pytest.raises(Stale):
        lifecycle.act(code=code, action="amend", by=person(APPROVER), form={"reason": ["补充"]},
                      revision=scenario_by_code(code).revision, plan_revision=seen)


def test_production_refuses_a_deadline_in_a_year_nobody_has_decided(world: World) -> None:
    code = world.a_scenario(state="vetted", body=sheets.plan(claim_terms={"claim_days": 60}))
    world.app.config["DEMO"] = False
    with world.app.app_context():
        reaches = (clock.today() + timedelta(days=60)).year
    with pytest.raises(Unmet, match=f"{reaches} 年放假安排尚未录入"):
        world.act(code, "publish", APPROVER)


# --- the ends of a contest ------------------------------------------------------------------------------------------


def test_too_few_claims_lapse_and_stay_sealed_for_ever(world: World) -> None:
    body = sheets.plan(claim_terms={"min_claims": 2})
    code = world.a_scenario(state="open", body=body)
    ref = world.a_claim(code, "investor1")
    world.close(code)
    assert (world.scenario(code).state, world.claim_state(ref)) == ("lapsed", "lapsed")
    assert world.refs(code) == []


def test_a_lapsed_scenario_is_planned_again_with_its_history(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="open")
    world.close(code)
    world.act(code, "relaunch", LEAD)
    assert (world.scenario(code).state, world.scenario(code).public_state) == ("draft", "lapsed")
    for action, by, form in (("submit", LEAD, {}), ("vet", REVIEWER, VETTING), ("publish", APPROVER, {})):
        world.act(code, action, by, **form)
    contest = _contest(client_of, code)
    assert contest["round"] == 2 and world.scenario(code).public_state == "open"
    with world.app.app_context():
        assert [v.version for v in publications.versions(scenario_by_code(code))] == [1, 2]


def test_a_withdrawn_contest_tells_the_claimants_and_opens_nothing(world: World) -> None:
    code = world.a_scenario(state="open")
    ref = world.a_claim(code, "investor1")
    with pytest.raises(WrongState):
        world.act(code, "withdraw", LEAD, comment="计划调整")
    world.act(code, "withdraw", APPROVER, comment="计划调整")
    assert (world.scenario(code).state, world.claim_state(ref)) == ("withdrawn", "lapsed")
    assert world.refs(code) == []
    assert any("已撤回" in mail for mail in _mails(world, "lead@investor1.example"))


def test_a_forfeited_award_lets_the_next_ranked_be_announced(world: World) -> None:
    code = world.a_scenario(state="awarded")
    first = world.first(code)
    world.act(code, "forfeit", APPROVER, comment="放弃签约")
    assert (world.scenario(code).state, world.claim_state(first)) == ("evaluated", "forfeited")
    second = world.first(code)
    assert second != first and world.scenario(code).ranking[0]["rank"] == 1
    world.act(code, "announce", APPROVER2, claim=second)
    world.end_notice(code)
    world.act(code, "award", APPROVER)
    assert world.claim_state(second) == "awarded"


def test_an_upheld_objection_leaves_only_the_annulment(world: World, client_of: ClientOf) -> None:
    from marketplace.evaluation import notices
    from marketplace.sheets import Bound
    from tests.world.world import person

    code = world.a_scenario(state="notice")
    ref = world.object_to(code)
    with world.app.app_context():
        bound = Bound(None, {}, {"decision": "upheld", "answer": "经核属实，重新评榜。"})  # type: ignore[arg-type]
        with pytest.raises(Forbidden, match="你公示了这个结果"):
            notices.decide_objection(ref=ref, bound=bound, by=person(APPROVER))
        notices.decide_objection(ref=ref, bound=bound, by=person(APPROVER2))
    world.end_notice(code)
    with pytest.raises(Unmet, match="只能撤销公示"):
        world.act(code, "award", APPROVER2)
    world.act(code, "annul", APPROVER2, comment="异议成立")
    assert (world.scenario(code).state, world.scenario(code).ranking) == ("evaluating", None)
    contest = _contest(client_of, code)
    assert contest["ranking"] is None and contest["notice"] is None
    world.act(code, "conclude", REVIEWER)
    assert world.scenario(code).state == "evaluated"


def test_nobody_announces_what_they_concluded(world: World) -> None:
    from marketplace.extensions import unit_of_work
    from tests.world.world import person

    code = world.a_scenario(state="evaluated")
    with world.app.app_context(), unit_of_work():
        person(REVIEWER).role = "approver"
    with pytest.raises(Forbidden, match="你作出了评榜结论"):
        world.act(code, "announce", REVIEWER, claim=world.first(code))


def test_another_than_the_first_needs_a_reason_and_a_tender_allows_none(world: World) -> None:
    code = world.a_scenario(state="evaluated")
    second = world.scenario(code).ranking[1]["claim"]
    with pytest.raises(Unmet, match="请写明理由"):
        world.act(code, "announce", APPROVER, claim=second)
    with pytest.raises(Unmet, match="没有"):
        world.act(code, "announce", APPROVER, claim="JB-2026-9999")
    world.act(code, "announce", APPROVER, claim=second, comment="第一名承诺不能落实")
    assert world.scenario(code).state == "notice"


def test_a_claim_under_a_minimum_score_cannot_be_announced(world: World) -> None:
    criteria = [{"name": "方案", "weight": 60, "min_score": 80}, {"name": "业绩", "weight": 40}]
    code = world.a_scenario(state="evaluating", body=sheets.plan(claim_terms={"criteria": criteria}))
    world.judge(code, dict.fromkeys(world.refs(code), 70))
    world.act(code, "conclude", REVIEWER)
    with pytest.raises(Unmet, match="低于最低分"):
        world.act(code, "announce", APPROVER, claim=world.first(code))
    world.act(code, "lapse", APPROVER, comment="均低于最低分")
    assert world.scenario(code).state == "lapsed"


# --- implementation -------------------------------------------------------------------------------------------------


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
    milestones = [{"name": "开业", "kind": "start", "due": "2027-01-10"}, {"name": "达标", "kind": "effect", "due": "2027-12-20"}]
    code = world.a_scenario(state="underway", body=sheets.plan(schedule={"milestones": milestones}))
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
    world.act(code, "terminate", APPROVER, comment="按退出机制移交")
    assert (world.scenario(code).state, world.claim_state(ref)) == ("terminated", "terminated")


def test_losers_are_told_with_thanks(world: World) -> None:
    code = world.a_scenario(state="awarded")
    winner = world.winner(code)
    loser = next(lead for lead in ("lead@investor1.example", "lead@investor2.example") if lead != winner)
    assert any("感谢参加" in mail for mail in _mails(world, loser))
    assert not any("感谢参加" in mail for mail in _mails(world, winner))


def _mails(world: World, address: str) -> list[str]:
    from sqlalchemy import select

    from marketplace.extensions import db
    from marketplace.notifications.models import OutboxMail

    with world.app.app_context():
        return list(db.session.scalars(select(OutboxMail.body).where(OutboxMail.to == address)))


def test_an_evaluation_is_concluded_only_when_everyone_owed_is_in(world: World) -> None:
    code = world.a_scenario(state="evaluating")
    with pytest.raises(Unmet, match="资格审查"):
        world.act(code, "conclude", REVIEWER)
    world.judge(code, experts=("expert1", "expert2"))
    with pytest.raises(Unmet, match="至少要 3 位"):
        world.act(code, "conclude", REVIEWER)
