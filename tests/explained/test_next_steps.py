"""Who acts next and by when stands on every page: of a scenario, of a claim, of an expert's work."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest

from marketplace import clock
from marketplace.claims.models import Claim
from marketplace.claims.states import STATES as CLAIM_STATES
from marketplace.corrections import service as corrections
from marketplace.extensions import db, unit_of_work
from marketplace.lifecycle.duties import DUTIES
from marketplace.panel import service as panels
from marketplace.scenarios.service import scenario_by_code
from marketplace.scenarios.states import OPEN, STATES
from marketplace.scoring.steps import STEPS
from tests.lifecycle.steps import mails
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, EXPERTS, REVIEWER, World, person

ClientOf = Callable[[str], Client]


def _put(world: World, code: str, state: str) -> None:
    with world.app.app_context(), unit_of_work():
        scenario = scenario_by_code(code)
        scenario.state = state
        scenario.due_at = clock.now() if STATES[state].limit_days else None


def _said(page: str) -> str:
    found = [line for line in unescape(page).splitlines() if 'class="next-step"' in line]
    assert len(found) == 1, f"{len(found)} lines say what comes next"
    return found[0]


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_scenario_says_who_acts_next_and_by_when(
    world: World, client_of: ClientOf, state: str
) -> None:
    code = world.a_scenario(state="notice" if state == "notice" else OPEN)
    _put(world, code, state)
    line = _said(client_of("clerk@center1.example").get(f"/desk/scenarios/{code}/").text)
    row = STATES[state]
    assert row.next and str(row.next) in line
    assert str(row.turn) in line
    assert ("<time" in line) == (bool(row.turn) and row.is_timed)
    assert ("期限" in line) == ("<time" in line), "what has no deadline speaks of none"


@pytest.mark.parametrize("state", [one for one, row in STATES.items() if row.public])
def test_the_public_page_says_it_too(world: World, client_of: ClientOf, state: str) -> None:
    code = world.a_scenario(state="notice" if state == "notice" else OPEN)
    _put(world, code, state)
    with world.app.app_context(), unit_of_work():
        scenario_by_code(code).public_state = state
    assert str(STATES[state].next) in _said(client_of("").get(f"/scenarios/{code}/").text)


def test_after_the_notice_the_approver_is_next(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="notice")
    world.end_notice(code)
    line = _said(client_of("").get(f"/scenarios/{code}/").text)
    assert "区城市办审定人" in line and "公示期已满" in line


@pytest.mark.parametrize("state", CLAIM_STATES)
def test_every_state_of_a_claim_says_who_acts_next_and_by_when(world: World, client_of: ClientOf, state: str) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    with world.app.app_context(), unit_of_work():
        db.session.query(Claim).filter_by(ref=ref).one().state = state
    line = _said(client_of("lead@investor1.example").get(f"/desk/claims/{ref}/").text)
    row = CLAIM_STATES[state]
    assert row.next and str(row.next) in line
    assert ("<time" in line) == (state in {"draft", "submitted", "unconfirmed"})


def test_an_opened_claim_waits_for_whoever_the_contest_waits_for(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="evaluating")
    ref = world.refs(code)[0]
    line = _said(client_of("lead@investor1.example").get(f"/desk/claims/{world.ref_of(code, 'investor1')}/").text)
    assert str(STATES["evaluating"].next) in line and "<time" in line
    assert str(STATES["evaluating"].next) in client_of("reviewer@office.example").get(f"/desk/claims/{ref}/").text


def test_after_the_award_a_loser_reads_only_what_concerns_the_loser(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="evaluating", claimants=("investor1", "investor2", "investor3"))
    ref = world.ref_of(code, "investor3")
    with world.app.app_context():
        corrections.decide(ref=ref, eligible=False, reason="业绩不够", by=person(REVIEWER))
        for one in ("investor1", "investor2"):
            fit = world.ref_of(code, one)
            corrections.decide(ref=fit, eligible=True, reason="符合", by=person(REVIEWER))
        panels.choose(code=code, experts=list(EXPERTS), reason="熟悉社区运营", by=person(REVIEWER))
    for expert in EXPERTS:
        for one, points in (("investor1", 90), ("investor2", 80)):
            world.score(world.ref_of(code, one), expert, points)
    world.act(code, "conclude", REVIEWER)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    unfit, loser = client_of("lead@investor3.example"), client_of("lead@investor2.example")
    assert "可以提出异议" in _said(unfit.get(f"/desk/claims/{ref}/").text)
    world.end_notice(code)
    world.act(code, "award", APPROVER2)
    for client, one in ((unfit, ref), (loser, world.ref_of(code, "investor2"))):
        line = _said(client.get(f"/desk/claims/{one}/").text)
        assert "不用再办理" in line and "实施方案" not in line and "期限" not in line
    told = mails(world, "lead@investor3.example")[-1]
    assert "没有参加评分" in told and "得分" not in told
    assert "本单位的得分" in mails(world, "lead@investor2.example")[-1]


@pytest.mark.parametrize("state", ["submitted", "evaluating"])
def test_a_deadline_stands_once_at_the_head(world: World, client_of: ClientOf, state: str) -> None:
    code = world.a_scenario(state=state)
    pages = [f"/desk/scenarios/{code}/"] + [f"/desk/scenarios/{code}/claims/"] * (state == "evaluating")
    for page in pages:
        assert "办理期限" not in client_of(REVIEWER).get(page).text


def test_an_experts_page_says_what_is_next_step_by_step(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="evaluating")
    says = {step.id: str(step.next) for step in STEPS}
    with world.app.app_context():
        panels.choose(code=code, experts=["expert1"], reason="熟悉社区运营", by=person("reviewer"))
    expert = client_of("expert1@experts.example")
    line = _said(expert.get("/desk/evaluations/").text)
    assert says["declare"] in line and "<time" in line
    world.judge(code)
    assert says["wait"] in _said(expert.get("/desk/evaluations/").text)
    world.act(code, "conclude", "reviewer")
    assert says["over"] in _said(expert.get("/desk/evaluations/").text)


def test_a_claimants_desk_lists_what_it_waits_for_with_who_and_when(world: World, client_of: ClientOf) -> None:
    ref = world.a_claim(world.a_scenario())
    page = client_of("lead@investor1.example").get("/desk/").text
    assert "我在等，1 件" in page and f"/desk/claims/{ref}/" in page
    assert str(CLAIM_STATES["submitted"].turn) in page and str(CLAIM_STATES["submitted"].next) in page


def test_whatever_waits_for_the_office_names_the_role_it_waits_for() -> None:
    turns = {row.id: f"{row.turn}{row.afterwards[0] if row.afterwards else ''}" for row in STATES.values()}
    offices = {state for state, turn in turns.items() if "区城市办" in turn}
    assert {duty.state for duty in DUTIES if duty.role} == offices
