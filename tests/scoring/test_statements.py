"""The office's page of a round asks as many questions for four claims as for two."""

from __future__ import annotations

from collections.abc import Callable

from tests.world.clients import Client
from tests.world.counting import statements
from tests.world.world import World

ClientOf = Callable[[str], Client]
CLAIMANTS = ("investor1", "investor2", "investor3", "investor4")


def test_the_board_asks_no_more_for_more_claims(world: World, client_of: ClientOf) -> None:
    reviewer, counts = client_of("reviewer@office.example"), []
    for claimants in (CLAIMANTS[:2], CLAIMANTS):
        code = world.a_scenario(state="evaluating", claimants=claimants, title=f"{len(claimants)} 家揭榜的社区食堂场景")
        world.judge(code, experts=("expert1",))
        reviewer.get(f"/desk/scenarios/{code}/claims/")
        with statements(world.app) as sent:
            reviewer.get(f"/desk/scenarios/{code}/claims/")
        counts.append(len(sent))
    assert counts[0] == counts[1]
