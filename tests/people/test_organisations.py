"""An admin verifies organisations and enters new publishers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.models import Organisation
from marketplace.extensions import db
from marketplace.notifications.models import Notification, OutboxMail
from tests.world.clients import Client

ClientOf = Callable[[str], Client]
PAGE = "/desk/organisations/investor5/"
NEW = {
    "name": "亳州高新区第十社区管理中心",
    "short_name": "第十社区管理中心",
    "code": "center10",
    "kind": "community_center",
}


@pytest.fixture
def desk(client_of: ClientOf) -> Client:
    """The admin's browser."""
    return client_of("admin@office.example")


def is_verified(app: Flask, code: str = "investor5") -> bool:
    with app.app_context():
        found = db.session.scalar(select(Organisation).where(Organisation.code == code))
        assert found is not None
        return found.is_verified


def test_verifying_tells_each_of_its_people_once(app: Flask, desk: Client, client_of: ClientOf) -> None:
    desk.submit(f"{PAGE}verify")
    assert is_verified(app)
    assert "已通过核验" in client_of("lead@investor5.example").get("/desk/notifications/").text
    assert "已通过核验" in client_of("member@investor5.example").get("/desk/outbox/").text
    assert "已经核验过" in desk.submit(f"{PAGE}verify", status=409).text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Notification)) == 2
        assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 2


def test_the_button_on_the_page_of_the_organisation_verifies_it(app: Flask, desk: Client) -> None:
    desk.submit(f"{PAGE}verify", page=PAGE)
    assert is_verified(app)
    assert desk.main(PAGE)["state"] == "verified"


def test_a_second_click_that_was_overtaken_is_refused(app: Flask, desk: Client) -> None:
    desk.post(f"{PAGE}verify", {"revision": "0"}, 409)
    desk.post(f"{PAGE}verify", {}, 409)
    assert not is_verified(app)


def test_those_that_do_not_register_themselves_need_no_verification(desk: Client) -> None:
    assert "不用核验" in desk.submit("/desk/organisations/center1/verify", status=409).text


def test_the_list_shows_those_that_wait(desk: Client) -> None:
    waiting = desk.get("/desk/organisations/?show=unverified").text
    assert "investor5" in waiting
    assert "investor1" not in waiting
    assert "investor1" in desk.get("/desk/organisations/?q=91341600MA8EX01A23").text
    desk.submit(f"{PAGE}verify")
    assert "没有等待核验的单位" in desk.get("/desk/organisations/?show=unverified").text


def test_a_publisher_is_entered_and_its_people_invited(desk: Client) -> None:
    target = desk.submit("/desk/organisations/new", NEW).location
    assert "还没有人员" in desk.get(target).text
    desk.submit(
        "/desk/people/invite",
        {"email": "lead@center10.example", "name": "新负责人", "role": "lead", "organisation": "center10"},
    )
    assert "新负责人" in desk.get(target).text


@pytest.mark.parametrize(
    ("field", "typed"),
    [("code", "center1"), ("code", "中心10"), ("code", "../x"), ("code", ""), ("kind", "enterprise"), ("name", "\0")],
)
def test_a_wrong_entry_says_so_beside_its_field(desk: Client, field: str, typed: str) -> None:
    page = desk.submit("/desk/organisations/new", {**NEW, field: typed}, 422).text
    assert f'id="{field}-error"' in page
    assert NEW["short_name"] in page


def test_the_office_enters_how_it_is_reached_and_every_page_and_refusal_says_it(
    app: Flask, desk: Client, client_of: ClientOf
) -> None:
    page = "/desk/organisations/office/"
    assert "咨询电话" not in client_of("").get("/").text
    given = {"address": "示例路 1 号 306 室", "phone": "0558-5550111", "hours": "工作日 9:00 — 17:00", "email": ""}
    assert "电话号码里有“电”" in desk.submit(f"{page}contact", {**given, "phone": "电话"}, 422).text
    desk.submit(f"{page}contact", {**given, "email": "o@office.example"})
    for address, status in (("/", 200), ("/account/login", 200), ("/no-such-page", 404)):
        foot = client_of("").get(address, status).text.partition("<footer")[2]
        assert "咨询电话 0558-5550111，工作日 9:00 — 17:00" in foot
        assert "地址 示例路 1 号 306 室" in foot and "邮箱 o@office.example" in foot
    shown = desk.get(page).text
    assert "登记联系方式" in shown and shown.count("0558-5550111") >= 3, "the page and its history hold it"
    client_of("reviewer@office.example").post(f"{page}contact", given, 403)
    desk.submit("/desk/organisations/center1/contact", given, 409)
    assert "登记联系方式" not in desk.get("/desk/organisations/center1/").text


def test_the_foot_stands_without_a_database(app: Flask) -> None:
    from flask import render_template

    with app.test_request_context("/"):
        app.jinja_env.globals.pop("office", None)
        text = render_template("errors/broken.html", title="系统繁忙", next_step="")
        bare = app.jinja_env.get_template("errors/broken.html").render(
            title="系统繁忙", next_step="", csrf_token=lambda: "", url_for=lambda *_a, **_k: "/"
        )
    for page in (text, bare):
        assert "主办：" in page and "咨询电话" not in page
