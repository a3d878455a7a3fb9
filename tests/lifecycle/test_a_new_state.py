"""A state that no other table has heard of costs its row: every page about a scenario in it still answers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import text

from marketplace.extensions import db
from marketplace.scenarios.states import PUBLIC, STATES, ScenarioState, Step
from tests.world.clients import Client
from tests.world.world import APPROVER, REVIEWER, World

ClientOf = Callable[[str], Client]
SUSPENDED = ScenarioState(
    "suspended", "已中止", "wrong", "区城市办审定", "问题解决后恢复施工", public=True, step=Step.EFFECT
)
MINUTE = ScenarioState("sounded", "已征询", "waiting", turn="区城市办", next="征询各方后审定")
READERS = ("", "lead@center1.example", "lead@investor1.example", REVIEWER, APPROVER, "expert1@experts.example")
LISTS = ("/", "/scenarios/", "/notices/", "/desk/", "/desk/scenarios/", "/desk/claims/", "/desk/evaluations/")
LINK = re.compile(r'href="(/[^"#]*)')


@pytest.mark.parametrize(("before", "row"), [("underway", SUSPENDED), ("vetted", MINUTE)])
def test_no_page_breaks_on_a_state_that_is_a_row_and_nothing_else(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, before: str, row: ScenarioState
) -> None:
    code = world.a_scenario(state=before)
    monkeypatch.setitem(STATES, row.id, row)
    if row.public:
        monkeypatch.setitem(PUBLIC, row.id, row)
    with world.app.app_context(), db.engine.begin() as connection:
        shown = ", public_state = :state" if row.public else ""
        connection.execute(
            text(f"UPDATE scenario SET state = :state, due_at = NULL{shown} WHERE code = :code"),  # ours
            {"state": row.id, "code": code},
        )
    said = {reader: _walk(client_of(reader), code) for reader in READERS}
    desk, case = f"/desk/scenarios/{code}/", said[APPROVER]
    assert row.label in case[desk] and row.label in case["/desk/scenarios/"] and f"{desk}history" in case
    assert (row.label in said[""][f"/scenarios/{code}/"]) == row.public
    if row.public:
        assert f"{desk}archive.zip" in case and f"/scenarios/{code}/versions/" in said[""]


def _is_about(address: str, code: str) -> bool:
    """Whether it leads to a page about the scenario or a claim; papers were issued before and stay as they are."""
    return (code in address or "/JB-" in address) and not address.startswith("/certificates/")


def _walk(client: Client, code: str) -> dict[str, str]:
    """Every page about this scenario that the reader is led to, by its address; none of them may break."""
    wait, pages = [*LISTS, f"/scenarios/{code}/", f"/desk/scenarios/{code}/", f"/api/v1/scenarios/{code}"], {}
    while wait:
        address = wait.pop()
        if address in pages:
            continue
        answer = client.http.get(address)
        assert answer.status_code < 500, address
        is_page = answer.status_code == 200 and answer.mimetype == "text/html"
        pages[address] = answer.text if is_page else ""
        if is_page:
            wait += [one for one in LINK.findall(answer.text.replace("&amp;", "&")) if _is_about(one, code)]
    return pages
