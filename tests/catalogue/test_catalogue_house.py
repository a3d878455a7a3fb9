"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from marketplace import health
from marketplace.extensions import db
from tests.world.clients import Client

ClientOf = Callable[[str], Client]


def test_a_process_that_lives_says_so_without_asking_the_database(client_of: ClientOf) -> None:
    assert client_of("").get("/healthz").get_json() == {"status": "ok"}


def test_a_database_at_the_newest_migration_is_ready(client_of: ClientOf) -> None:
    assert client_of("").get("/readyz").get_json() == {"status": "ready"}


def test_a_database_behind_the_code_is_not_ready(client_of: ClientOf, app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client_of("").get("/readyz", status=503)
    assert answer.mimetype == "application/problem+json"
    assert "升级" in answer.get_json()["detail"]


def test_a_database_that_does_not_answer_is_not_ready(
    client_of: ClientOf, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        pool = db.engine.pool
    monkeypatch.setattr(pool, "connect", _broken)
    assert client_of("").get("/readyz", status=503).get_json()["status"] == 503
    assert health.heads()


def _broken() -> None:
    from sqlalchemy.exc import OperationalError  # local: only this stub raises it

    raise OperationalError("connect", {}, Exception("gone"))


def test_search_engines_are_kept_out_of_the_desk(client_of: ClientOf) -> None:
    assert "Disallow: /desk/" in client_of("").get("/robots.txt").text


def test_large_print_stays_until_it_is_turned_off(client_of: ClientOf) -> None:
    visitor = client_of("")
    answer = visitor.post("/large-print", headers={"Referer": "http://localhost/scenarios/?q=x"})
    assert answer.headers["Location"] == "/scenarios/?q=x"
    assert 'class="large-print"' in visitor.get("/").text
    assert visitor.post("/large-print", headers={"Referer": "http://elsewhere.example/"}).headers["Location"] == "/"
    assert 'class="large-print"' not in visitor.get("/").text
