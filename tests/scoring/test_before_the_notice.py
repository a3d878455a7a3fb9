"""Before the notice experts' names and scores are for reviewers and approvers, not for the rest of the office."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.world.clients import Client
from tests.world.world import APPROVER2, EXPERTS, REVIEWER, World, person

ClientOf = Callable[[str], Client]
OTHERS = ("viewer@office.example", "admin@office.example")
SCORE = 87


def _names(world: World) -> list[str]:
    with world.app.app_context():
        return [person(f"{name}@experts.example").name for name in EXPERTS]


def _told(client: Client, code: str, names: list[str]) -> set[str]:
    """Where on the pages that lead from the scenario's own a name, a score or the report is to be read."""
    todo, seen, found = (
        [f"/desk/scenarios/{code}/", f"/desk/scenarios/{code}/claims/", "/desk/"],
        set[str](),
        set[str](),
    )
    todo += [f"/desk/scenarios/{code}/{page}" for page in ("draws/", "history", "archive.zip", "actions/announce")]
    while todo:
        path = todo.pop()
        seen.add(path)
        page = client.get(path, None)
        if page.status_code != 200 or page.mimetype != "text/html":
            found |= {path} if page.status_code == 200 and "/PB-" in path else set()
            continue
        words = re.sub(r"<[^>]+>", " ", page.text)
        found |= {path} if any(one in words for one in names) or f"{SCORE}.00" in words else set()
        links = set(re.findall(r'href="(/[^"#?]+)', page.text))
        todo += [one for one in links - seen - set(todo) if code in one or "/desk/claims/" in one]
    return found


@pytest.mark.parametrize("state", ["evaluating", "evaluated"])
def test_before_the_notice_the_rest_of_the_office_reads_no_name_and_no_score(
    world: World, client_of: ClientOf, state: str
) -> None:
    code, names = world.a_scenario("evaluating"), _names(world)
    world.judge(code, {ref: SCORE - place for place, ref in enumerate(world.refs(code))})
    if state == "evaluated":
        world.act(code, "conclude", REVIEWER)
    for email in OTHERS:
        assert not _told(client_of(email), code, names)
        page = client_of(email).get(f"/desk/scenarios/{code}/claims/").text
        assert "从公示起可以查看" in page and "投资" in page, "the claims themselves are theirs to read"
        assert "从公示起可以查看" in client_of(email).get(f"/desk/scenarios/{code}/draws/", 403).text
    for email in (REVIEWER, APPROVER2):
        page = client_of(email).get(f"/desk/scenarios/{code}/claims/").text
        assert names[0] in page and f"<b>{SCORE}</b>" in page


def test_from_the_notice_on_they_do_and_after_an_annulment_not(world: World, client_of: ClientOf) -> None:
    code, names = world.a_scenario("notice"), _names(world)
    for email in OTHERS:
        assert _told(client_of(email), code, names)
    world.annul(code)
    for email in OTHERS:
        assert not _told(client_of(email), code, names)
