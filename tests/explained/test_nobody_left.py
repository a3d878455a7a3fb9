"""Where nobody is left who could act, the pages say so and what to do; nothing is stuck in silence."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.accounts.models import Person
from marketplace.extensions import db, unit_of_work
from tests.lifecycle.steps import mails
from tests.world.clients import Client
from tests.world.terms import approved_terms
from tests.world.world import World, person

ClientOf = Callable[[str], Client]
APPROVERS = ("approver@office.example", "approver2@office.example")


def _all_approved_the_terms(world: World, code: str) -> None:
    approved_terms(world, code, *APPROVERS)


def test_an_objection_that_nobody_may_answer_goes_to_the_administrator(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario()
    _all_approved_the_terms(world, code)
    world.object_to(code)
    letter = mails(world, "admin@office.example")[-1]
    assert "另设一位审定人" in letter and "/desk/people/" in letter
    assert "没有人可以答复异议" in client_of("admin@office.example").get("/desk/").text
    for page in (f"/desk/scenarios/{code}/", f"/desk/scenarios/{code}/objections/"):
        assert "没有人可以答复异议" in client_of(APPROVERS[0]).get(page).text


def test_with_another_approver_nothing_is_said(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="notice")
    world.object_to(code)
    assert "没有人可以" not in client_of(APPROVERS[0]).get(f"/desk/scenarios/{code}/").text
    assert not [text for text in mails(world, "admin@office.example") if "异议" in text]


def test_a_step_without_anyone_to_take_it_says_so(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="vetted")
    with world.app.app_context(), unit_of_work():
        for email in APPROVERS:
            db.session.get_one(Person, person(email).id).role = "viewer"
    page = client_of("reviewer@office.example").get(f"/desk/scenarios/{code}/").text
    assert "没有人可以办理“审定”" in page and "另设一位审定人" in page
    assert "另设一位审定人" in client_of("admin@office.example").get("/desk/").text


def test_whoever_is_barred_reads_why_and_who_may(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="vetted")
    with world.app.app_context(), unit_of_work():
        db.session.get_one(Person, person("reviewer").id).role = "approver"
    page = client_of("reviewer@office.example").get(f"/desk/scenarios/{code}/").text
    assert "推介发布：你初审了这个场景，不能再审定它，请另一位审定人办理。" in page
    assert "推介发布：" not in client_of(APPROVERS[0]).get(f"/desk/scenarios/{code}/").text


def test_a_clerk_reads_that_the_lead_signs(world: World, client_of: ClientOf) -> None:
    code = world.a_draft()
    assert "上报：由单位负责人签发" in client_of("clerk@center1.example").get(f"/desk/scenarios/{code}/").text
    ref = world.a_claim(world.a_scenario(), submit=False)
    with world.app.app_context(), unit_of_work():
        db.session.get_one(Person, person("lead@investor1.example").id).role = "clerk"
    assert "提交：由单位负责人签发" in client_of("lead@investor1.example").get(f"/desk/claims/{ref}/").text


def test_an_award_refused_says_when_it_will_be_possible(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="notice")
    world.object_to(code)
    page = client_of(APPROVERS[0]).get(f"/desk/scenarios/{code}/").text
    assert "届时可确认揭榜" in page
    world.end_notice(code)
    later = client_of(APPROVERS[0]).get(f"/desk/scenarios/{code}/").text
    assert "答复期限" in later and "可确认揭榜" in later
