"""The leading group's decision takes the place of whom four eyes bar, never of whom the one who enters it took out."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from marketplace.extensions import unit_of_work
from marketplace.people import proposals
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, PDF, REVIEWER, World, person

ClientOf = Callable[[str], Client]
ADMIN = "admin@office.example"


def _id(world: World, email: str) -> int:
    with world.app.app_context():
        return person(email).id


def _take_out(world: World, client_of: ClientOf, email: str, status: int = 302) -> str:
    form = {"reason": "调离岗位，不再办理", "confirm": "yes"}
    return client_of(ADMIN).submit(f"/desk/people/{_id(world, email)}/disable", form, status).text


def _decision(**form: str) -> dict[str, Any]:
    return {**form, "confirm": "yes", "decision_number": "某〔2026〕1号", "decision_file": (BytesIO(PDF), "决定.pdf")}


def test_who_disabled_the_approver_enters_no_decision_in_their_place(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("evaluated")
    with world.app.app_context(), unit_of_work():
        person(APPROVER).seconded_from = person("lead@center1.example").organisation
    path = f"/desk/scenarios/{code}/decisions/announce"
    client_of(ADMIN).get(path, 409)
    _take_out(world, client_of, APPROVER2)
    assert path not in client_of(ADMIN).get(f"/desk/scenarios/{code}/").text
    client_of(ADMIN).get(path, 403)
    form = _decision(claim=world.first(code), revision=str(world.scenario(code).revision))
    assert "请由区城市办另一位工作人员录入" in client_of(ADMIN).post(path, form, 403).text
    assert world.scenario(code).state == "evaluated"
    assert path in client_of(REVIEWER).get(f"/desk/scenarios/{code}/").text
    client_of(REVIEWER).submit(path, _decision(claim=world.first(code)))
    assert world.scenario(code).state == "notice"


def test_who_entered_the_approvers_as_seconded_enters_no_decision_either(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("notice")
    ref = world.object_to(code)
    for email, other in ((APPROVER, APPROVER2), (APPROVER2, APPROVER)):
        client_of(ADMIN).submit(f"/desk/people/{_id(world, email)}/second", {"organisation": "center1"})
        with world.app.app_context():
            page = proposals.address(proposals.newest()[0])
        client_of(other).submit(page, {"decision": "confirm", "answer": "情况属实"})
    path = f"/desk/objections/{ref}/decision"
    form = {"decision": "rejected", "answer": "不成立。"}
    assert path not in client_of(ADMIN).get(f"/desk/scenarios/{code}/objections/").text
    assert "另一位工作人员" in client_of(ADMIN).submit(path, _decision(**form), 409).text
    client_of(REVIEWER).submit(path, _decision(**form))


def test_the_last_approver_is_not_disabled(world: World, client_of: ClientOf) -> None:
    _take_out(world, client_of, APPROVER)
    assert "最后一位审定人" in _take_out(world, client_of, APPROVER2, 409)
    client_of(APPROVER2).get("/desk/people/proposals/", 200)
