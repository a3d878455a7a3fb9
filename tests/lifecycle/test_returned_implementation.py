"""An implementation plan that was returned is mended and submitted again; comments on what was changed count as dealt with."""

from __future__ import annotations

from marketplace.plans.sheet import IMPLEMENTATION
from marketplace.scenarios import queries as scenarios
from marketplace.scenarios.service import scenario_by_code
from marketplace.sheets import Bound
from marketplace.supervision import queries as supervised
from marketplace.supervision import service as supervision
from tests.world import sheets
from tests.world.world import APPROVER, World, person


def test_a_returned_implementation_plan_is_submitted_again(world: World) -> None:
    code = world.a_scenario("plan_submitted")
    winner = world.winner(code)
    world.act(code, "return_plan", APPROVER, **{"section_comments-delivery": "请写明责任人。"})
    with world.app.app_context():
        document = supervised.implementation(scenario_by_code(code))
        body = {
            **sheets.implementation()["delivery"],
            "organisation": "项目部负责实施，责任人王某，每周召开一次例会，每月报告进度。",
        }
        section = IMPLEMENTATION.section("delivery")
        form = {name: [str(value)] for name, value in sheets.fields_of(section, body).items()}
        bound = Bound.of_form(section, form)
        supervision.save_implementation_section(
            code=code, bound=bound, revision=document.counter("delivery"), by=person(winner)
        )
    with world.app.app_context():
        supervision.endorse(code=code, by=person("lead@center1.example"), plan_revision=None)
    world.act(code, "submit_plan", winner)
    with world.app.app_context():
        assert scenarios.open_comments(scenario_by_code(code), "implementation") == []
    assert world.scenario(code).state == "plan_submitted"
