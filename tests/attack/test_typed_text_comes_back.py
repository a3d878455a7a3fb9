"""What was typed when the session ended comes back after signing in, also on forms that stand on a larger page."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from marketplace.accounts import passwords
from marketplace.extensions import unit_of_work
from tests.world.clients import Client
from tests.world.world import REVIEWER, World, person

ClientOf = Callable[[str], Client]
PASSWORD = "Ein-anderes-Wort-7!"


def test_the_reason_for_prolonging_survives_an_ended_session(app: Flask, world: World, client_of: ClientOf) -> None:
    with app.app_context(), unit_of_work():
        person(REVIEWER).password_hash = passwords.hash_password(PASSWORD)
    code = world.a_scenario("submitted")
    visitor = client_of("")
    typed = {"days": "7", "reason": "等待自然资源部门的书面意见", "revision": "2"}
    asked = visitor.post(f"/desk/scenarios/{code}/prolong", typed, status=401)
    assert typed["reason"] in asked.text and f'value="/desk/scenarios/{code}/"' in asked.text
    carried = {f"carried-{name}": value for name, value in typed.items()}
    form = {"email": REVIEWER, "password": PASSWORD, "next": f"/desk/scenarios/{code}/", **carried}
    back = visitor.post("/account/login", form, status=200)
    assert typed["reason"] in back.text
