"""An insider of the office who wants to read a sealed claim: every way to an account inside the claimant is closed or seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.extensions import db
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
OFFICE = [f"{name}@office.example" for name in ("admin", "approver", "reviewer", "viewer")]
DEEDS = ("role", "second", "profile", "resend", "disable", "enable", "account", "leave", "email")
FORM = {"role": "lead", "email": "mine@new.example", "name": "自己人", "reason": "方便联系", "confirm": "yes"}


def _members(app: Flask) -> dict[str, tuple[int, str, int, str]]:
    with app.app_context():
        rows = db.session.scalars(select(Person).where(Person.email.like("%investor%"))).all()
        return {row.email: (row.id, row.role, row.epoch, str(row.disabled_at)) for row in rows}


@pytest.mark.parametrize("insider", OFFICE)
def test_nobody_of_the_office_alone_changes_who_belongs_to_a_claimant(
    app: Flask, client_of: ClientOf, world: World, insider: str
) -> None:
    ref = world.a_claim(world.a_scenario())
    before, client = _members(app), client_of(insider)
    for organisation in ("investor1", "91341600MA8EX01A23"):
        for role in ("clerk", "lead", "viewer", "expert"):
            client.post("/desk/people/invite", {**FORM, "role": role, "organisation": organisation}, None)
    for person_id, *_rest in before.values():
        for deed in DEEDS:
            for revision in ("0", "1", "2"):
                path = f"people/{person_id}/{deed}"
                assert client.post(f"/desk/{path}", {**FORM, "revision": revision}, None).status_code >= 400
                assert client.post(f"/account/{path}", {**FORM, "revision": revision}, None).status_code >= 400
    client.submit("/desk/organisations/investor1/recover", {**FORM, "reason": "原负责人失联，已电话核实"}, None)
    for number in (1, 2, 3):
        client.post(f"/desk/people/proposals/{number}/", {"decision": "confirm", "answer": "属实"}, None)
    after = {email: row for email, row in _members(app).items() if email in before}
    assert after == before
    for path in ("", "proposal", "receipts/1.json"):
        assert client.get(f"/desk/claims/{ref}/{path}", None).status_code == 404
    assert sheets.WORDS[:12] in client_of("member@investor1.example").get(f"/desk/claims/{ref}/proposal").text


def test_the_command_line_of_the_machine_makes_no_reader_either(app: Flask) -> None:
    before = _members(app)
    for role in ("lead", "clerk", "admin", "approver", "reviewer"):
        for organisation in ("investor1", "office"):
            arguments = ["users", "invite", "mine@new.example", "--role", role, "--organisation", organisation]
            assert app.test_cli_runner().invoke(args=arguments).exit_code != 0
    assert _members(app) == before
