"""The parts that other tests stand on."""

from __future__ import annotations

import smtplib

import sqlalchemy

from tests.parts.plugin import OpenPage
from tests.parts.postgres import Postgres
from tests.parts.smtp import Mailbox


def test_each_test_has_an_empty_database_that_knows_chinese(postgres: Postgres, postgres_url: str) -> None:
    engine = sqlalchemy.create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.scalar(sqlalchemy.text("SELECT length('揭榜挂帅')")) == 4
        connection.execute(sqlalchemy.text("CREATE TABLE claim (id integer)"))
        connection.commit()
    copy = sqlalchemy.create_engine(postgres.url(postgres.create()))
    assert sqlalchemy.inspect(copy).get_table_names() == []
    copy.dispose()
    engine.dispose()


def test_the_mail_server_keeps_what_it_gets(mailbox: Mailbox) -> None:
    with smtplib.SMTP(mailbox.host, mailbox.port) as client:
        client.sendmail("office@office.example", ["lead@investor1.example"], "Subject: 开榜\n\n正文".encode())
    assert mailbox.wait_for(1)[0]["Subject"]
    assert mailbox.recipients == [["lead@investor1.example"]]


def test_a_page_tells_what_its_policy_blocked(open_browser_page: OpenPage) -> None:
    watched = open_browser_page("http://localhost")
    policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
    watched.page.route(
        "**/*",
        lambda route: route.fulfill(body=f"<head>{policy}</head><p style='color:red'>x", content_type="text/html"),
    )
    watched.page.goto("/")
    assert any("style-src" in trouble for trouble in watched.forgive())
