"""Objections to a result: by anyone with a name, answered in writing, once, by another person."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, World

ClientOf = Callable[[str], Client]
TEXT = {"name": "王大力", "contact": "wang@citizen.example", "objection": "第二名的运营年限写错了，请复核。"}


@pytest.fixture
def code(world: World) -> str:
    """A scenario on public notice."""
    return world.a_scenario("notice")


def _raise(client: Client, code: str, status: int = 302, **changes: str) -> str:
    path = f"/scenarios/{code}/objections/"
    return client.submit(path, {**TEXT, **changes}, status).text


def _decide_path(client_of: ClientOf, code: str) -> str:
    page = client_of(APPROVER2).get(f"/desk/scenarios/{code}/objections/").text
    return str(re.findall(r'href="(/desk/objections/\w+/decide)"', page)[0])


def test_a_citizen_objects_and_reads_the_answer_without_being_named(
    client_of: ClientOf, world: World, code: str
) -> None:
    visitor = client_of("")
    _raise(visitor, code)
    public = visitor.get(f"/scenarios/{code}/objections/").text
    assert TEXT["objection"] not in public and TEXT["name"] not in public and "1 条正在答复" in public
    path = _decide_path(client_of, code)
    assert TEXT["name"] in client_of(APPROVER2).get(path).text
    assert "写了一半" in client_of(APPROVER2).submit(path, {"answer": "写了一半"}, 422).text
    client_of(APPROVER2).submit(path, {"decision": "rejected", "answer": "经核对原件，年限无误。"})
    client_of(APPROVER2).post(path, {"decision": "upheld", "answer": "改主意了"}, 409)
    public = visitor.get(f"/scenarios/{code}/objections/").text
    assert (
        TEXT["objection"] in public
        and "年限无误" in public
        and TEXT["name"] not in public
        and TEXT["contact"] not in public
    )


def test_who_answers_an_objection(client_of: ClientOf, world: World, code: str) -> None:
    _raise(client_of("lead@investor2.example"), code, name="investor2 有限公司")
    path = _decide_path(client_of, code)
    for email in (
        APPROVER,
        "reviewer@office.example",
        "lead@center1.example",
        "lead@investor2.example",
        "admin@office.example",
    ):
        client_of(email).post(path, {"decision": "rejected", "answer": "x"}, 403)
    page = client_of("lead@center1.example").get(f"/desk/scenarios/{code}/objections/").text
    assert TEXT["objection"] in page and TEXT["contact"] not in page
    client_of("lead@investor2.example").get(f"/desk/scenarios/{code}/objections/", 403)
    client_of(APPROVER2).post("/desk/objections/nonsense/decide", {"decision": "rejected", "answer": "x"}, 404)


def test_an_open_or_upheld_objection_stops_the_award(client_of: ClientOf, world: World, code: str) -> None:
    _raise(client_of(""), code)
    world.end_notice(code)
    award = f"/desk/scenarios/{code}/actions/award"
    assert "1 条异议未答复" in client_of(APPROVER2).submit(award, status=422).text
    client_of(APPROVER2).submit(_decide_path(client_of, code), {"decision": "upheld", "answer": "确有错误，重新评。"})
    assert "只能撤销公示" in client_of(APPROVER2).submit(award, status=422).text


@pytest.mark.any_day
def test_objections_are_taken_while_the_notice_runs(client_of: ClientOf, world: World, code: str) -> None:
    for missing in TEXT:
        page = _raise(client_of(""), code, 422, **{missing: ""})
        assert all(word in page for name, word in TEXT.items() if name != missing)
    for field, typed in (("name", "x" * 101), ("objection", "\x00"), ("contact", "y" * 500)):
        _raise(client_of(""), code, 422, **{field: typed})
    world.end_notice(code)
    assert TEXT["objection"] in _raise(client_of(""), code, 422)
    world.act(code, "award", APPROVER2)
    client_of("").post(f"/scenarios/{code}/objections/", TEXT, 409)


def test_an_objection_sent_twice_is_taken_once(client_of: ClientOf, world: World, code: str) -> None:
    visitor = client_of("")
    visitor.get(f"/scenarios/{code}/objections/")
    for _click in range(2):
        visitor.post(f"/scenarios/{code}/objections/", {**TEXT, "once": "one"})
    assert "1 条正在答复" in visitor.get(f"/scenarios/{code}/objections/").text


def test_a_scenario_never_published_takes_none(client_of: ClientOf, world: World) -> None:
    draft = world.a_draft()
    client_of("").get(f"/scenarios/{draft}/objections/", 404)
    client_of("").post(f"/scenarios/{draft}/objections/", TEXT, 404)
    world.a_scenario("open", title="另一个在揭榜中的场景")
