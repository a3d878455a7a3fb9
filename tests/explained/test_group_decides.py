"""Where nobody in the office may decide any more, the leading group's written decision takes the place: entered, published."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.audit import queries as audit
from marketplace.extensions import db, unit_of_work
from marketplace.objections.group_decisions import from_when
from marketplace.objections.queries import objection_by_ref
from tests.world.clients import Client
from tests.world.terms import approved_terms
from tests.world.world import APPROVER, APPROVER2, PDF, REVIEWER, VETTING, World, person

ClientOf = Callable[[str], Client]
ADMIN, VIEWER, PUBLISHER = "admin@office.example", "viewer@office.example", "lead@center1.example"
NUMBER = "亳高新城推〔2026〕3号"


def _with_file(**form: str) -> dict[str, Any]:
    return {**form, "decision_number": NUMBER, "decision_file": (BytesIO(PDF), "书面决定.pdf")}


def _all_approved_the_terms(world: World, code: str) -> None:
    approved_terms(world, code, APPROVER, APPROVER2)


def test_an_objection_that_nobody_may_answer_is_the_leading_groups(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario()
    _all_approved_the_terms(world, code)
    ref = world.object_to(code)
    path = f"/desk/objections/{ref}/decision"
    for email in (VIEWER, PUBLISHER, "lead@investor2.example", "expert1@experts.example"):
        client_of(email).post(path, {}, 403)
    listed = client_of(REVIEWER).get(f"/desk/scenarios/{code}/objections/").text
    assert path in listed
    answer = {"decision": "rejected", "answer": "经领导小组研究，不成立。"}
    page = client_of(REVIEWER).submit(path, answer, 422).text
    assert "经领导小组研究" in page and "决定文号" in page and "书面决定" in page
    unanswered = client_of(REVIEWER).submit(path, _with_file(decision="rejected", answer=""), 422).text
    assert "文件要重新选择：书面决定.pdf" in unanswered
    client_of(REVIEWER).submit(path, _with_file(**answer))
    client_of(REVIEWER).post(path, _with_file(**answer), 409)
    public = client_of("").get(f"/scenarios/{code}/objections/").text
    assert NUMBER in public and "经领导小组研究" in public
    file = re.findall(r'href="(/files/[\w-]+)">书面决定', public)[0]
    assert client_of("").get(file).data == PDF
    with world.app.app_context():
        (event,) = [e for e in audit.history("scenario", code) if e.action == "answer_objection"]
        assert event.data["decision_number"] == NUMBER and event.data["decision_file"][0]["sha256"]


def test_one_undecided_after_ten_working_days_is_the_leading_groups(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("notice")
    ref = world.object_to(code)
    path = f"/desk/objections/{ref}/decision"
    form = {"decision": "rejected", "answer": "不成立。"}
    assert "还有审定人可以答复" in client_of(REVIEWER).get(path).text
    client_of(REVIEWER).post(path, _with_file(**form), 409)
    with world.app.app_context():
        when = from_when(objection_by_ref(ref))
    assert when is not None

    with world.app.app_context():
        clock.advance(when - clock.now() + timedelta(seconds=2))
    client_of(ADMIN).submit(path, _with_file(**form))
    assert NUMBER in client_of("").get(f"/scenarios/{code}/objections/").text


@pytest.mark.parametrize("by", [REVIEWER, ADMIN])
def test_an_act_that_nobody_may_do_is_done_by_the_leading_groups_decision(
    world: World, client_of: ClientOf, by: str
) -> None:
    code = world.a_scenario("submitted")
    with world.app.app_context(), unit_of_work():
        db.session.get_one(Person, person(APPROVER2).id).role = "viewer"
        db.session.get_one(Person, person(APPROVER).id).role = "reviewer"
    world.act(code, "vet", APPROVER, **VETTING)
    with world.app.app_context(), unit_of_work():
        db.session.get_one(Person, person(APPROVER).id).role = "approver"
    path = f"/desk/scenarios/{code}/decisions/publish"
    assert path in client_of(by).get(f"/desk/scenarios/{code}/").text
    for email in (VIEWER, PUBLISHER):
        client_of(email).get(path, 403)
    client_of(by).get(f"/desk/scenarios/{code}/decisions/return", 409)
    client_of(by).get(f"/desk/scenarios/{code}/decisions/nonsense", 404)
    assert "决定文号" in client_of(by).submit(path, {"fair_competition": "passed"}, 422).text
    assert "文件要重新选择：书面决定.pdf" in client_of(by).submit(path, _with_file(fair_competition=""), 422).text
    client_of(by).submit(path, _with_file(fair_competition="passed"))
    assert world.scenario(code).state == "open"
    page = client_of("").get(f"/scenarios/{code}/").text
    assert f"依据领导小组书面决定 {NUMBER}" in page
    file = re.findall(r'href="(/files/[\w-]+)">推介发布', page)[0]
    assert client_of("").get(file).data == PDF
    assert NUMBER in client_of(by).get(f"/desk/scenarios/{code}/history").text


def test_while_somebody_may_do_it_the_leading_group_does_not(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("vetted")
    path = f"/desk/scenarios/{code}/decisions/publish"
    assert "/decisions/" not in client_of(REVIEWER).get(f"/desk/scenarios/{code}/").text
    client_of(REVIEWER).get(path, 409)
    client_of(REVIEWER).post(path, _with_file(fair_competition="passed"), 409)
    assert world.scenario(code).state == "vetted"
