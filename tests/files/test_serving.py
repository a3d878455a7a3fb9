"""A stored file goes out under the rights of what it belongs to, under its own name, and nothing in it runs here."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest

from marketplace.files.views import disposition
from marketplace.plans.sheet import basics
from tests.files import samples
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, PDF, REVIEWER, VETTING, World

ClientOf = Callable[[str], Client]
LEAD, CLERK = "lead@center1.example", "clerk@center1.example"


def _upload(client: Client, path: str, name: str, content: bytes, status: int = 302) -> str:
    page = client.get(path).text
    revision = re.findall(r'data-revision="(\d+)"', page)[0]
    answer = client.post(path, {"revision": revision, **_basics(), "attachments": (BytesIO(content), name)}, status)
    if status != 302:
        return answer.text
    return str(re.findall(r'href="(/files/[^"]+)"', client.get(path).text)[-1])


def test_a_plans_file_is_public_once_a_publication_names_it(client_of: ClientOf, world: World) -> None:
    code = world.a_draft()
    path = f"/desk/scenarios/{code}/plan/basics"
    address = _upload(client_of(CLERK), path, "图纸.pdf", PDF)
    for email in (CLERK, LEAD, REVIEWER):
        answer = client_of(email).get(address)
        assert answer.data == PDF and answer.headers["Cache-Control"] == "no-store"
    for email in ("", "lead@investor1.example", "lead@center2.example", "expert1@experts.example"):
        client_of(email).get(address, 404)
    world.act(code, "submit", LEAD)
    world.act(code, "vet", REVIEWER, **VETTING)
    client_of("").get(address, 404)
    world.act(code, "publish", APPROVER, fair_competition="passed")
    answer = client_of("").get(address)
    assert answer.data == PDF and "public" in answer.headers["Cache-Control"]
    later = _upload(client_of(CLERK), path, "还没公告.pdf", PDF + b"%")
    client_of("").get(later, 404)


def _basics() -> dict[str, Any]:
    """The other fields of the section, as the browser sends them along."""
    return sheets.fields_of(basics, {**sheets.plan()["basics"], "title": "幸福社区食堂与助餐场景"})


def test_evidence_is_for_the_publisher_the_office_and_the_winner(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("underway")
    with world.app.app_context():
        from sqlalchemy import select

        from marketplace.extensions import db
        from marketplace.files.models import StoredFile

        address = "/files/" + str(db.session.scalar(select(StoredFile.id).where(StoredFile.owner_kind == "evidence")))
    for email in (LEAD, REVIEWER, world.winner(code)):
        client_of(email).get(address)
    for email in ("", "lead@center2.example", "lead@investor3.example", "expert1@experts.example"):
        client_of(email).get(address, 404)


@pytest.mark.parametrize("file_id", ["x", "nothing-of-this-name--", "中文", "a" * 500, "%00"])
def test_a_file_that_is_none_is_not_found(client_of: ClientOf, file_id: str) -> None:
    client_of("").get(f"/files/{file_id}", 404)


def test_what_is_served_cannot_run_in_our_origin(client_of: ClientOf, world: World) -> None:
    """C76: uploads that carry script."""
    code = world.a_draft()
    path = f"/desk/scenarios/{code}/plan/basics"
    polyglot = PDF + b"<script>alert(1)</script>"
    for name, content, shown in (
        ("a.pdf", polyglot, "attachment"),
        ("b.png", samples.png(), "inline"),
        ("c.txt", b"plain text", "attachment"),
    ):
        answer = client_of(CLERK).get(_upload(client_of(CLERK), path, name, content))
        assert answer.headers["Content-Disposition"].startswith(shown)
        assert (
            "sandbox" in answer.headers["Content-Security-Policy"]
            and "default-src 'none'" in answer.headers["Content-Security-Policy"]
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for name, content in (
        ("d.svg", b"<svg><script/></svg>"),
        ("e.pdf", b"<html>"),
        ("f.txt", b"<script>1</script>"),
        ("g.docx", b"PK macro"),
    ):
        assert name in _upload(client_of(CLERK), path, name, content, 422)


def test_two_files_of_one_chinese_name_are_two_files(client_of: ClientOf, world: World) -> None:
    """C61 and C62: names beyond ASCII."""
    code = world.a_draft()
    path = f"/desk/scenarios/{code}/plan/basics"
    name = "方案 (终稿)“v2”.pdf"
    first, second = (_upload(client_of(CLERK), path, name, PDF + extra) for extra in (b"1", b"2"))
    assert first != second and client_of(CLERK).get(path).text.count("方案 (终稿)") >= 2
    for address, content in ((first, PDF + b"1"), (second, PDF + b"2")):
        answer = client_of(CLERK).get(address)
        assert answer.data == content
        header = answer.headers["Content-Disposition"]
        assert f"filename*=UTF-8''{quote(name, safe='')}" in header and '.pdf"' in header
        header.encode("ascii")


@pytest.mark.parametrize(
    ("name", "fallback"),
    [
        ("实施方案.docx", "file.docx"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf"),
        ("plan v2.pdf", "plan v2.pdf"),
        ("../../x", "file.x"),
        ("无扩展名", "file"),
        ("☃.中文", "file"),
    ],
)
def test_every_name_has_an_ascii_one_for_old_programs(name: str, fallback: str) -> None:
    header = disposition(name)
    assert f'filename="{fallback}"' in header and f"filename*=UTF-8''{quote(name, safe='')}" in header
    assert "\r" not in header and "\n" not in header
    header.encode("latin-1")


@pytest.mark.parametrize("name", ["../../x.pdf", "..\\..\\x.pdf", "字" * 300 + ".pdf", "空 .pdf", "a\x00b.pdf"])
def test_odd_names_are_cleaned_and_kept(client_of: ClientOf, world: World, name: str) -> None:
    code = world.a_draft()
    address = _upload(client_of(CLERK), f"/desk/scenarios/{code}/plan/basics", name, PDF)
    header = client_of(CLERK).get(address).headers["Content-Disposition"]
    assert ".pdf" in header and "/" not in header.replace("UTF-8''", "") and "%2F" not in header
