"""Objections to the terms while the contest is open: until when, who answers, and what an upheld one brings about."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.extensions import db
from marketplace.notifications.models import OutboxMail
from marketplace.scenarios.service import scenario_by_code
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, REVIEWER, World

ClientOf = Callable[[str], Client]
RIVAL, PUBLISHER = "lead@investor2.example", "lead@center1.example"
TEXT = {"name": "investor2 有限公司", "contact": RIVAL, "objection": "业绩要求限定本区企业，排斥外地企业。"}


@pytest.fixture
def code(world: World) -> str:
    """A scenario in its contest, published by APPROVER."""
    return world.a_scenario("open")


def _raise(client: Client, code: str, status: int = 302) -> str:
    return client.submit(f"/scenarios/{code}/objections/", TEXT, status).text


def _decide(client_of: ClientOf, code: str, decision: str) -> None:
    page = client_of(APPROVER2).get(f"/desk/scenarios/{code}/objections/").text
    path = re.findall(r'href="(/desk/objections/\w+/decide)"', page)[0]
    client_of(APPROVER2).submit(path, {"decision": decision, "answer": "经核对，限定没有依据。"})


def _to(world: World, code: str, **before: int) -> None:
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        assert round_ is not None
        clock.advance(round_.deadline - timedelta(**before) - clock.now())


def _desk(client_of: ClientOf, email: str) -> str:
    return client_of(email).get("/desk/").text


def test_the_page_says_to_what_one_objects_and_when_one_will(client_of: ClientOf, world: World, code: str) -> None:
    path = f"/scenarios/{code}/objections/"
    page = client_of("").get(path).text
    assert "对揭榜要求的异议" in page and "可提出至" in page and "本轮流榜" in page
    assert "对揭榜要求的异议" in client_of("").get(f"/scenarios/{code}/").text
    _to(world, code, days=10, seconds=-60)
    page = _raise(client_of(RIVAL), code, 422)
    assert TEXT["objection"] in page and "评榜结果公示后" in page
    world.a_claim(code, "investor1")
    world.close(code)
    assert "正在评榜" in client_of("").get(path).text
    assert TEXT["objection"] in _raise(client_of(RIVAL), code, 409)


def test_someone_who_did_not_approve_the_terms_answers_them(client_of: ClientOf, world: World, code: str) -> None:
    _raise(client_of(RIVAL), code)
    assert "异议待书面答复" in _desk(client_of, APPROVER2) and "异议待书面答复" not in _desk(client_of, APPROVER)
    page = client_of(APPROVER2).get(f"/desk/scenarios/{code}/objections/").text
    path = re.findall(r'href="(/desk/objections/\w+/decide)"', page)[0]
    for email in (APPROVER, REVIEWER, PUBLISHER, RIVAL):
        client_of(email).post(path, {"decision": "rejected", "answer": "x"}, 403)
    listed = client_of(PUBLISHER).get(f"/desk/scenarios/{code}/objections/").text
    assert TEXT["objection"] in listed and TEXT["name"] not in listed and RIVAL not in listed
    assert "about_experts" not in client_of(APPROVER2).get(path).text
    _decide(client_of, code, "rejected")
    page = client_of("").get(f"/scenarios/{code}/objections/").text
    assert TEXT["objection"] in page and "限定没有依据" in page and TEXT["name"] not in page
    with world.app.app_context():
        mails = db.session.scalars(select(OutboxMail).where(OutboxMail.subject.contains("异议已答复"))).all()
        assert len(mails) == 2 and all(mail.masked_until for mail in mails)
    world.a_claim(code, "investor1")
    world.close(code)
    assert world.scenario(code).state == "evaluating"


@pytest.mark.any_day
def test_an_upheld_objection_without_an_amendment_lapses_the_round_unopened(
    client_of: ClientOf, world: World, code: str
) -> None:
    ref = world.a_claim(code, "investor1")
    _raise(client_of(RIVAL), code)
    _decide(client_of, code, "upheld")
    assert "异议成立，请变更公告" in _desk(client_of, APPROVER) and "异议成立，请变更公告" in _desk(
        client_of, PUBLISHER
    )
    world.close(code)
    assert world.scenario(code).state == "lapsed" and world.claim_state(ref) == "lapsed"
    client_of(REVIEWER).get(f"/desk/claims/{ref}/", 404)
    page = client_of("").get(f"/scenarios/{code}/").text
    assert "异议成立，截止前没有变更公告" in page and "少于规定" not in page
    assert "异议成立，请变更公告" not in _desk(client_of, APPROVER)


@pytest.mark.any_day
def test_an_amendment_after_the_decision_answers_it(client_of: ClientOf, world: World, code: str) -> None:
    world.a_claim(code, "investor1")
    with world.app.app_context():
        later = (clock.today() + timedelta(days=40)).isoformat()
        latest = (clock.today() + timedelta(days=45)).isoformat()
    world.act(code, "amend", APPROVER, reason="顺延", deadline=later)
    _raise(client_of(RIVAL), code)
    _decide(client_of, code, "upheld")
    assert "异议成立，请变更公告" in _desk(client_of, APPROVER)
    world.act(code, "amend", APPROVER, reason="取消限定", deadline=latest)
    assert "异议成立，请变更公告" not in _desk(client_of, APPROVER)
    world.close(code)
    assert world.scenario(code).state == "evaluating"


def test_an_objection_to_a_result_may_be_about_the_experts(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("notice", title="公示中的社区食堂场景")
    ref = world.object_to(code)
    path = f"/desk/objections/{ref}/decide"
    assert "由其他专家重新评审" in client_of(APPROVER2).get(path).text
    wrong = {"decision": "rejected", "answer": "不成立。", "about_experts": "yes"}
    assert "不成立。" in client_of(APPROVER2).submit(path, wrong, 422).text
    client_of(APPROVER2).submit(path, {"decision": "upheld", "answer": "专家任职过。", "about_experts": "yes"})
    with world.app.app_context():
        from marketplace.evaluation.notices import objection_by_ref

        assert objection_by_ref(ref).about_experts


def test_an_objection_left_unanswered_stops_every_later_step(client_of: ClientOf, world: World, code: str) -> None:
    _raise(client_of(RIVAL), code)
    world.a_claim(code, "investor1")
    world.close(code)
    world.judge(code)
    page = client_of(REVIEWER).submit(f"/desk/scenarios/{code}/actions/conclude", {}, 422).text
    assert "1 条对揭榜要求的异议未答复" in page
    _decide(client_of, code, "rejected")
    world.act(code, "conclude", REVIEWER)
    assert world.scenario(code).state == "evaluated"


def test_one_upheld_after_the_opening_ends_the_round_without_a_winner(
    client_of: ClientOf, world: World, code: str
) -> None:
    _raise(client_of(RIVAL), code)
    ref = world.a_claim(code, "investor1")
    world.close(code)
    world.judge(code)
    lapse = f"/desk/scenarios/{code}/actions/lapse"
    assert "请先评榜" in client_of(APPROVER).submit(lapse, {"comment": "异议"}, 422).text
    _decide(client_of, code, "upheld")
    refused = client_of(REVIEWER).submit(f"/desk/scenarios/{code}/actions/conclude", {}, 422).text
    assert "只能流榜" in refused
    with world.app.app_context():
        told = {mail.to: mail.body for mail in db.session.scalars(select(OutboxMail)) if "开榜" in mail.body}
    assert lapse in told[APPROVER] and "由审定人办理流榜" in told[RIVAL]
    client_of(APPROVER).submit(lapse, {"comment": "对揭榜要求的异议成立"})
    assert (world.scenario(code).state, world.claim_state(ref)) == ("lapsed", "lapsed")
    assert "对揭榜要求的异议成立" in client_of("").get(f"/scenarios/{code}/").text
