"""An autosave asks the database only what saving needs, in each of the three sheets; the page beside it is not built."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.world.clients import Client, Forms
from tests.world.counting import statements
from tests.world.world import World

ClientOf = Callable[[str], Client]
CLERK, LEAD = "clerk@center1.example", "lead@investor1.example"


def _plan(world: World) -> tuple[str, str, str]:
    return CLERK, f"/desk/scenarios/{world.a_draft()}/plan/positioning", "positioning"


def _implementation(world: World) -> tuple[str, str, str]:
    code = world.a_scenario(state="awarded")
    return world.winner(code), f"/desk/scenarios/{code}/implementation/positioning", "positioning"


def _claim(world: World) -> tuple[str, str, str]:
    return LEAD, f"/desk/claims/{world.a_claim(world.a_scenario())}/proposal", "proposal"


@pytest.mark.parametrize(("sheet", "most"), [(_plan, 11), (_implementation, 12), (_claim, 14)])
def test_an_autosave_asks_only_what_saving_needs(
    world: World, client_of: ClientOf, sheet: Callable[[World], tuple[str, str, str]], most: int
) -> None:
    who, path, field = sheet(world)
    client = client_of(who)
    sent = Forms(client.get(path).text).forms[path] | {field: "另写的一段。" * 30}
    with statements(world.app) as asked:
        assert client.post(f"{path}/autosave", sent, 200).json == {"revision": int(sent["revision"]) + 1}
    assert len(asked) <= most, "\n".join(one.replace("\n", " ")[:160] for one in asked)
