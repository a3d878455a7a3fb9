"""What was typed when the session ended comes back after signing in, also on forms that stand on a larger page."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from marketplace.accounts import passwords
from marketplace.extensions import unit_of_work
from tests.world.clients import Client
from tests.world.world import REVIEWER, World, person

ClientOf = Callable[[str], Client]
PASSWORD = "Ein-anderes-Wort-7!"


def test_the_reason_for_prolonging_survives_an_ended_session(app: Flask, world: World, client_of: ClientOf) -> None:
    with app.app_context(), unit_of_work():
        person(REVIEWER).password_hash = passwords.hash_password(PASSWORD)
    code = world.a_scenario("submitted")
    visitor = client_of("")
    typed = {"days": "7", "reason": "等待自然资源部门的书面意见", "revision": "2"}
    asked = visitor.post(f"/desk/scenarios/{code}/prolong", typed, status=401)
    assert typed["reason"] in asked.text and f'value="/desk/scenarios/{code}/"' in asked.text
    carried = {f"carried-{name}": value for name, value in typed.items()}
    form = {"email": REVIEWER, "password": PASSWORD, "next": f"/desk/scenarios/{code}/", **carried}
    back = visitor.post("/account/login", form, status=200)
    assert typed["reason"] in back.text


def test_prolonging_takes_plain_words_once(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("submitted")
    reviewer = client_of(REVIEWER)
    page, path = f"/desk/scenarios/{code}/", f"/desk/scenarios/{code}/prolong"
    for wrong in ("含\0空字符", "", "长" * 2001):
        answer = reviewer.submit(path, {"days": "5", "reason": wrong}, page=page, status=422)
        assert wrong.replace("\0", "") in answer.text.replace("\0", "").replace("\ufffd", "")
    for days in ("0", "61", "1e400", "五", "-1", "9" * 400):
        assert days in reviewer.submit(path, {"days": days, "reason": "理由"}, page=page, status=422).text
    fields = {"days": "5", "reason": "等待书面意见", "revision": reviewer.main(page)["revision"]}
    reviewer.post(path, fields)
    due = world.scenario(code).due_at
    assert fields["reason"] in reviewer.post(path, fields, status=409).text
    assert world.scenario(code).due_at == due


def test_what_a_citizen_typed_survives_an_ended_session_unless_it_came_from_elsewhere(
    world: World, client_of: ClientOf
) -> None:
    code = world.a_scenario("open")
    path, visitor = f"/scenarios/{code}/objections/", client_of("")
    typed = {"name": "王大力", "contact": "0558-5550999", "objection": "业绩要求没有依据。", "csrf_token": "ended"}
    page = visitor.post(path, typed, 400, headers={"Origin": "http://localhost"}).text
    assert typed["objection"] in page and "再次提交" in page and "没有丢失" in page
    assert "再次提交" not in visitor.post(path, typed, 400, headers={"Origin": "https://elsewhere.example"}).text
    visitor.get("/")
    page = visitor.post(path, typed, 400, headers={"Sec-Fetch-Site": "same-origin"}).text
    assert f'action="{path}"' in page
    visitor.post(path, {**typed, "csrf_token": visitor.token})
    assert "1 条正在答复" in visitor.get(path).text
