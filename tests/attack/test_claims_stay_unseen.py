"""Until the deadline nothing that others see, be it a page, a list, a refusal or a number, tells that a claim exists."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from marketplace import clock
from marketplace.extensions import db
from marketplace.notifications import listing, queries
from marketplace.scenarios.service import scenario_by_code
from tests.world import sheets
from tests.world.clients import Client
from tests.world.people import ROLES
from tests.world.world import APPROVER2, World, person

ClientOf = Callable[[str], Client]
CLAIMANTS = ("claimant", "member")
NO_SUCH_REF = "JB-2026-99999"
PAGES = (
    "/",
    "/scenarios/",
    "/notices/",
    "/desk/",
    "/desk/claims/",
    "/desk/evaluations/",
    "/desk/notifications/",
    "/desk/outbox/",
    "/desk/outbox/failed",
    "/desk/people/",
    "/desk/organisations/",
    "/desk/organisations/investor1/",
    "/desk/people/invite",
    "/desk/organisations/investor1/suspend",
    "/api/v1/scenarios",
    "/api/v1/organisations",
    "/scenarios/{code}/",
    "/scenarios/{code}/objections/",
    "/api/v1/scenarios/{code}",
    "/desk/scenarios/{code}/",
    "/desk/scenarios/{code}/history",
    "/desk/scenarios/{code}/claims/",
    "/desk/scenarios/{code}/experts",
    "/desk/scenarios/{code}/actions/amend",
    "/desk/scenarios/{code}/actions/withdraw",
    "/desk/scenarios/{code}/objections/",
)
REF_PAGES = (
    "",
    "proposal",
    "attachments",
    "receipt",
    "receipts/1",
    "receipts/1.json",
    "eligibility",
    "actions/submit",
    "actions/confirm_membership",
    "no-such",
)


def _steady(text: str) -> str:
    text = re.sub(r'(name="csrf-token" content|name="(?:csrf_token|once|next)" value)="[^"]*"', "", text)
    return re.sub(r"\d{1,2}:\d\d(:\d\d(\.\d+)?)?", "", text)


def _seen(client: Client, code: str) -> dict[str, str]:
    answers = {page: client.get(page.format(code=code), status=None) for page in PAGES}
    return {
        page: f"{answer.status_code} {answer.headers.get('ETag')} {_steady(answer.text)}"
        for page, answer in answers.items()
    }


def test_no_page_of_anyone_else_changes_when_claims_come(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("open")
    others = {
        role: client_of(ROLES[role])
        for role in ("visitor", "lead", "rival", "reviewer", "approver", "admin", "viewer", "expert")
    }
    before = {role: _seen(client, code) for role, client in others.items()}
    world.a_claim(code, "investor1")
    for role, client in others.items():
        after = _seen(client, code)
        assert [page for page in PAGES if after[page] != before[role][page]] == [], role


def test_a_sealed_claim_is_refused_in_the_words_for_one_that_is_not_there(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("open")
    ref = world.a_claim(code, "investor1")
    for role, email in ROLES.items():
        if role in (*CLAIMANTS, "visitor"):
            continue
        client = client_of(email)
        for base in ("/desk/claims/", "/desk/evaluations/"):
            for page in REF_PAGES if base == "/desk/claims/" else ("",):
                there, nowhere = (client.get(f"{base}{one}/{page}", status=None) for one in (ref, NO_SUCH_REF))
                assert (there.status_code, _steady(there.text)) == (nowhere.status_code, _steady(nowhere.text)), (
                    role,
                    base,
                    page,
                )
                there, nowhere = (
                    client.post(f"{base}{one}/{page}", {"revision": "1", "declare": "none"}, status=None)
                    for one in (ref, NO_SUCH_REF)
                )
                assert (there.status_code, _steady(there.text)) == (nowhere.status_code, _steady(nowhere.text)), (
                    role,
                    base,
                    page,
                )


def test_numbers_of_messages_do_not_count(world: World, app: Flask) -> None:
    code = world.a_scenario("open")
    world.a_claim(code, "investor1")
    with app.app_context():
        numbers = [row.id for row in queries.messages(person("lead@investor1.example").id)[0]]
        numbers += [row.id for row in queries.messages(person("lead@center1.example").id)[0]]
    assert len(numbers) > 2 and max(numbers) > 1000
    assert numbers != list(range(numbers[0], numbers[0] + len(numbers)))


def _listed(app: Flask) -> str:
    with app.app_context():
        return "\n".join(listing.lines())


def test_a_moved_deadline_keeps_receipts_and_the_word_to_claimants_hidden(world: World, app: Flask) -> None:
    code = world.a_scenario("open")
    ref = world.a_claim(code, "investor1")
    old = world.scenario(code).deadline
    world.write_plan(
        code,
        {
            "claim_terms": {
                **sheets.plan()["claim_terms"],
                "qualifications": "条件改为：有两年以上社区食堂运营经验，近三年无重大违法记录。",
            }
        },
        "lead@center1.example",
    )
    later = (old + timedelta(days=20)).astimezone(clock.SHANGHAI).date()
    world.act(code, "amend", APPROVER2, reason="按征集到的意见调整资格条件", deadline=later.isoformat())
    with app.app_context():
        clock.advance(old - clock.now() + timedelta(hours=1))
        assert clock.now() < scenario_by_code(code).round.deadline  # type: ignore[union-attr]
        db.session.remove()
    listed = _listed(app)
    assert ref not in listed and "investor1" not in listed
    world.close(code)
    assert ref in _listed(app)


def test_a_withdrawn_contest_does_not_name_its_claimants(world: World, app: Flask) -> None:
    code = world.a_scenario("open")
    ref = world.a_claim(code, "investor1")
    world.decide(code, "withdraw", APPROVER2, comment="政策调整，暂不推进")
    listed = _listed(app)
    assert ref not in listed and "investor1" not in listed
