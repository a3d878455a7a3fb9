"""The list: what is found, what is named as unfindable, pages that neither repeat nor skip."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from marketplace.catalogue.orders import ORDERS
from marketplace.extensions import db
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
CODES = re.compile(r'<h2><a href="/scenarios/(CJ-[0-9-]+)/"')
NEXT = re.compile(r'<a href="([^"]+)" rel="next"')


def codes(page: Any) -> list[str]:
    return CODES.findall(page.text)


def all_pages(client: Client, path: str) -> list[str]:
    found: list[str] = []
    while path:
        page = client.get(path)
        found += codes(page)
        following = NEXT.search(page.text)
        path = html.unescape(following[1]) if following else ""
    return found


def all_cursors(client: Client, path: str) -> list[str]:
    found: list[str] = []
    answer = client.get(path).get_json()
    while True:
        found += [row["code"] for row in answer["items"]]
        if answer["next"] is None:
            return found
        answer = client.get(f"{path}&after={answer['next']}").get_json()


@pytest.mark.parametrize("order", [*ORDERS, ""])
def test_the_pages_of_every_order_hold_each_scenario_once(client_of: ClientOf, many: Any, order: str) -> None:
    expected = many(47) + many(5, first=6001, state="lapsed", irr_pct=None, total_investment_wan=None)
    visitor = client_of("")
    found = all_pages(visitor, f"/scenarios/?sort={order}")
    assert sorted(found) == sorted(expected)
    assert all_cursors(visitor, f"/api/v1/scenarios?sort={order}") == found


@pytest.mark.parametrize("order", ["newest", "deadline", "relevance"])
def test_a_scenario_published_meanwhile_moves_nothing_on_the_pages_to_come(
    client_of: ClientOf, many: Any, order: str
) -> None:
    expected = many(45)
    visitor = client_of("")
    first = visitor.get(f"/api/v1/scenarios?sort={order}").get_json()
    many(3, first=7001)
    rest: list[str] = []
    answer = visitor.get(f"/api/v1/scenarios?sort={order}&after={first['next']}").get_json()
    while True:
        rest += [row["code"] for row in answer["items"]]
        if answer["next"] is None:
            break
        answer = visitor.get(f"/api/v1/scenarios?sort={order}&after={answer['next']}").get_json()
    found = [row["code"] for row in first["items"]] + rest
    assert len(found) == len(set(found))
    assert set(expected) <= set(found)


def test_pages_by_number_are_the_pages_by_cursor(client_of: ClientOf, many: Any) -> None:
    many(45)
    visitor = client_of("")
    by_number = [code for n in (1, 2, 3) for code in codes(visitor.get(f"/scenarios/?page={n}"))]
    assert by_number == all_pages(visitor, "/scenarios/")
    assert codes(visitor.get("/scenarios/?page=4")) == []


@pytest.mark.parametrize(
    "question",
    [
        "publisher=center2",
        "publisher=nobody",
        "model=nosuch",
        "mechanism=%25",
        "state=draft",
        "state=nosuch",
        "min_wan=abc",
        "max_wan=-",
        "year=99999",
        "year=99999999999999999999",
        "year=x",
        "field=%00",
        "q=%00",
        "q=" + "%E5%85%BB" * 300,
        "q=a+b+c+d+e+f+g+h+i+j+k",
        "min_wan=" + "9" * 40,
    ],
)
def test_a_filter_without_a_hit_shows_nothing_and_never_everything(
    client_of: ClientOf, many: Any, question: str
) -> None:
    many(3)
    visitor = client_of("")
    page = visitor.get(f"/scenarios/?{question}")
    assert codes(page) == []
    assert "没有符合条件的场景" in page.text
    assert visitor.get(f"/api/v1/scenarios?{question}").get_json() == {"items": [], "next": None, "total": 0}


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("model=nosuch", "运营模式“nosuch”"),
        ("state=draft", "状态“draft”"),
        ("min_wan=abc", "总投资不少于“abc”"),
        ("year=99999", "年度“99999”"),
    ],
)
def test_a_value_that_no_scenario_can_have_is_named(client_of: ClientOf, many: Any, question: str, named: str) -> None:
    many(1)
    assert named in client_of("").get(f"/scenarios/?{question}").text


def test_an_unknown_order_is_named_and_the_usual_one_taken(client_of: ClientOf, many: Any) -> None:
    many(1)
    page = client_of("").get("/scenarios/?sort=nosuch")
    assert len(codes(page)) == 1
    assert "排序“nosuch”" in page.text


@pytest.mark.parametrize("mark", ["x", "%00", "WzEsMl0", "bnVsbA", "W10", "=" * 400, "WyJuZXdlc3QiLDAsIngiLDEsMV0"])
@pytest.mark.parametrize("path", ["/scenarios/", "/api/v1/scenarios"])
def test_a_cursor_that_is_none_is_refused_in_words(client_of: ClientOf, many: Any, path: str, mark: str) -> None:
    many(1)
    assert "翻页标记" in client_of("").get(f"{path}?after={mark}", status=400).text


@pytest.mark.parametrize("number", ["0", "-1", "x", "101", "9" * 30, "²"])
def test_a_page_number_that_is_none_is_refused_in_words(client_of: ClientOf, number: str) -> None:
    assert "页码" in client_of("").get(f"/scenarios/?page={number}", status=400).text


@pytest.mark.parametrize(
    ("search", "hits"),
    [
        ("公园", 2),
        ("园", 2),
        ("口袋公园", 2),
        ("亳州 改造", 2),
        ("亳州　改造", 2),
        ("养老", 3),
        ("养老 公园", 2),
        ("养老 车位", 0),
        ("%", 1),
        ("_", 0),
        ("100%", 1),
        ("TCM", 1),
        ("tcm", 1),
        ("ＴＣＭ", 1),
        ("１００％", 1),
        ("  养老\u3000 公园 ", 2),
        ("\u200b养老", 3),
        ("'", 0),
        ("\\", 0),
    ],
)
def test_every_term_of_a_search_must_occur(client_of: ClientOf, many: Any, search: str, hits: int) -> None:
    many(2)
    many(1, first=6001, search_text="100% 使用者付费 tcm\n养老", title="养老场景")
    assert client_of("").get("/api/v1/scenarios", query_string={"q": search}).get_json()["total"] == hits


def test_words_codes_and_amounts_are_found_however_wide_they_are_typed(client_of: ClientOf, world: World) -> None:
    """C69, C93, C106."""
    code = world.a_scenario("open", title="ＡＩ养老驿站BOT—试点场景")
    year, number = code.split("-")[1:]
    wide = f"ＣＪ－{year}—{number}".translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    visitor = client_of("")

    def total(**question: str) -> int:
        return int(visitor.get("/api/v1/scenarios", query_string=question).get_json()["total"])

    for search in ("ＡＩ养老", "ai养老", "AI 养老", "ＢＯＴ", "bot-试点", "BOT－试点", code, wide, wide.lower()):
        assert total(q=search) == 1, search
    assert total(min_wan="３００") == total(max_wan="３ ２４０") == total(year="２０２４") == 1
    assert total(state="ｏｐｅｎ", publisher="ｃｅｎｔｅｒ１") == 1
    page = visitor.get("/scenarios/?min_wan=350万").text
    assert "请填 350。" in page


def test_a_search_lists_titles_that_match_before_texts_that_match(client_of: ClientOf, many: Any) -> None:
    titled = many(1, first=6001, title="养老服务场景")
    many(2)
    assert codes(client_of("").get("/scenarios/?q=养老"))[0] == titled[0]


def test_amounts_and_lists_narrow_the_list_together(client_of: ClientOf, many: Any) -> None:
    many(2)
    many(1, first=6001, total_investment_wan=900, state="lapsed")
    visitor = client_of("")

    def total(question: str) -> int:
        return int(visitor.get(f"/api/v1/scenarios?{question}").get_json()["total"])

    assert total("min_wan=300&max_wan=300") == 2
    assert total("min_wan=1,000") == 0
    assert total("state=open&state=lapsed") == 3
    assert total("state=lapsed&min_wan=300.01") == 1
    assert total("mechanism=rent") == 3
    assert total("mechanism=ren") == 0


def test_the_pager_carries_the_question_on(client_of: ClientOf, many: Any) -> None:
    many(25)
    many(25, first=6001, state="lapsed")
    assert len(all_pages(client_of(""), "/scenarios/?state=open&min_wan=1&sort=newest")) == 25


def test_an_empty_catalogue_says_what_will_appear(client_of: ClientOf) -> None:
    visitor = client_of("")
    assert "还没有推介发布的场景" in visitor.get("/scenarios/").text
    assert "现在没有正在揭榜的场景" in visitor.get("/").text
    assert "现在没有公示中的结果" in visitor.get("/notices/").text
    assert "还没有发出推介文件" in visitor.get("/publications/").text


def test_the_number_of_statements_does_not_grow_with_the_rows(
    client_of: ClientOf, world: World, many: Any, statements: Any
) -> None:
    world.a_scenario()
    visitor = client_of("")

    def count(path: str) -> int:
        with statements() as sent:
            visitor.get(path)
        return len(sent)

    paths = (
        "/",
        "/scenarios/",
        "/scenarios/?sort=irr",
        "/notices/",
        "/publications/",
        "/api/v1/scenarios",
        "/api/v1/organisations",
        "/models/entrusted_om/",
        "/mechanisms/user_fees/",
    )
    before = {path: count(path) for path in paths}
    many(60)
    after = {path: count(path) for path in paths}
    assert max(after.values()) <= 10
    assert all(after[path] <= before[path] + 1 for path in paths), (before, after)


def test_the_orders_of_everyday_use_go_by_an_index_and_never_count_off_what_was_shown(
    client_of: ClientOf, app: Flask, many: Any, statements: Any
) -> None:
    many(60)
    many(60, first=6001, state="lapsed")
    visitor = client_of("")
    for order in ("newest", "deadline", "investment", "irr"):
        mark = visitor.get(f"/api/v1/scenarios?sort={order}").get_json()["next"]
        with statements() as sent:
            visitor.get(f"/api/v1/scenarios?sort={order}&after={mark}")
        keys = [(words, values) for words, values in sent if "ORDER BY" in words and "LIMIT" in words]
        assert keys
        for words, values in keys:
            plan = explained(app, words, values)
            assert "ix_catalogue_entry" in plan, plan
            assert "TEMP B-TREE FOR ORDER BY" not in plan, plan
            assert values[-1] == 0 or "OFFSET" not in words


def explained(app: Flask, words: str, values: Any) -> str:
    with app.app_context():
        rows = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)
        return " / ".join(str(row[3]) for row in rows)
