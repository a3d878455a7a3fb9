"""No address of the application answers 500 to anything, to nobody.

A seeded walk over the whole address map: each rule with hostile arguments, and each door with hostile bodies, as one
person of each role in turn. `HOSTILE_ROUNDS` (default 1) makes it longer.
"""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from marketplace.extensions import db
from tests.attack import hostile
from tests.world import make_app, people
from tests.world.clients import Client, Forms
from tests.world.people import ROLES
from tests.world.world import World

ROUNDS = int(os.environ.get("HOSTILE_ROUNDS", "1"))
STATES = ("draft", "submitted", "vetted", "open", "evaluating", "notice", "awarded")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def town(template_var_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application with a scenario in each of several states, shared by the tests of this file."""
    import shutil

    folder = tmp_path_factory.mktemp("town") / "var"
    shutil.copytree(template_var_dir, folder)
    app = make_app(folder, migrated=True)
    world = World(app)
    for number, state in enumerate(STATES):
        code = world.a_scenario(state, title=f"第{number}号社区食堂与助餐场景")
        if state == "open":
            world.a_claim(code, "investor1")
        if state == "notice":
            world.object_to(code)
    yield app
    people.close(app)


@pytest.fixture(scope="module")
def samples(town: Flask) -> hostile.Samples:
    """Values for each kind of argument in the address map, of things that are there."""

    def column(query: str) -> list[str]:
        return [str(row[0]) for row in db.session.execute(text(query))] or ["1"]

    with town.app_context():
        found = {
            "code": column("SELECT code FROM scenario ORDER BY id"),
            "ref": column("SELECT ref FROM claim ORDER BY id") + column("SELECT ref FROM objection"),
            "file_id": column("SELECT id FROM stored_file"),
            "message_id": column("SELECT id FROM notification ORDER BY person_id LIMIT 5"),
            "comment_id": column("SELECT id FROM section_comment LIMIT 2"),
            "person_id": column("SELECT id FROM person LIMIT 4"),
            "expert_id": column("SELECT id FROM person WHERE role = 'expert' LIMIT 2"),
            "proposal_id": column("SELECT id FROM proposal LIMIT 2"),
            "action": [*column("SELECT DISTINCT action FROM audit_event"), "terminate", "relaunch", "forfeit", "close"],
        }
    return found | {
        "slug": ["CT-2026-1"],
        "model_id": ["boo"],
        "mechanism_id": ["rent"],
        "token": ["abc"],
        "number": ["1"],
        "filename": ["icon.svg"],
        "deed": ["disable", "lead"],
        "deed_id": ["disable", "role", "secondment", "verify"],
        "section_id": ["basics", "returns", "claim_terms", "team", "money", "attachments", "delivery", "agreement"],
    }


class Walker:
    """Goes to addresses as one person after another, and keeps what went wrong."""

    def __init__(self, app: Flask, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.WARNING, logger="marketplace")
        self.caplog = caplog
        self.clients = {role: Client.signed_in(app, email) if email else Client(app) for role, email in ROLES.items()}
        for client in self.clients.values():
            client.get("/no-such-page", 404)  # every page brings a token
        self.faults: list[str] = []

    def go(self, role: str, method: str, address: str, **arguments: Any) -> TestResponse | None:
        """One request; a fault is an answer of 500 or more, a logged warning, or an answer without its headers."""
        self.caplog.clear()
        answer = self.clients[role].http.open(address, method=method, **arguments)
        said = [record.getMessage() for record in self.caplog.records if record.name.startswith("marketplace")]
        safe = answer.headers.get("X-Content-Type-Options") == "nosniff" and "Content-Security-Policy" in answer.headers
        if answer.status_code >= 500 or said or not safe:
            self.faults.append(f"{answer.status_code} {method} {address[:200]} as {role}: {said[:1]}")
        return answer

    def assert_clean(self) -> None:
        """Nothing went wrong."""
        assert self.faults == []


@pytest.fixture
def walker(town: Flask, caplog: pytest.LogCaptureFixture) -> Walker:
    """Someone who tries every door."""
    return Walker(town, caplog)


def test_hostile_addresses(town: Flask, samples: hostile.Samples, walker: Walker) -> None:
    roles = list(ROLES)
    for place, rule in enumerate(hostile.rules(town)):
        addresses = [*hostile.real_addresses(rule, samples, 2), *hostile.addresses(rule, samples)]
        for number, address in enumerate(addresses):
            role = roles[(place + number) % len(roles)]
            walker.go(
                role,
                "POST" if "POST" in (rule.methods or ()) else "GET",
                address,
                data={"csrf_token": walker.clients[role].token},
            )
        for method in ("HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"):
            walker.go(roles[place % len(roles)], method, addresses[0])
    walker.assert_clean()


@pytest.mark.parametrize(
    "page", ["/scenarios/", "/api/v1/scenarios", "/publications/", "/desk/notifications/", "/account/login"]
)
def test_hostile_queries(walker: Walker, page: str) -> None:
    names = (
        "q",
        "field",
        "year",
        "publisher",
        "model",
        "mechanism",
        "state",
        "min_wan",
        "max_wan",
        "sort",
        "after",
        "page",
        "next",
    )
    chance = random.Random(page)
    for value in hostile.TEXTS:
        for name in chance.sample(names, 5):
            walker.go("visitor", "GET", f"{page}?{name}={_quoted(value)}")
    walker.go("visitor", "GET", page + "?" + "&".join(f"state=x{n}" for n in range(3000)))
    walker.assert_clean()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_hostile_bodies(town: Flask, samples: hostile.Samples, walker: Walker, seed: int) -> None:
    chance = random.Random(seed)
    rules = [rule for rule in hostile.rules(town) if "POST" in (rule.methods or ())]
    for rule in rules:
        addresses = list(hostile.real_addresses(rule, samples, 400))
        for role in chance.sample(list(ROLES), 5):
            address = chance.choice(addresses)
            for body in _bodies(walker.clients[role], address, chance):
                walker.go(role, "POST", address, **body)
    walker.assert_clean()


def _bodies(client: Client, address: str, chance: random.Random) -> Iterator[dict[str, Any]]:
    page = client.http.get(address)
    is_page = page.mimetype == "text/html"
    names = hostile.field_names(page.text) if is_page else []
    client._fetch_token()
    base = {"csrf_token": client.token}
    hidden = Forms(page.text).forms.get(address, {}) if is_page else {}
    base |= {name: hidden[name] for name in ("revision", "plan_revision") if name in hidden}
    yield {"data": base}
    for _n in range(2):
        wanted = [name for name in {*names, *chance.sample(hostile.FIELDS, 8)} if name not in base]
        pairs = [
            *base.items(),
            *((name, chance.choice(hostile.TEXTS)) for name in wanted for _twice in range(chance.choice((1, 1, 2)))),
        ]
        yield {"data": "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs), "content_type": FORM}
    header = {"X-CSRFToken": client.token}
    yield chance.choice(
        [
            {"json": {"revision": None, "x": [1]}, "headers": header},
            {
                "data": b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nfoo',
                "content_type": "multipart/form-data; boundary=x",
                "headers": header,
            },
            {"data": b"zzz", "content_type": "multipart/form-data", "headers": header},
            {"data": "title=\u6c49".encode("utf-16"), "content_type": FORM + "; charset=utf-16", "headers": header},
            {"data": "title=%FF", "content_type": FORM + "; charset=no-such", "headers": header},
            {
                "data": "&".join(f"investment-{n}-amount_wan=1" for n in range(2000)),
                "content_type": FORM,
                "headers": header,
            },
        ]
    )
    fields = [name for name in names if name in ("file", "evidence", "attachments")]
    if fields:
        yield from ({"data": {**base, **upload}} for upload in hostile.files(chance.choice(fields)))


def _quoted(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"))


def test_no_argument_with_control_characters_reaches_the_database(
    town: Flask, samples: hostile.Samples, walker: Walker
) -> None:
    admin = walker.clients["admin"]
    for rule in hostile.rules(town):
        for address in hostile.addresses(rule, samples, segments=("a%00b", "%07")):
            assert admin.http.get(address).status_code in (403, 404, 405), address
