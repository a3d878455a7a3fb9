"""The implementation plan is the winner's own: under its name and dates, and without what the winner may not change."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.publications import service as publications
from marketplace.scenarios.service import scenario_by_code
from tests.world.clients import Client
from tests.world.world import APPROVER, World

ClientOf = Callable[[str], Client]


def test_the_terms_of_the_contest_are_not_offered_to_the_winner_and_stand_in_the_result(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario("awarded")
    winner = client_of(world.winner(code))
    assert f"/desk/scenarios/{code}/implementation/claim_terms" not in winner.get(f"/desk/scenarios/{code}/").text
    winner.get(f"/desk/scenarios/{code}/implementation/claim_terms", 404)
    winner.get(f"/desk/scenarios/{code}/implementation/operation")
    world.write_implementation(code)
    world.act(code, "submit_plan", world.winner(code))
    page = client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/approve_plan").text
    letterhead = page.partition('<p class="letterhead">')[2].partition("</p>")[0]
    with world.app.app_context():
        scenario = scenario_by_code(code)
        name, publisher = world.winner(code), scenario.publisher.name
        first = publications.newest(scenario).content["plan"]["claim_terms"]
    assert name.partition("@")[2].partition(".")[0] in letterhead and publisher not in letterhead and "年" in letterhead
    assert "section_comments-claim_terms" not in page
    world.act(code, "approve_plan", APPROVER)
    with world.app.app_context():
        result = publications.newest(scenario_by_code(code))
        assert result.kind == "result" and result.content["plan"]["claim_terms"] == first
    public = client_of("").get(f"/scenarios/{code}/versions/{result.version}/").text
    assert "实施方案由investor" in public and "签订" in public and "揭榜要求" in public
