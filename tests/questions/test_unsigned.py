"""CASES C43: nothing anywhere names who asked, or tells in which order, to anyone but the office."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from marketplace.accounts.models import Person
from marketplace.audit.models import AuditEvent
from marketplace.extensions import db
from marketplace.notifications.models import Notification, OutboxMail
from tests.world.clients import Client
from tests.world.world import APPROVER, REVIEWER, World, person

ClientOf = Callable[[str], Client]
ASKER, RIVAL, CLAIMANT = "lead@investor4.example", "lead@investor2.example", "lead@investor3.example"
PUBLISHER, CLERK = "lead@center1.example", "clerk@center1.example"
MARKS = ("investor4", "91341600MA8EX04D6K")
"""What would name the asker: its names, its people's addresses and its credit code all hold one of these."""
FIRST, SECOND, OTHER = "设备归谁？", "押金多少？", "车位几个？"


@pytest.fixture
def code(client_of: ClientOf, world: World) -> str:
    """Two questions of one organisation with one of another between them; the first and the other's are answered and public."""
    code = world.a_scenario("open")
    world.a_claim(code, "investor3")
    for asker, text in ((ASKER, FIRST), (RIVAL, OTHER), ("member@investor4.example", SECOND)):
        client_of(asker).submit(f"/scenarios/{code}/questions/", {"question": text})
    for ref in _refs(client_of, code):
        client_of(CLERK).submit(f"/desk/questions/{ref}/answer", {"answer": "见方案第六部分。"})
        if SECOND not in client_of(CLERK).get(f"/desk/questions/{ref}/answer").text:
            client_of(REVIEWER).submit(f"/desk/questions/{ref}/release")
    return code


def _refs(client_of: ClientOf, code: str) -> list[str]:
    return re.findall(r'id="q-(\w+)"', client_of(PUBLISHER).get(f"/desk/scenarios/{code}/questions/").text)


def _pages(app: Flask, code: str, refs: list[str]) -> Iterator[str]:
    """Every address that can be fetched of the scenario and its questions, and every page about no object."""
    rules: list[Rule] = [r for r in app.url_map.iter_rules() if "GET" in (r.methods or ()) and r.endpoint != "static"]
    for rule in rules:
        if rule.arguments == {"ref"} and "questions" in rule.rule:
            yield from (rule.rule.replace("<ref>", ref) for ref in refs)
        elif not rule.arguments - {"code", "action", "section_id", "number"} and "organisations" not in rule.rule:
            path = re.sub(r"<(?:int:)?number>", "1", rule.rule.replace("<code>", code))
            yield path.replace("<action>", "amend").replace("<section_id>", "basics")


def test_no_page_names_the_asker_to_anyone_but_the_office(app: Flask, client_of: ClientOf, code: str) -> None:
    addresses = sorted(set(_pages(app, code, _refs(client_of, code))))
    assert f"/desk/scenarios/{code}/history" in addresses and f"/api/v1/scenarios/{code}" in addresses
    for email in ("", PUBLISHER, CLERK, RIVAL, CLAIMANT, "lead@center2.example", "expert1@experts.example"):
        client = client_of(email)
        for path in addresses:
            text = client.get(path, None, follow_redirects=False).text
            assert not [mark for mark in MARKS if mark.upper() in text.upper()], f"{email} at {path}"
    listed = client_of(APPROVER).get(f"/desk/scenarios/{code}/questions/").text
    assert "investor4 有限公司" in listed and "只有区城市办看到" in listed


def test_no_mail_or_message_names_the_asker_and_asker_and_claimant_get_the_same(world: World, code: str) -> None:
    with world.app.app_context():
        own = {one.id for one in db.session.scalars(select(Person)) if MARKS[0] in one.email}
        rows = [*db.session.scalars(select(Notification)), *db.session.scalars(select(OutboxMail))]
        for row in rows:
            said = " ".join(str(value) for value in vars(row).values())
            assert row.person_id in own or not [mark for mark in MARKS if mark in said]
        about = [
            n for n in db.session.scalars(select(Notification)) if FIRST in n.body and n.key.startswith("released/")
        ]
        asker, claimant = (next(n for n in about if n.person_id == person(one).id) for one in (ASKER, CLAIMANT))
        assert (asker.title, asker.body, asker.link) == (claimant.title, claimant.body, claimant.link)


def test_no_history_of_the_scenario_holds_who_asked_or_that_someone_did(
    client_of: ClientOf, world: World, code: str
) -> None:
    for email in (PUBLISHER, APPROVER):
        assert 'data-action="ask"' not in client_of(email).get(f"/desk/scenarios/{code}/history").text
    assert 'data-action="release_answer"' in client_of("").get(f"/scenarios/{code}/").text
    with world.app.app_context():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "ask")).all()
        assert len(events) == 3 and not any(e.public or e.subject_kind == "scenario" or e.round_number for e in events)


def test_two_questions_of_one_organisation_carry_no_common_mark(client_of: ClientOf, code: str) -> None:
    (waiting,) = [
        ref for ref in _refs(client_of, code) if SECOND in client_of(CLERK).get(f"/desk/questions/{ref}/answer").text
    ]
    client_of(REVIEWER).submit(f"/desk/questions/{waiting}/release")
    page = client_of("").get(f"/scenarios/{code}/questions/").text
    articles = re.findall(r"<article.*?</article>", page, re.DOTALL)
    plain = [re.sub(r"[0-9a-f]{12}|<time.*?</time>", "", one) for one in articles]
    for one, text in zip(sorted(plain), sorted((FIRST, OTHER, SECOND)), strict=True):
        assert text in one
    assert len({one.replace(FIRST, "").replace(OTHER, "").replace(SECOND, "") for one in plain}) == 1


def test_the_publisher_sees_neither_when_nor_in_which_order_it_was_asked(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario("open", title="另一个社区食堂场景")
    for number, asker in enumerate([ASKER, RIVAL, CLAIMANT] * 3):
        client_of(asker).submit(f"/scenarios/{code}/questions/", {"question": f"第{number}问？"})
        world.advance(seconds=2)
    page = client_of(PUBLISHER).get(f"/desk/scenarios/{code}/questions/").text
    order = re.findall(r"第(\d)问？", page)
    assert sorted(order) == list("012345678") and _refs(client_of, code) == sorted(_refs(client_of, code))
    main = page.partition("<main")[2].partition("</main>")[0]
    shown = set(re.findall(r'datetime="([^"]+)"', main))
    assert len(shown) == 2, "only until when one asks, and until when one answers"
    desk = client_of(CLERK).get("/desk/").text
    assert re.findall(r'href="/desk/questions/(\w+)/answer">另', desk) == _refs(client_of, code)
