"""An issued version is numbered without gaps, never changes, and anyone can recompute its hash."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from marketplace.audit import service as audit
from marketplace.extensions import db
from marketplace.publications import service as publications
from tests.world import make_app, people, sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, World

ClientOf = Callable[[str], Client]
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "canonical.md"


def documented_digest(answer: bytes) -> str:
    """What the lines in the documentation make of the API's answer."""
    code = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)[0]
    namespace: dict[str, Any] = {}
    exec(compile(code, str(DOCUMENT), "exec"), namespace)
    return str(namespace["digest"](answer))


def test_the_documented_lines_recompute_the_hash_from_the_open_data(world: World, client_of: ClientOf) -> None:
    code, visitor = world.a_scenario(state="recommended"), client_of("")
    for number in (1, 2):
        answer = visitor.get(f"/api/v1/publications/CT-2026-{number}")
        assert list(answer.get_json()) == ["number", "version", "issued_at", "sha256", "scenario", "content"]
        assert (answer.get_json()["number"], answer.get_json()["version"], answer.get_json()["scenario"]) == (
            f"城推〔2026〕{number}号",
            number,
            code,
        )
        assert documented_digest(answer.data) == answer.get_json()["sha256"]
        assert answer.get_json()["sha256"] in visitor.get(f"/publications/CT-2026-{number}/").text
    assert visitor.get(f"/api/v1/scenarios/{code}").get_json()["publication"]["sha256"] == answer.get_json()["sha256"]


def test_the_sheet_of_paper_has_all_that_an_official_document_has(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario()
    page = client_of("").get("/publications/CT-2026-1/").text
    for words in (
        "城推〔2026〕1号",
        "亳州高新区第一社区管理中心",
        "关于推介幸福社区食堂与助餐场景的公告",
        "评审标准及权重",
        "+08:00",
        '<svg role="img"',
    ):
        assert words in page
    assert f'data-code="{code}"' in page


def test_a_replaced_version_says_so_and_stays_readable(world: World, client_of: ClientOf) -> None:
    code, visitor = world.a_scenario(), client_of("")
    before = visitor.get("/api/v1/publications/CT-2026-1").data
    world.write_plan(
        code, {"positioning": sheets.plan()["positioning"] | {"beneficiaries": "社区老人"}}, "lead@center1.example"
    )
    world.act(code, "amend", APPROVER2, reason="写明受益对象")
    assert visitor.get("/api/v1/publications/CT-2026-1").data == before
    assert "本版已由第 2 版代替" in visitor.get("/publications/CT-2026-1/").text
    assert "代替第 1 版" in visitor.get("/publications/CT-2026-2/").text


def test_a_publication_that_fails_leaves_no_gap(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any, **_more: Any) -> None:
        raise OSError("the power went")

    code = world.a_scenario(state="vetted")
    with monkeypatch.context() as patched:
        patched.setattr(audit, "append", fail)
        with pytest.raises(OSError, match="power"):
            world.act(code, "publish", APPROVER, fair_competition="passed")
    assert world.scenario(code).public_state is None
    world.act(code, "publish", APPROVER, fair_competition="passed")
    world.a_scenario(title="第二个社区食堂与助餐场景")
    with world.app.app_context():
        assert [publications.by_slug(f"CT-2026-{n}").version for n in (1, 2)] == [1, 1]


def refuses_changes(app: Flask) -> None:
    for table in ("publication", "audit_event"):
        for words in (f"UPDATE {table} SET round_number = 9", f"DELETE FROM {table}"):
            with app.app_context(), pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
                connection.execute(text(words))


def test_the_database_refuses_to_change_or_remove_what_was_issued(world: World) -> None:
    world.a_scenario()
    refuses_changes(world.app)


def test_postgresql_refuses_it_too_and_shows_the_same_pages(postgres_url: str, tmp_path: Path) -> None:
    app = make_app(tmp_path, SQLALCHEMY_DATABASE_URI=postgres_url)
    try:
        people.settle(app)
        world = World(app)
        code = world.a_scenario(state="notice")
        visitor = Client(app)
        for order in ("newest", "deadline", "investment", "irr", "relevance"):
            assert visitor.get(f"/api/v1/scenarios?sort={order}&q=食堂&min_wan=300").get_json()["total"] == 1
        for path in (
            "/",
            "/scenarios/?q=%25&year=2026",
            "/notices/",
            "/publications/",
            f"/scenarios/{code}/",
            "/api/v1/organisations",
            f"/api/v1/scenarios/{code}",
            "/readyz",
        ):
            visitor.get(path)
        for path in ("/scenarios/%00/", "/api/v1/scenarios/%00", "/publications/%00/"):
            visitor.get(path, status=404)
        visitor.get("/scenarios/?q=%00&field=%00&publisher=%00&min_wan=1e999&year=99999999999")
        answer = visitor.get("/api/v1/publications/CT-2026-1")
        assert documented_digest(answer.data) == answer.get_json()["sha256"]
        refuses_changes(app)
    finally:
        people.close(app)


@pytest.mark.parametrize("after", ["x", "-1", "%00", "99999999999", "²"])
def test_a_list_of_publications_cannot_go_on_from_nonsense(client_of: ClientOf, after: str) -> None:
    client_of("").get(f"/publications/?after={after}", status=400)
