"""With the database gone, or the disk full, everybody reads one plain page, and what they typed is on it."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from marketplace.extensions import db
from marketplace.plans.sheet import basics
from tests.parts.postgres import running_postgres
from tests.world import make_app, people, sheets
from tests.world.clients import Client
from tests.world.world import PDF, World

LEAD, REVIEWER = "lead@center1.example", "reviewer@office.example"
TYPED = "居民反映老旧小区停车难，拟改造地下空间。"
PAGES = ("/", "/scenarios/", "/scenarios/CJ-2026-0001/", "/desk/", "/notices/", "/files/" + "a" * 22, "/account/login")
Break = Callable[[Flask], None]


def overwritten(app: Flask) -> None:
    """The file is there and is no database any more."""
    forget_connections(app)
    for path in app.config["VAR_DIR"].glob("marketplace.db*"):
        path.write_bytes(b"this is no database at all" * 400)


def moved_away(app: Flask) -> None:
    """The folder of the database is gone."""
    forget_connections(app)
    app.config["VAR_DIR"].rename(app.config["VAR_DIR"].with_name("moved"))


def empty(app: Flask) -> None:
    """Somebody put an empty file in its place."""
    forget_connections(app)
    for path in app.config["VAR_DIR"].glob("marketplace.db*"):
        path.unlink()


def forget_connections(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def is_plain(answer: Any) -> str:
    text: str = answer.text
    assert answer.status_code == 503, (answer.request.path, answer.status_code, text[:300])
    assert int(answer.headers["Retry-After"]) > 0
    assert "系统暂时不能办理" in text and "Internal Server Error" not in text and "Traceback" not in text
    return text


@pytest.mark.parametrize("break_it", [overwritten, moved_away, empty])
def test_without_its_database_every_page_says_so_plainly(
    app: Flask, client_of: Callable[[str], Client], break_it: Break
) -> None:
    clients = [client_of(""), client_of(LEAD), client_of(REVIEWER)]
    for client in clients:
        client.get("/scenarios/")
    break_it(app)
    for client in clients:
        for page in PAGES:
            if page == "/desk/" and client is clients[0]:
                continue  # a visitor is led to the sign-in page, which asks nobody
            is_plain(client.http.get(page))
    answer = clients[0].http.get("/api/v1/scenarios")
    assert answer.status_code == 503 and answer.mimetype == "application/problem+json"
    assert clients[1].http.get("/healthz").json == {"status": "ok"}
    assert clients[1].http.get("/readyz").status_code == 503


@pytest.mark.parametrize("break_it", [overwritten, moved_away])
def test_what_was_typed_comes_back_and_can_be_sent_again(
    app: Flask, client_of: Callable[[str], Client], world: World, break_it: Break
) -> None:
    code = world.a_draft()
    path = f"/desk/scenarios/{code}/plan/situation"
    client = client_of(LEAD)
    revision = client.main(path)["revision"]
    break_it(app)
    fields = {"csrf_token": client.token, "revision": revision, "situation": TYPED, "file": (BytesIO(PDF), "现场.pdf")}
    page = is_plain(client.http.post(path, data=fields))
    assert page.count(TYPED) == 2 and f'name="revision" value="{revision}"' in page  # to be read, and to be sent again
    assert "再次提交" in page and "现场.pdf" in page
    unsure = is_plain(client.http.post(path, data={"situation": TYPED}))
    assert TYPED in unsure and "再次提交" not in unsure  # no page of ours sent it: it is shown and not offered


def test_a_password_stands_on_no_page(app: Flask, client_of: Callable[[str], Client]) -> None:
    client = client_of("")
    client.get("/account/login")
    overwritten(app)
    secret = "Geheim-2026!-geheim"
    data = {"csrf_token": client.token, "email": LEAD, "password": secret}
    page = is_plain(client.http.post("/account/login", data=data))
    assert secret not in page and "再次提交" not in page


def test_a_full_disk_refuses_an_upload_in_words_and_keeps_nothing(
    app: Flask, client_of: Callable[[str], Client], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = world.a_draft()
    path = f"/desk/scenarios/{code}/plan/basics"
    client = client_of(LEAD)
    fields = {**sheets.fields_of(basics, sheets.plan()["basics"]), "title": "停车场改造与运营场景"}
    revision = re.findall(r'data-revision="(\d+)"', client.get(path).text)[0]

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        data = {"csrf_token": client.token, "revision": revision, **fields, "attachments": (BytesIO(PDF), "图.pdf")}
        page = is_plain(client.http.post(path, data=data))
    assert "存储空间已满" in page and "停车场改造与运营场景" in page and "图.pdf" in page
    assert not [one for one in (app.config["VAR_DIR"] / "files").rglob("*") if one.is_file()]
    client.post(path, {"revision": revision, **fields, "attachments": (BytesIO(PDF), "图.pdf")})


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[tuple[Flask, Callable[[], None]]]:
    """An application over a server of its own, and what stops that server."""
    with running_postgres() as server:
        url = server.url(server.create())
        made = make_app(tmp_path / "pg", SQLALCHEMY_DATABASE_URI=url)
        people.settle(made)
        yield made, server.stop
        people.close(made)
        server.restart()


def test_a_stopped_postgresql_is_said_plainly_too(on_postgresql: tuple[Flask, Callable[[], None]]) -> None:
    app, stop = on_postgresql
    clients = [Client(app), Client.signed_in(app, LEAD)]
    for client in clients:
        client.get("/scenarios/")
    stop()
    for client in clients:
        for page in ("/", "/scenarios/", "/desk/"):
            if page == "/desk/" and client is clients[0]:
                continue
            is_plain(client.http.get(page))
        assert client.http.get("/healthz").status_code == 200
        assert client.http.get("/readyz").status_code == 503
    answer = clients[1].http.post(
        "/desk/scenarios/new", data={"csrf_token": clients[1].token, "title": "停车场改造与运营场景"}
    )
    assert "停车场改造与运营场景" in is_plain(answer)
