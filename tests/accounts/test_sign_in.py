"""Signing in: nothing typed is lost, nobody guesses for long, nobody is led elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.accounts import passwords
from marketplace.accounts.service import person_by_email
from marketplace.accounts.signing import local_path
from marketplace.accounts.throttle import MOST_FAILURES, MOST_FROM_ONE_PLACE, MOST_IN_KNOWN_BROWSER
from marketplace.extensions import unit_of_work
from tests.world.clients import Client, Forms
from tests.world.people import PASSWORD
from tests.world.world import World

ClientOf = Callable[[str], Client]
CLERK = "clerk@center1.example"


@pytest.fixture
def with_password(app: Flask) -> str:
    """The clerk, with a password that fits."""
    with app.app_context():
        hashed = passwords.hash_password(PASSWORD)
        with unit_of_work():
            found = person_by_email(CLERK)
            assert found is not None
            found.password_hash = hashed
    return CLERK


def test_what_was_posted_after_a_sign_out_elsewhere_is_in_the_form_again_unsaved(
    world: World, client_of: ClientOf, with_password: str
) -> None:
    """C25."""
    code, clerk = world.a_scenario(state="draft"), client_of(CLERK)
    path, text = f"/desk/scenarios/{code}/plan/situation", "现" * 2990 + "<尾>&\"'"
    revision = clerk.main(path)["revision"]
    before = clerk.get(path).text
    clerk.submit("/account/logout", page=path)  # in a second tab
    signed_out = clerk.post(path, {"revision": revision, "situation": text, "stay": "yes"}, 401)
    hidden = Forms(signed_out.text).forms["/account/login"]
    assert hidden["next"] == path
    back = clerk.post("/account/login", {**hidden, "email": CLERK, "password": PASSWORD}, 200)
    assert "还没有保存" in back.text
    assert "现" * 2990 in back.text
    assert f'action="{path}"' in back.text
    assert clerk.get(path).text.split("<form")[-1].split("csrf")[0] == before.split("<form")[-1].split("csrf")[0]
    assert clerk.main(path)["revision"] == revision
    clerk.submit(path, {"situation": "现" * 2990, "stay": "yes"})
    assert "现" * 2990 in clerk.get(path).text


def test_a_wrong_password_keeps_what_was_carried(client_of: ClientOf, with_password: str) -> None:
    visitor = client_of("")
    shown = visitor.post(
        "/account/login", {"email": CLERK, "password": "wrong", "next": "/desk/x", "carried-note": "写了很久"}, 422
    )
    assert 'name="carried-note" value="写了很久"' in shown.text
    assert "邮箱或密码不对" in shown.text
    assert CLERK in shown.text


def test_too_many_wrong_passwords_lead_to_a_pause_for_that_address_only(
    client_of: ClientOf, with_password: str
) -> None:
    visitor = client_of("")
    for _n in range(MOST_FAILURES):
        visitor.post("/account/login", {"email": CLERK, "password": "wrong"}, 422)
    paused = visitor.post("/account/login", {"email": CLERK, "password": PASSWORD}, 429)
    assert paused.headers["Retry-After"] == "900"
    visitor.post("/account/login", {"email": "lead@center1.example", "password": "wrong"}, 422)


def _try(visitor: Client, password: str, status: int) -> None:
    visitor.post("/account/login", {"email": CLERK, "password": password}, status)


def test_whoever_types_wrong_passwords_keeps_the_owner_out_of_nothing(client_of: ClientOf, with_password: str) -> None:
    """C99."""
    stranger = client_of("")
    for number in range(14):
        _try(stranger, "wrong", 422 if number < MOST_FAILURES else 429)
    _try(client_of(""), PASSWORD, 302)
    _try(stranger, PASSWORD, 429)


def test_a_crowd_of_browsers_at_one_address_is_one_client_and_the_owners_known_browser_is_not_among_them(
    client_of: ClientOf, with_password: str
) -> None:
    owner = client_of("")
    _try(owner, PASSWORD, 302)
    owner.post("/account/logout")
    for _n in range(MOST_FROM_ONE_PLACE):
        _try(client_of(""), "wrong", 422)
    _try(client_of(""), PASSWORD, 429)
    for _n in range(MOST_FAILURES + 4):
        _try(owner, "wrong", 422)
    _try(owner, PASSWORD, 302)


def test_another_address_is_another_client(client_of: ClientOf, app: Flask, with_password: str) -> None:
    app.config["TRUSTED_PROXIES"] = ("127.0.0.1",)
    for _n in range(MOST_FROM_ONE_PLACE):
        _try(client_of(""), "wrong", 422)
    _try(client_of(""), PASSWORD, 429)
    elsewhere = client_of("")
    elsewhere.http.environ_base["HTTP_X_FORWARDED_FOR"] = "10.0.0.9, 203.0.113.7"
    _try(elsewhere, PASSWORD, 302)


def test_nobody_says_where_they_come_from_but_a_trusted_proxy(
    client_of: ClientOf, app: Flask, with_password: str
) -> None:
    app.config["TRUSTED_PROXIES"] = ()
    for number in range(MOST_FROM_ONE_PLACE + 1):
        stranger = client_of("")
        stranger.http.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{number}"
        _try(stranger, "wrong", 422 if number < MOST_FROM_ONE_PLACE else 429)


def test_a_forged_known_browser_is_none(client_of: ClientOf, with_password: str) -> None:
    for cookie in ("x", "W10.aaaa", "WzFd.WzFd", "[1]"):
        stranger = client_of("")
        stranger.http.set_cookie("known_browser", cookie, path="/account/")
        _try(stranger, "wrong", 422)
    assert MOST_IN_KNOWN_BROWSER > MOST_FAILURES


@pytest.mark.parametrize("email", ["", "a\0b@x.org", "x" * 5000, "ünï@例.org", "'; --", "a\r\nb@x.org"])
def test_any_address_is_answered_in_words(client_of: ClientOf, email: str) -> None:
    client_of("").post("/account/login", {"email": email, "password": "whatever"}, 422)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "\\\\evil.example",
        "",
        "desk",
    ],
)
def test_signing_in_never_leads_to_another_site(client_of: ClientOf, with_password: str, target: str) -> None:
    visitor = client_of("")
    assert visitor.post("/account/login", {"email": CLERK, "password": PASSWORD, "next": target}).location == "/desk/"


def test_signing_in_leads_on_to_the_page_that_was_asked_for() -> None:
    assert local_path("/scenarios/?q=养老&page=2") == "/scenarios/?q=养老&page=2"


def test_the_sign_in_page_shows_the_ways_for_those_who_cannot(client_of: ClientOf) -> None:
    page = client_of("").get("/account/login").text
    assert '/account/password/forgot"' in page
    assert '/account/register"' in page
