"""The page that is shown right after signing in, with what was typed before, is under the same rights as any other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.accounts import passwords
from marketplace.accounts.policy import POLICY
from marketplace.extensions import unit_of_work
from tests.world.clients import Client
from tests.world.world import person

ClientOf = Callable[[str], Client]
PASSWORD = "Ein-anderes-Wort-7!"
INVESTOR = "lead@investor1.example"


@pytest.fixture
def _with_password(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        person(INVESTOR).password_hash = passwords.hash_password(PASSWORD)


def _doors(app: Flask) -> list[str]:
    """Addresses without arguments whose permission is about no object and not for everyone."""
    found = []
    for rule in app.url_map.iter_rules():
        name = getattr(app.view_functions[rule.endpoint], "permission", "public")
        if "GET" in (rule.methods or ()) and not rule.arguments and name != "public" and not POLICY[name].about:
            found.append(rule.rule)
    return found


@pytest.mark.usefixtures("_with_password")
def test_who_signs_in_with_typed_text_is_let_in_nowhere_else(app: Flask, client_of: ClientOf) -> None:
    doors = _doors(app)
    assert len(doors) > 8
    for address in doors:
        usual = client_of(INVESTOR).get(address, status=None).status_code
        form = {"email": INVESTOR, "password": PASSWORD, "next": address, "carried-note": "x"}
        assert client_of("").post("/account/login", form, status=None).status_code == usual, address


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "http://[",
        "/\\evil.example",
        "\t//evil.example",
        "/\t/evil.example",
        "javascript:x",
    ],
)
@pytest.mark.usefixtures("_with_password")
def test_signing_in_leads_to_no_other_site(client_of: ClientOf, target: str) -> None:
    form = {"email": INVESTOR, "password": PASSWORD, "next": target}
    assert client_of("").post("/account/login", form).location == "/desk/"
    assert client_of("").post("/account/login", {**form, "carried-note": "x"}, status=None).status_code in (200, 302)
    assert "evil" not in client_of(INVESTOR).get("/account/login", 302, query_string={"next": target}).location


@pytest.mark.usefixtures("_with_password")
def test_a_post_to_an_address_without_a_page_leads_to_the_page_above_it(client_of: ClientOf) -> None:
    visitor = client_of("")
    asked = visitor.post("/desk/notifications/7/read", status=401)
    assert 'name="next" value="/desk/notifications/"' in asked.text
    for target in (
        "/desk/notifications/7/read",
        "/static/app.css",
        "/no/such/page",
        "/desk/claims/JB-2026-0001/proposal",
    ):
        form = {"email": INVESTOR, "password": PASSWORD, "next": target, "carried-note": "x"}
        assert client_of("").post("/account/login", form, status=None).status_code in (200, 302), target


def test_a_password_typed_in_an_ended_session_is_not_written_into_the_page(client_of: ClientOf) -> None:
    typed = {"current_password": "Altes-Wort-1!", "password": "Neues-Wort-2!"}
    page = client_of("").post("/account/password/change", typed, status=401).text
    assert not [value for value in typed.values() if value in page]
