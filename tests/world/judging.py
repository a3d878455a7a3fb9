"""A round that is judged: opened claims, a panel chosen by hand, full sheets."""

from __future__ import annotations

from collections.abc import Callable

from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import EXPERTS, REVIEWER, World

ClientOf = Callable[[str], Client]

CRITERIA = sheets.plan()["claim_terms"]["criteria"]


def scored(score: int, note: str = "有依据") -> dict[str, str]:
    """A full sheet with one score everywhere."""
    return {
        key: value for n in range(len(CRITERIA)) for key, value in ((f"score_{n}", str(score)), (f"note_{n}", note))
    }


def opened(world: World, *claimants: str) -> tuple[str, list[str]]:
    """A scenario under evaluation and its claims' references."""
    code = world.a_scenario("evaluating", claimants=claimants or ("investor1", "investor2"))
    return code, world.refs(code)


def assigned(client_of: ClientOf, world: World) -> tuple[str, list[str]]:
    """The same with every claim eligible and the panel of three."""
    code, refs = opened(world)
    office = client_of(REVIEWER)
    for ref in refs:
        office.submit(f"/desk/claims/{ref}/eligibility", {"eligible": "yes", "reason": "符合"})
    office.post(f"/desk/scenarios/{code}/experts", {"expert": list(EXPERTS), "reason": "熟悉社区运营"})
    return code, refs
