"""The pages of problems, as a clerk, a unit and an officer use them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from tests.problems.test_course import OTHER, RAISER, TITLE, UNIT, assigned, in_days, state
from tests.world.clients import Client
from tests.world.counting import statements
from tests.world.world import APPROVER, PDF, REVIEWER, World

ClientOf = Callable[[str], Client]
FORM = {"title": TITLE, "kind": "safety", "description": "油烟扰民，请协调。", "scenario": ""}


def test_a_clerk_raises_one_with_a_photo_and_finds_it_in_the_register(client_of: ClientOf) -> None:
    clerk = client_of("clerk@center1.example")
    answer = clerk.post("/desk/problems/new", FORM | {"files": (BytesIO(PDF), "来函.pdf"), "once": "a" * 32})
    page = clerk.get(answer.location).text
    assert "来函.pdf" in page and "待交办" in page
    assert TITLE in clerk.get("/desk/problems/").text
    assert TITLE not in client_of(OTHER).get("/desk/problems/").text
    assert "交办" in client_of(REVIEWER).get("/desk/").text


def test_a_form_with_something_missing_keeps_what_was_typed_and_the_file(client_of: ClientOf) -> None:
    clerk = client_of("clerk@center1.example")
    sent = FORM | {"title": "", "files": (BytesIO(PDF), "来函.pdf"), "once": "b" * 32}
    page = clerk.post("/desk/problems/new", sent, 422).text
    assert "油烟扰民，请协调。" in page and "来函.pdf" in page and "已收到" in page


def test_sent_twice_it_is_raised_once(client_of: ClientOf) -> None:
    clerk = client_of("clerk@center1.example")
    token = "c" * 32
    first = clerk.post("/desk/problems/new", FORM | {"once": token}).location
    assert clerk.post("/desk/problems/new", FORM | {"once": token}).location == first


def test_an_act_is_done_by_its_page_and_refused_with_reasons_beside_it(world: World, client_of: ClientOf) -> None:
    code = world.a_problem()
    officer, path = client_of(REVIEWER), f"/desk/problems/{code}/actions/assign"
    page = officer.submit(path, {"unit": "", "due": "明天"}, 422).text
    assert "还没有办理" in page and "2026-12-03" in page
    officer.submit(path, {"unit": "project", "due": in_days(world, 4)})
    assert state(world, code) == "assigned"
    unit = client_of(UNIT)
    assert "办结" in unit.get("/desk/").text
    unit.submit(f"/desk/problems/{code}/actions/answer", {"answer": "改造完成。"})
    assert "销号" in client_of(RAISER).get("/desk/").text


def test_an_older_page_is_told_what_happened_meanwhile(world: World, client_of: ClientOf) -> None:
    code = assigned(world)
    unit, path = client_of(UNIT), f"/desk/problems/{code}/actions/answer"
    assert "改造完成" in unit.post(path, {"revision": "1", "answer": "改造完成"}, 409).text


def test_the_register_is_filtered_and_asks_no_more_for_more_rows(world: World, client_of: ClientOf) -> None:
    assigned(world)
    world.a_problem(kind="safety", title="路口拥堵")
    office = client_of(APPROVER)
    assert "路口拥堵" in office.get("/desk/problems/?kind=safety").text
    assert TITLE not in office.get("/desk/problems/?kind=safety").text
    assert "路口拥堵" not in office.get("/desk/problems/?state=assigned").text
    office.get("/desk/problems/?state=nonsense", 400)
    with statements(world.app) as few:
        office.get("/desk/problems/")
    for _n in range(6):
        assigned(world)
    with statements(world.app) as many:
        office.get("/desk/problems/")
    assert len(many) <= len(few)


def test_the_register_goes_on_to_older_ones(world: World, client_of: ClientOf) -> None:
    for number in range(21):
        world.a_problem(title=f"第{number}件事")
    office = client_of(APPROVER)
    first = office.get("/desk/problems/").text
    assert "第20件事" in first and "第0件事" not in first and "更早的问题" in first
    assert "第0件事" in office.get("/desk/problems/?after=WT-2026-0002").text


def test_whatever_the_width_of_what_is_typed_the_same_is_found(world: World, client_of: ClientOf) -> None:
    about = world.a_draft()
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in about)
    code = world.a_problem(title="ＢＯＴ项目排烟", scenario=wide)
    office = client_of(APPROVER)
    for typed in ("bot", "ＢＯＴ", "bot 排烟", "".join(chr(ord(sign) + 0xFEE0) for sign in code)):
        assert code in office.get("/desk/problems/", query_string={"q": typed}).text, typed
    assert code not in office.get("/desk/problems/", query_string={"q": "bot 停车"}).text
    assert about in office.get(f"/desk/problems/{code}/").text


def test_a_mark_of_the_place_tells_nobody_whether_a_problem_is_there(world: World, client_of: ClientOf) -> None:
    code = world.a_problem()
    stranger = client_of(OTHER)
    there, never = (stranger.get(f"/desk/problems/?after={one}", 400).text for one in (code, "WT-2026-0999"))
    assert there.replace(code, "") == never.replace("WT-2026-0999", "")


def test_what_was_received_belongs_to_the_one_problem_however_often_it_is_sent(client_of: ClientOf) -> None:
    clerk = client_of("clerk@center1.example")
    for _again in range(2):
        sent = FORM | {"files": (BytesIO(PDF), "来函.pdf"), "once": "d" * 32}
        clerk.post("/desk/problems/new", sent)
    assert clerk.get("/desk/problems/").text.count(TITLE) == 1


def test_the_limit_of_the_unit_is_nobody_elses(world: World, client_of: ClientOf) -> None:
    code = assigned(world, days=1)
    assert "还有" in client_of(UNIT).get("/desk/").text
    client_of(UNIT).submit(f"/desk/problems/{code}/actions/answer", {"answer": "改造完成。"})
    world.advance(days=3)
    page = client_of(RAISER).get("/desk/").text
    assert "销号" in page and "已超" not in page
