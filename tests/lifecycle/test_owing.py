"""What the publisher owes is no ground against the winner: without its written waiver the award stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace.extensions import unit_of_work
from marketplace.scenarios.service import scenario_by_code
from marketplace.supervision import queries as supervision
from tests.world.clients import Client
from tests.world.world import APPROVER, REVIEWER, World, upload

ClientOf = Callable[[str], Client]
GROUND = {"comment": "三十日内没有签协议"}


def _only_the_agreement_lacks(world: World, code: str) -> None:
    world.write_implementation(code, endorse=False)
    with world.app.app_context(), unit_of_work():
        document = supervision.implementation(scenario_by_code(code))
        document.body = {key: value for key, value in document.body.items() if key != "agreement"}


def _not_endorsed(world: World, code: str) -> None:
    world.write_implementation(code, endorse=False)


def _submitted(world: World, code: str) -> None:
    world.write_implementation(code)
    world.act(code, "submit_plan", world.winner(code))


OWED = [
    (_only_the_agreement_lacks, "除协议外已经填齐"),
    (_not_endorsed, "只欠发布方确认"),
    (_submitted, "该办的都办了"),
]


@pytest.mark.parametrize(("reach", "why"), OWED)
def test_what_the_publisher_owes_takes_no_award_away(
    world: World, client_of: ClientOf, reach: Callable[[World, str], None], why: str
) -> None:
    code = world.a_scenario(state="awarded")
    world.propose(code, "forfeit")
    reach(world, code)
    before = world.scenario(code).state
    page, form = f"/desk/scenarios/{code}/actions/forfeit", GROUND | {"confirm": "yes"}
    refused = client_of(APPROVER).submit(page, form, 422).text
    assert why in refused and "书面放弃声明" in refused and GROUND["comment"] in refused
    assert world.scenario(code).state == before
    world.act(code, "forfeit", APPROVER, uploads=upload("written_waiver"), **GROUND)
    assert world.scenario(code).state == "evaluated"


@pytest.mark.parametrize(("reach", "why"), OWED)
def test_nor_is_it_proposed_without_the_waiver(
    world: World, client_of: ClientOf, reach: Callable[[World, str], None], why: str
) -> None:
    code = world.a_scenario(state="awarded")
    reach(world, code)
    page, form = f"/desk/scenarios/{code}/actions/propose", GROUND | {"act": "forfeit"}
    assert why in client_of(REVIEWER).submit(page, form, 422).text
    world.act(code, "propose", REVIEWER, uploads=upload("file"), act="forfeit", **GROUND)
    world.act(code, "propose", REVIEWER, act="terminate", **GROUND)


def test_what_the_winner_owes_is_a_ground(world: World) -> None:
    code = world.a_scenario(state="awarded")
    world.write_implementation(code)
    world.propose(code, "forfeit")  # everything is there and endorsed, the winner does not submit it
    world.act(code, "forfeit", APPROVER, **GROUND)
    assert world.scenario(code).state == "evaluated"
