"""What is secret and what never was have one answer, byte for byte, at every door (C39)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import event, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from marketplace.extensions import db
from marketplace.files import service as files
from marketplace.files.models import StoredFile
from marketplace.lifecycle.workflow import TABLE
from marketplace.notifications.models import Notification
from tests.doors.test_doors import FILLINGS
from tests.world.clients import Client
from tests.world.people import ROLES
from tests.world.world import PDF, World, person

TOKEN = re.compile(rb'(?:content|value)="[\w.-]{40,}"')
SECTIONS = ("basics", "proposal", "returns", "agreement")
KEPT = ("Content-Type", "Cache-Control", "Content-Security-Policy", "Location", "Allow", "WWW-Authenticate")
STRANGERS = ("visitor", "other_lead", "zone_lead", "claimant", "rival", "unverified", "expert")


@dataclass(frozen=True)
class Secret:
    """A thing that is there, its name, a name of the same form that nothing has, and from whom it is kept."""

    argument: str
    name: str
    never: str
    where: str
    roles: tuple[str, ...]


@pytest.fixture
def secrets(app: Flask, world: World) -> list[Secret]:
    """A draft with a file, a sealed claim, a message: things whose very existence is nobody else's."""
    draft = world.a_draft()
    open_one = world.a_scenario("open", title="揭榜中的社区食堂场景")
    claim = world.a_claim(open_one)
    question = world.ask(open_one)
    problem = world.a_problem(by="reviewer@office.example")
    with app.app_context():
        kept = files.Checked("图纸.pdf", "application/pdf", PDF)
        file_id = files.keep(kept, owner_kind="plan", owner_ref=draft, by=person("lead@center1.example")).id
        assert db.session.get(StoredFile, file_id)
        reader = person("lead@center1.example").id
        message = str(db.session.scalars(select(Notification.id).where(Notification.person_id == reader)).first())
    sealed_from = (*(role for role in ROLES if role not in ("claimant", "member")),)
    return [
        Secret("code", draft, "CJ-2026-0999", "/scenarios/", STRANGERS),
        Secret("code", draft, "CJ-2026-0999", "/desk/scenarios/", STRANGERS),
        Secret(
            "ref", claim, "JB-2026-9876" if claim != "JB-2026-9876" else "JB-2026-9875", "/desk/claims/", sealed_from
        ),
        Secret(
            "ref",
            claim,
            "JB-2026-9876" if claim != "JB-2026-9876" else "JB-2026-9875",
            "/desk/evaluations/",
            sealed_from,
        ),
        Secret(
            "ref", question, question[:-4] + "9876", "/desk/questions/", ("visitor", "other_lead", "rival", "expert")
        ),
        Secret("ref", problem, "WT-2026-0999", "/desk/problems/", ("visitor", "other_lead", "rival", "expert")),
        Secret("file_id", file_id, "a" * 22, "/files/", STRANGERS),
        Secret("message_id", message, "2147483646", "/desk/notifications/", STRANGERS),
    ]


def addresses(app: Flask, secret: Secret) -> Iterator[tuple[str, str]]:
    """Each method and address, with `{}` for the name."""
    actions = sorted({row.action for row in TABLE.rows} | {"confirm", "leave", "confirm_membership", "invented"})
    for rule in app.url_map.iter_rules():
        if secret.argument in rule.arguments and secret.where in rule.rule and "/organisations/" not in rule.rule:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                for path in _paths(rule, secret.argument, actions):
                    yield method, path
                    if method == "GET" and "diff" in path:
                        yield method, path + "?from=1&to=99"


def _paths(rule: Rule, argument: str, actions: list[str]) -> Iterator[str]:
    path = re.sub(rf"<(?:[a-z]+(?:\([^)]*\))?:)?{argument}>", "{}", rule.rule)
    for name in rule.arguments - {argument}:
        if name in ("section_id", "action"):
            continue
        path = re.sub(rf"<(?:[a-z]+(?:\([^)]*\))?:)?{name}>", FILLINGS.get(name, "1"), path)
    if "<section_id>" in path:
        yield from (path.replace("<section_id>", section) for section in SECTIONS)
    elif "<action>" in path:
        yield from (path.replace("<action>", action) for action in actions)
    else:
        yield path


def answer_of(client: Client, method: str, path: str, name: str) -> tuple[int, list[str | None], bytes]:
    address = path.replace("{}", name)
    data = {"csrf_token": client.token, "revision": "1", "confirm": "yes"}
    answer: TestResponse = client.http.get(address) if method == "GET" else client.http.post(address, data=data)
    content = TOKEN.sub(b"TOKEN", answer.data).replace(name.encode(), b"NAME")
    return answer.status_code, [(answer.headers.get(one) or "").replace(name, "NAME") for one in KEPT], content


def test_a_secret_and_what_never_was_are_one_answer(app: Flask, secrets: list[Secret]) -> None:
    told, asked = [], 0
    for secret in secrets:
        for role in secret.roles:
            client = Client.signed_in(app, ROLES[role]) if ROLES[role] else Client(app)
            client.get("/account/login", None)
            client.get("/no-such-page", 404)
            for method, path in addresses(app, secret):
                asked += 1
                for _again in range(2):  # the clock in the banner may have turned a minute between the two
                    there = answer_of(client, method, path, secret.name)
                    never = answer_of(client, method, path, secret.never)
                    if there == never:
                        break
                else:
                    told.append(f"{role} {method} {path}: {there[0]} and {never[0]}")
    assert asked > 500
    assert not told, "\n".join(told)


def test_pages_and_addresses_that_lead_nowhere_are_the_same_404(app: Flask, secrets: list[Secret]) -> None:
    visitor = Client(app)
    draft = secrets[0].name
    pages = [
        f"/scenarios/{draft}/",
        "/scenarios/CJ-2026-0999/",
        "/publications/CT-2026-99/",
        "/no-such-page",
        "/certificates/x/",
    ]
    answers = {TOKEN.sub(b"TOKEN", visitor.get(page, 404).data) for page in pages}
    assert len(answers) == 1
    for page in (
        f"/api/v1/scenarios/{draft}",
        "/api/v1/scenarios/CJ-2026-0999",
        "/api/v1/publications/CT-2026-99",
        "/api/v1/x",
    ):
        answer = visitor.get(page, 404)
        assert answer.mimetype == "application/problem+json"
        assert answer.json == {"type": "about:blank", "title": "没有找到", "status": 404, "detail": ""}


def test_the_same_is_asked_of_the_database_for_the_one_as_for_the_other(app: Flask, secrets: list[Secret]) -> None:
    """Times alike: the same statements in the same order at every door, whether the thing is there or never was."""
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    told, compared = [], 0
    try:
        for secret in secrets:
            if secret.argument == "file_id":
                continue  # 128 bits at random: whoever can name one knows that it is there
            for role in secret.roles:
                client = Client.signed_in(app, ROLES[role]) if ROLES[role] else Client(app)
                client.get("/account/login", None)
                for method, path in addresses(app, secret):
                    if "/actions/" in path and not path.endswith(("submit", "withdraw", "invented")):
                        continue
                    both = []
                    for name in (secret.never, secret.name):
                        asked.clear()
                        answer_of(client, method, path, name)
                        both.append(list(asked))
                    compared += 1
                    if both[0] != both[1]:
                        told.append(f"{role} {method} {path}: {len(both[0])} for none, {len(both[1])} for one")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert compared > 300
    assert not told, "\n".join(told)
