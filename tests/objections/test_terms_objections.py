"""Objections to the terms while the contest is open: until when, who answers, and what an upheld one brings about."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.claims.opening import claims_of
from marketplace.extensions import db, unit_of_work
from marketplace.notifications.models import OutboxMail
from marketplace.objections import to_terms
from marketplace.objections.queries import objection_by_ref
from marketplace.scenarios.service import scenario_by_code
from marketplace.tick import tick
from tests.lifecycle.steps import mails
from tests.world import sheets
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


def _decide_path(client_of: ClientOf, code: str) -> str:
    page = client_of(APPROVER2).get(f"/desk/scenarios/{code}/objections/").text
    return str(re.findall(r'href="(/desk/objections/\w+/decide)"', page)[0])


def _decide(client_of: ClientOf, code: str, decision: str) -> None:
    client_of(APPROVER2).submit(
        _decide_path(client_of, code), {"decision": decision, "answer": "经核对，限定没有依据。"}
    )


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
        mails = db.session.scalars(select(OutboxMail).where(OutboxMail.kept_subject.contains("异议已答复"))).all()
        assert len(mails) == 2 and all(mail.masked_until for mail in mails)
    world.a_claim(code, "investor1")
    world.close(code)
    assert world.scenario(code).state == "evaluating"


def _amend_by(world: World, code: str) -> datetime:
    with world.app.app_context():
        (one,) = to_terms.awaiting_amendment(scenario_by_code(code).round)  # type: ignore[arg-type]  # it has one
        assert one.amend_by is not None
        return one.amend_by


def _go(world: World, when: datetime) -> None:
    with world.app.app_context():
        left = when - clock.now()
        clock.advance(left)
        tick()


def _rewrite(world: World, code: str, **terms_fields: object) -> None:
    """The publisher writes the change into the working copy."""
    world.write_plan(code, sheets.plan(claim_terms=terms_fields), PUBLISHER)


@pytest.mark.any_day
def test_an_upheld_objection_without_an_amendment_in_ten_working_days_lapses_the_round_unopened(
    client_of: ClientOf, world: World, code: str
) -> None:
    ref = world.a_claim(code, "investor1")
    _to(world, code, days=11)
    _raise(client_of(RIVAL), code)
    _decide(client_of, code, "upheld")
    assert "异议成立，请变更公告" in _desk(client_of, APPROVER) and "异议成立，请变更公告" in _desk(
        client_of, PUBLISHER
    )
    end = _amend_by(world, code)
    world.close(code)
    world.advance(seconds=1)
    assert world.scenario(code).state == "open" and world.claim_state(ref) == "submitted"
    assert "还没有变更公告" in client_of("").get(f"/scenarios/{code}/").text
    _go(world, end - timedelta(seconds=5))
    assert world.scenario(code).state == "open"
    _go(world, end + timedelta(seconds=2))
    assert world.scenario(code).state == "lapsed" and world.claim_state(ref) == "lapsed"
    client_of(REVIEWER).get(f"/desk/claims/{ref}/", 404)
    page = client_of("").get(f"/scenarios/{code}/").text
    assert "10 个工作日内没有变更公告" in page and "少于规定" not in page
    assert "异议成立，请变更公告" not in _desk(client_of, APPROVER)


def test_ten_working_days_count_whatever_is_left_until_the_deadline(
    client_of: ClientOf, world: World, code: str
) -> None:
    with world.app.app_context():
        later = (clock.today() + timedelta(days=90)).isoformat()
    world.act(code, "amend", APPROVER, reason="顺延", deadline=later)
    _raise(client_of(RIVAL), code)
    _decide(client_of, code, "upheld")
    _go(world, _amend_by(world, code) + timedelta(seconds=2))
    assert world.scenario(code).state == "lapsed"
    assert "少于规定" not in client_of("").get(f"/scenarios/{code}/").text


def test_an_amendment_that_carries_the_remedy_answers_it_by_name(client_of: ClientOf, world: World, code: str) -> None:
    world.a_claim(code, "investor1")
    _raise(client_of(RIVAL), code)
    path = _decide_path(client_of, code)
    answer = {"decision": "upheld", "answer": "经核对，限定没有依据。", "amend_sections": "claim_terms"}
    client_of(APPROVER2).submit(path, answer)
    with world.app.app_context():
        later = (clock.today() + timedelta(days=40)).isoformat()
    world.act(code, "amend", APPROVER, reason="顺延", deadline=later)
    assert "异议成立，请变更公告" in _desk(client_of, APPROVER)
    page = client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/amend").text
    (ref,) = re.findall(r'name="objection"[^>]*value="(\w+)"', page)
    refused = {"reason": "改联系人", "deadline": later, "objection": ref}
    _write_other(world, code)
    amend = f"/desk/scenarios/{code}/actions/amend"
    assert "没有改动揭榜要求" in client_of(APPROVER).submit(amend, refused, 422).text
    _rewrite(world, code, qualifications="不限注册地。有同类业绩即可，业绩以合同为准。")
    client_of(APPROVER).submit(amend, {"reason": "取消限定", "objection": ref})
    assert "异议成立，请变更公告" not in _desk(client_of, APPROVER)
    assert "该异议成立：经核对，限定没有依据" in client_of("").get(f"/scenarios/{code}/").text
    world.claim_act(world_claim(world, code), "confirm", "lead@investor1.example")
    world.close(code)
    assert world.scenario(code).state == "evaluating"


def _write_other(world: World, code: str) -> None:
    plan = sheets.plan()
    world.write_plan(
        code, {"situation": {"situation": plan["situation"]["situation"] + "<p>补充一句现状。</p>"}}, PUBLISHER
    )


def world_claim(world: World, code: str) -> str:
    """The one claim of the contest, sealed or not."""
    with world.app.app_context():
        (claim,) = claims_of(scenario_by_code(code).round)  # type: ignore[arg-type]  # it has one
        return claim.ref


def test_one_upheld_after_the_deadline_is_answered_by_an_amendment_that_opens_the_contest_again(
    client_of: ClientOf, world: World, code: str
) -> None:
    ref = world.a_claim(code, "investor1")
    _raise(client_of(RIVAL), code)
    world.close(code)
    assert world.scenario(code).state == "open"
    amend = f"/desk/scenarios/{code}/actions/amend"
    assert "不能再变更" in client_of(APPROVER).submit(amend, {"reason": "改"}, 422).text
    _decide(client_of, code, "upheld")
    assert "已经截止" in client_of(APPROVER).submit(amend, {"reason": "改"}, 422).text
    _rewrite(world, code, qualifications="不限注册地。有同类业绩即可，业绩以合同为准。")
    client_of(APPROVER).submit(amend, {"reason": "取消限定"})
    with world.app.app_context():
        assert world.scenario(code).deadline > clock.now() + timedelta(days=14)
    assert world.claim_state(ref) == "unconfirmed"
    world.claim_act(ref, "confirm", "lead@investor1.example")
    world.a_claim(code, "investor2")
    world.close(code)
    assert world.scenario(code).state == "evaluating" and len(world.refs(code)) == 2


def test_an_objection_to_a_result_may_be_about_the_experts(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("notice", title="公示中的社区食堂场景")
    ref = world.object_to(code)
    path = f"/desk/objections/{ref}/decide"
    assert "由其他专家重新评审" in client_of(APPROVER2).get(path).text
    wrong = {"decision": "rejected", "answer": "不成立。", "about_experts": "yes"}
    assert "不成立。" in client_of(APPROVER2).submit(path, wrong, 422).text
    client_of(APPROVER2).submit(path, {"decision": "upheld", "answer": "专家任职过。", "about_experts": "yes"})
    world.second(ref)
    with world.app.app_context():
        assert objection_by_ref(ref).about_experts


def _hidden(ref: str) -> bool:
    """Whether a mail that names the claim is still hidden from lists."""
    masked = select(OutboxMail).where(OutboxMail.kept_body.contains(ref), OutboxMail.masked_until > clock.now())
    return bool(db.session.scalars(masked).all())


def test_the_opening_waits_for_an_objection_that_nobody_answered(client_of: ClientOf, world: World, code: str) -> None:
    _raise(client_of(RIVAL), code)
    ref = world.a_claim(code, "investor1")
    world.close(code)
    world.advance(hours=1)
    assert world.scenario(code).state == "open"
    client_of(REVIEWER).get(f"/desk/claims/{ref}/", 404)
    for email in (REVIEWER, APPROVER, APPROVER2, "admin@office.example", "viewer@office.example"):
        assert len([text for text in mails(world, email) if "还不能开榜" in text]) == 1, email
    for page in (
        client_of("").get(f"/scenarios/{code}/").text,
        client_of("lead@investor1.example").get(f"/desk/claims/{ref}/").text,
    ):
        assert "1 条对揭榜要求的异议未书面答复" in page and "区城市办审定人" in page
    with world.app.app_context():
        assert _hidden(ref)
    _decide(client_of, code, "rejected")
    world.advance(seconds=1)
    assert world.scenario(code).state == "evaluating"
    with world.app.app_context():
        assert not _hidden(ref)


def test_a_limit_that_passed_before_the_deadline_is_said_to_the_whole_office(
    client_of: ClientOf, world: World, code: str
) -> None:
    _raise(client_of(RIVAL), code)
    world.advance(days=10)
    for email in (REVIEWER, "viewer@office.example"):
        assert len([text for text in mails(world, email) if "期限已过" in text]) == 1


def test_after_the_opening_nobody_upholds_one_any_more(client_of: ClientOf, world: World, code: str) -> None:
    """An office of before this rule opened the claims beside an unanswered objection."""
    _raise(client_of(RIVAL), code)
    path = _decide_path(client_of, code)
    ref = world.a_claim(code, "investor1")
    with world.app.app_context(), unit_of_work():
        objection_by_ref(path.split("/")[3]).denied_at = clock.now()
    world.close(code)
    assert world.claim_state(ref) == "submitted" and world.scenario(code).state == "evaluating"
    with world.app.app_context(), unit_of_work():
        objection_by_ref(path.split("/")[3]).denied_at = None
    refused = client_of(APPROVER2).submit(path, {"decision": "upheld", "answer": "成立"}, 409).text
    assert "已经开榜" in refused


def test_a_round_unopened_twenty_working_days_lapses_sealed_and_says_who_owed_what(
    client_of: ClientOf, world: World, code: str
) -> None:
    _raise(client_of(RIVAL), code)
    ref = world.a_claim(code, "investor1")
    world.close(code)
    with world.app.app_context():
        end = scenario_by_code(code).round.lapses_at  # type: ignore[union-attr]  # it has one
    assert end is not None
    _go(world, end - timedelta(seconds=5))
    assert world.scenario(code).state == "open"
    _go(world, end + timedelta(seconds=2))
    assert (world.scenario(code).state, world.claim_state(ref)) == ("lapsed", "lapsed")
    page = client_of("").get(f"/scenarios/{code}/").text
    assert "未办事项：有 1 条对揭榜要求的异议未书面答复" in page and "区城市办审定人办理" in page
