"""However a form is filled, it is answered within two seconds: nothing in it is done once per pair of its parts.

Times are taken as processor time of this process, so that a busy machine does not fail the test.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from marketplace.claims.sheet import CLAIM
from marketplace.plans.sheet import PLAN
from marketplace.sheets.diff import spans
from marketplace.sheets.fields import Rows
from tests.world import make_app, people
from tests.world.clients import Client
from tests.world.world import World

FORM = "application/x-www-form-urlencoded"
LIMIT = 2.0
LEAD, CLAIMANT, REVIEWER = "lead@center1.example", "lead@investor1.example", "reviewer@office.example"
TABLES = [
    (section.id, field, sheet is CLAIM)
    for sheet in (PLAN, CLAIM)
    for section in sheet.sections
    for field in section.fields
    if isinstance(field, Rows)
]


@pytest.fixture(scope="module")
def town(template_var_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str, str]]:
    """An application with a draft and a claim that is being written; nothing here is ever saved."""
    folder = tmp_path_factory.mktemp("town") / "var"
    shutil.copytree(template_var_dir, folder)
    app = make_app(folder, migrated=True)
    world = World(app)
    draft = world.a_draft()
    ref = world.a_claim(world.a_scenario("open", title="第二个社区食堂与助餐场景"), "investor1", submit=False)
    yield app, draft, ref
    people.close(app)


def timed(client: Client, path: str, fields: Any, limit: float = LIMIT) -> Any:
    if not client.token:
        client.get("/account/login", None)
    client.get("/no-such-page", 404)
    body = urlencode([("csrf_token", client.token), *fields])
    began = time.process_time()
    answer = client.http.post(path, data=body, content_type=FORM)
    took = time.process_time() - began
    assert took < limit, f"{path} took {took:.1f} s"
    assert answer.status_code < 500, (path, answer.status_code, answer.text[:500])
    return answer


def revision_of(client: Client, path: str) -> str:
    return str(re.findall(r'data-revision="(\d+)"', client.get(path).text)[0])


@pytest.mark.parametrize(("section", "table", "of_claim"), TABLES, ids=lambda one: getattr(one, "id", str(one)))
def test_four_thousand_rows(town: tuple[Flask, str, str], section: str, table: Rows, of_claim: bool) -> None:
    app, code, ref = town
    client = Client.signed_in(app, CLAIMANT if of_claim else LEAD)
    path = f"/desk/claims/{ref}/{section}" if of_claim else f"/desk/scenarios/{code}/plan/{section}"
    columns = [column.id for column in table.columns][: 7900 // 4000]
    rows = [(f"{table.id}-{n}-{column}", f"x{n}") for n in range(4000) for column in columns]
    for revision, address in ((revision_of(client, path), path), ("0", path), ("0", path + "/autosave")):
        answer = timed(client, address, [("revision", revision), *rows])
        assert answer.status_code in (409, 422), address
    shown = timed(client, path, [("revision", revision_of(client, path)), *rows]).text
    assert f"最多 {table.most} 行" in shown and "x0" in shown and "x3999" in shown  # nothing typed is lost
    out = timed(Client(app), path, rows)
    assert out.status_code == 401


LONG = 3_900_000
BODIES: dict[str, list[tuple[str, str]]] = {
    "many fields": [(f"x{n}", "1") for n in range(7900)],
    "one name many times": [("situation", "停")] * 7900,
    "one long field": [("situation", "停" * 400_000)],
    "one very long field": [("situation", "a" * LONG)],
    "a long number": [("discount_rate_pct", "9" * LONG), ("investment-0-amount_wan", "9" * LONG)],
    "a field of spaces": [("situation", " " * LONG), ("title", "\n" * 100_000)],
    "open tags": [("situation", "<p>" * 19_000), ("situation_format", "html")],
    "nested lists": [("situation", "<ul><li>" * 7_000), ("situation_format", "html")],
    "angles": [("situation", "<" * 59_000), ("situation_format", "html")],
    "plain angles": [("situation", "<" * 59_000)],
    "references": [("situation", "&amp" * 14_000), ("situation_format", "html")],
    "comments": [("situation", "<!--" * 14_000), ("situation_format", "html")],
    "scripts": [("situation", "<script" * 8_000), ("situation_format", "html")],
    "one line many times": [("situation", "停\n" * 20_000), ("revision", "0")],
    "two words in turn": [("situation", "停车" * 1_500), ("revision", "0")],
    "removed files": [("attachments-remove", "x")] * 7900,
    "carried": [(f"carried-x{n}", "1") for n in range(7900)],
}


@pytest.mark.parametrize("name", list(BODIES))
def test_odd_forms(town: tuple[Flask, str, str], name: str) -> None:
    app, code, ref = town
    plan = f"/desk/scenarios/{code}/plan"
    for email, path in (
        (LEAD, f"{plan}/situation"),
        (LEAD, f"{plan}/basics"),
        (LEAD, f"{plan}/returns/autosave"),
        (LEAD, f"/desk/scenarios/{code}/actions/submit"),
        (LEAD, "/desk/scenarios/new"),
        (CLAIMANT, f"/desk/claims/{ref}/proposal"),
        (CLAIMANT, f"/desk/claims/{ref}/actions/submit"),
        (REVIEWER, f"/desk/scenarios/{code}/actions/vet"),
        ("admin@office.example", "/desk/calendar/"),
        ("admin@office.example", "/desk/settings/"),
        ("", f"{plan}/situation"),
        ("", "/account/login"),
        ("", "/account/register"),
    ):
        client = Client.signed_in(app, email) if email else Client(app)
        timed(client, path, BODIES[name])


def test_more_fields_than_any_form_has_are_refused_unread(town: tuple[Flask, str, str]) -> None:
    app, _code, _ref = town
    client = Client.signed_in(app, LEAD)
    for body in ("x=&" * 2_000_000, "x=" + "a" * 9_000_000):
        began = time.process_time()
        answer = client.http.post("/desk/scenarios/new", data=body, content_type=FORM)
        assert time.process_time() - began < LIMIT
        assert answer.status_code == 413 and "太大" in answer.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("停\n" * 20_000, "停\n" * 19_000 + "车\n" + "停\n" * 900),
        ("停" * 3_000, "停" * 1_400 + "车" + "停" * 1_500),
        ("停车" * 1_500, "车停" * 1_500),
        ("\n".join(str(n) for n in range(20_000)), "\n".join(str(n * 7) for n in range(20_000))),
    ],
)
def test_two_versions_are_compared_in_time(old: str, new: str) -> None:
    began = time.process_time()
    found = spans(old, new)
    assert time.process_time() - began < LIMIT
    assert "".join(text for kind, text in found if kind != "ins") == old
    assert "".join(text for kind, text in found if kind != "del") == new
