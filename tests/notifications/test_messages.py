"""Messages and, in a rehearsal, mails: one's own, and read only by a deliberate act."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.service import person_by_email
from marketplace.extensions import db
from marketplace.notifications import service
from marketplace.notifications.models import Notification
from marketplace.notifications.texts import parts
from tests.world.clients import Client

ClientOf = Callable[[str], Client]
LEAD, OTHER, INBOX = "lead@center1.example", "lead@center2.example", "/desk/notifications/"


@pytest.fixture
def told(app: Flask) -> list[int]:
    """Three messages to the lead, oldest first."""
    with app.app_context():
        person = person_by_email(LEAD)
        assert person is not None
        for n in range(3):
            service.tell(person, key=f"k{n}", title=f"标题{n}", body=f"正文{n}", link="/desk/?from=message")
            service.tell(person, key=f"k{n}", title="重复", body="重复", link="/desk/")
        return list(db.session.scalars(select(Notification.id).order_by(Notification.at)))


def unread(app: Flask) -> list[str]:
    with app.app_context():
        return list(
            db.session.scalars(
                select(Notification.kept_title).where(Notification.read_at.is_(None)).order_by(Notification.at)
            )
        )


def test_the_newest_unread_message_stands_first_and_looking_marks_nothing(
    app: Flask, client_of: ClientOf, told: list[int]
) -> None:
    lead = client_of(LEAD)
    lead.submit(f"{INBOX}{told[2]}/read", page=INBOX)
    for _n in range(3):
        page = lead.get(INBOX).text
    assert page.index("正文1") < page.index("正文0") < page.index("正文2")
    assert "重复" not in page
    assert unread(app) == ["标题0", "标题1"]


def test_opening_a_message_marks_it_read_and_leads_on(app: Flask, client_of: ClientOf, told: list[int]) -> None:
    assert client_of(LEAD).submit(f"{INBOX}{told[0]}/open", page=INBOX).location == "/desk/?from=message"
    assert unread(app) == ["标题1", "标题2"]


def test_all_are_marked_read_at_once_and_nobody_elses(app: Flask, client_of: ClientOf, told: list[int]) -> None:
    client_of(OTHER).post(INBOX)
    assert len(unread(app)) == 3
    client_of(LEAD).post(INBOX)
    assert unread(app) == []


def test_the_count_of_unread_messages_stands_in_the_navigation(client_of: ClientOf, told: list[int]) -> None:
    lead = client_of(LEAD)
    assert '<span class="nav-count">3' in lead.get(INBOX).text
    lead.post(INBOX)
    assert "nav-count" not in lead.get(INBOX).text


def test_a_message_to_somebody_else_is_not_there(client_of: ClientOf, told: list[int]) -> None:
    for path in (f"{INBOX}{told[0]}/open", f"{INBOX}{told[0]}/read", f"{INBOX}99999/open"):
        client_of(OTHER).post(path, status=404)
    assert "正文0" not in client_of(OTHER).get(INBOX).text


def test_long_lists_come_in_pages(app: Flask, client_of: ClientOf) -> None:
    with app.app_context():
        person = person_by_email(LEAD)
        assert person is not None
        for n in range(60):
            service.tell(person, key=str(n), title=f"第{n}条", body="…", link="/desk/")
    lead = client_of(LEAD)
    assert "第59条" in lead.get(INBOX).text
    assert "第0条" in lead.get(f"{INBOX}?page=2").text
    assert "暂无消息" in lead.get(f"{INBOX}?page=77777777").text


def test_in_a_rehearsal_one_reads_ones_own_mail_in_full(client_of: ClientOf, told: list[int]) -> None:
    page = client_of(LEAD).get("/desk/outbox/").text
    assert "正文2" in page
    assert '<a href="/desk/?from=message">' in page
    assert "正文2" not in client_of("admin@office.example").get("/desk/outbox/").text


def test_production_has_no_outbox_page(app: Flask, client_of: ClientOf) -> None:
    lead = client_of(LEAD)
    app.config["DEMO"] = False
    lead.get("/desk/outbox/", 404)


def test_only_our_own_addresses_become_links(app: Flask) -> None:
    with app.app_context():
        app.config["BASE_URL"] = "https://market.gov.cn"
        text = "见 https://market.gov.cn/desk/x 或 https://market.gov.cn.evil.example/desk/x 和 /account/password/abc 以及 和/或/desk"
        links = [link for _text, link in parts(text) if link]
        assert links == ["/desk/x", "/account/password/abc"]
        assert "".join(piece for piece, _link in parts(text)) == text
