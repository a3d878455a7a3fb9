"""Every address with every role. The answers stand in one table, `doors.txt`, that a person can read and must agree with.

`UPDATE_DOORS=1 pytest tests/doors` prints it anew after a change that was meant.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from marketplace.lifecycle.workflow import TABLE
from tests.world.clients import Client
from tests.world.people import ROLES
from tests.world.world import World

DOORS = Path(__file__).with_name("doors.txt")
ACTIONS = sorted({row.action for row in TABLE.rows})
HEAD = """What each role is answered at each door (status codes). POSTs carry the CSRF token and nothing else: 409 or 422 there means
that the person may, but not so or not now. `draft` is a scenario never published, `open` one with a sealed claim of the
claimant (and member), `notice` one on public notice. The rival has no claim in them.
"""


class Objects:
    """What the addresses are about."""

    def __init__(self, world: World) -> None:
        self.codes = {
            "draft": world.a_scenario(state="draft"),
            "notice": world.a_scenario(
                state="notice", title="公示中的社区食堂场景", claimants=("investor1", "investor3")
            ),
            "open": world.a_scenario(state="open", title="揭榜中的社区食堂场景"),
        }
        self.refs = {
            "open": world.a_claim(self.codes["open"]),
            "notice": world.ref_of(self.codes["notice"], "investor1"),
        }
        self.named = {
            "objections": ("objection", world.object_to(self.codes["notice"])),
            "problems": ("problem", world.a_problem()),
            "questions": ("question", world.ask(self.codes["open"])),
        }

    def paths(self, rule: Rule) -> Iterator[tuple[str, str]]:
        """The addresses of a rule: how the table names it, and where it is."""
        names = (
            [("code", state, value) for state, value in self.codes.items()]
            if "code" in rule.arguments
            else [("", "", "")]
        )
        if "ref" in rule.arguments:
            pairs = [pair for word, pair in self.named.items() if word in rule.rule] or list(self.refs.items())
            names = [("ref", state, value) for state, value in pairs]
        for argument, state, value in names:
            for action in ACTIONS if "<action>" in rule.rule and "scenarios" in rule.rule else [""]:
                yield _named(rule, argument, state, action), _filled(rule, argument, value, action)


FILLINGS = {
    "section_id": "basics",
    "section": "proposal",
    "action": "submit",
    "number": "1",
    "slug": "CT-2026-1",
    "file_id": "none",
    "token": "nonsense",
    "message_id": "1",
    "comment_id": "1",
    "person_id": "1",
    "deed_id": "disable",
    "deed": "verify",
    "model_id": "boo",
    "mechanism_id": "rent",
}


def _filled(rule: Rule, argument: str, value: str, action: str) -> str:
    path = rule.rule
    for name in rule.arguments:
        filling = value if name == argument else action if name == "action" and action else FILLINGS.get(name, "1")
        if "/claims/" in rule.rule and name == "section_id":
            filling = "proposal"
        if "/problems/" in rule.rule and name == "action":
            filling = "assign"
        if "/organisations/" in rule.rule:
            filling = {"code": "investor5", "deed_id": "verify"}.get(name, filling)
        path = re.sub(rf"<(?:[a-z]+(?:\([^)]*\))?:)?{name}>", filling, path)
    return path


def _named(rule: Rule, argument: str, state: str, action: str) -> str:
    path = rule.rule
    if argument:
        path = path.replace(f"<{argument}>", f"<{state}>")
    return path.replace("<action>", action) if action else path


def _doors(app: Flask, world: World) -> str:
    objects = Objects(world)
    clients = {role: Client.signed_in(app, email) if email else Client(app) for role, email in ROLES.items()}
    width = 74
    lines = [HEAD, " " * width + " ".join(f"{role[:6]:<6}" for role in clients)]
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: (one.rule, sorted(one.methods or ()))):
        if rule.endpoint == "static" or rule.endpoint == "accounts.logout":
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for name, path in objects.paths(rule):
                if "organisations" in rule.rule and "<draft>" not in name and "<" in name:
                    continue
                shown = name.replace("<draft>", "<code>") if "organisations" in rule.rule else name
                answers = [_answer(client, method, path) for client in clients.values()]
                lines.append(
                    f"{method:<5}{shown:<{width - 5}}" + " ".join(f"{answer:<6}" for answer in answers).rstrip()
                )
    return "\n".join(lines) + "\n"


def _answer(client: Client, method: str, path: str) -> int:
    if method == "GET":
        return client.get(path, None).status_code
    return client.post(path, {}, None).status_code


@pytest.mark.slow
def test_every_door_answers_every_role_as_the_table_says(app: Flask, world: World) -> None:
    found = _doors(app, world)
    if os.environ.get("UPDATE_DOORS"):
        DOORS.write_text(found, encoding="utf-8")
    before, now = DOORS.read_text(encoding="utf-8").splitlines(), found.splitlines()
    other = [line for line in unified_diff(before, now, "doors.txt", "now", lineterm="", n=0) if line[:1] in "+-"]
    assert not other, "meant? UPDATE_DOORS=1 pytest tests/doors, and read the diff:\n" + "\n".join(other[:40])


def test_every_view_declares_its_permission(app: Flask) -> None:
    bare = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and not hasattr(view, "permission")
    ]
    assert bare == []
