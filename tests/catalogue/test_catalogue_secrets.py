"""C38: nothing that was not issued is in anything that the public can fetch."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, REVIEWER, VETTING, World

ClientOf = Callable[[str], Client]
MARKER = "尚未公开的标记场景"
LISTS = (
    "/",
    "/scenarios/",
    f"/scenarios/?q={MARKER}",
    "/scenarios/?sort=newest",
    "/notices/",
    "/publications/",
    "/robots.txt",
    "/api/v1/scenarios",
    f"/api/v1/scenarios?q={MARKER}",
    "/api/v1/organisations",
)
PAGES = (
    "/scenarios/{0}/",
    "/scenarios/{0}/versions/",
    "/scenarios/{0}/versions/1/",
    "/scenarios/{0}/diff?from=1&to=2",
    "/api/v1/scenarios/{0}",
)


def hide(world: World, state: str) -> str:
    """A scenario in a state that the public may not see."""
    code = world.a_draft("center2", title=MARKER)
    lead = "lead@center2.example"
    if state == "draft":
        return code
    if state == "withdrawn":
        world.act(code, "withdraw", lead, comment="不再谋划")
        return code
    world.act(code, "submit", lead)
    if state == "returned":
        world.act(code, "return", REVIEWER, **{"section_comments-basics": "请补充地点"})
    elif state == "rejected":
        world.act(code, "reject", APPROVER, comment="条件不成熟")
    elif state == "vetted":
        world.act(code, "vet", REVIEWER, **VETTING)
    return code


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "vetted", "rejected", "withdrawn"])
def test_a_scenario_never_published_is_nowhere(world: World, client_of: ClientOf, state: str) -> None:
    code = hide(world, state)
    assert world.scenario(code).state == state
    visitor = client_of("")
    for path in LISTS:
        text = visitor.get(path).text.replace(f'value="{MARKER}"', "")
        assert MARKER not in text, path
        assert code not in text, path
        assert "第二社区管理中心" not in text or path.startswith("/scenarios/"), path
    assert "center2" not in visitor.get("/api/v1/organisations").text
    for path in PAGES:
        answer = visitor.get(path.format(code), status=404)
        assert MARKER not in answer.text


def test_even_its_own_people_find_no_public_page_of_it(world: World, client_of: ClientOf) -> None:
    code = hide(world, "draft")
    for email in ("lead@center2.example", "reviewer@office.example"):
        client_of(email).get(f"/scenarios/{code}/", status=404)


def test_the_public_reads_the_issued_version_and_never_the_working_copy(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario()
    changed = sheets.plan()["basics"] | {"title": MARKER, "place": MARKER, "summary": MARKER * 5}
    world.write_plan(code, {"basics": changed}, "lead@center1.example")
    visitor = client_of("")
    for path in (
        *LISTS,
        *(page.format(code) for page in PAGES[:3]),
        PAGES[-1].format(code),
        "/publications/CT-2026-1/",
    ):
        assert MARKER not in visitor.get(path).text.replace(f'value="{MARKER}"', ""), path
    assert "本节尚未填写" not in visitor.get(f"/scenarios/{code}/").text  # what is issued is not unfinished


def test_a_relaunched_scenario_shows_its_last_version_and_that_it_lapsed(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario()
    world.close(code)
    assert world.scenario(code).state == "lapsed"
    world.act(code, "relaunch", "lead@center1.example")
    changed = sheets.plan()["basics"] | {"title": MARKER}
    world.write_plan(code, {"basics": changed}, "lead@center1.example")
    visitor = client_of("")
    answer = visitor.get(f"/api/v1/scenarios/{code}").get_json()
    assert (answer["state"], answer["contest"]["round"], answer["contest"]["claims"]) == ("lapsed", 1, 0)
    assert MARKER not in visitor.get(f"/scenarios/{code}/").text
    assert visitor.main(f"/scenarios/{code}/")["state"] == "lapsed"


@pytest.mark.parametrize(
    "path",
    [
        "/scenarios/x/",
        "/scenarios/CJ-2026-9999/",
        "/scenarios/%00/",
        "/scenarios/CJ-2026-٠٠٠١/",
        "/api/v1/scenarios/CJ-2026-9999",
        "/api/v1/scenarios/%ED%A0%80",
        "/publications/CT-2026-1/",
        "/publications/CT-²-1/",
        "/publications/CT-2026-999999999999/",
        "/publications/x/",
        "/api/v1/publications/x",
        "/api/v1/publications/CT-2026-00001",
        "/api/v1/nothing",
    ],
)
def test_what_is_not_there_is_not_found(client_of: ClientOf, path: str) -> None:
    answer = client_of("").http.get(path)
    assert answer.status_code == 404
    if path.startswith("/api/"):
        assert answer.mimetype == "application/problem+json"
        assert answer.get_json()["status"] == 404
