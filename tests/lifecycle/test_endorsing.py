"""The publisher's endorsement binds it: a page says to what, and it is given with a yes only."""

from __future__ import annotations

from collections.abc import Callable

from tests.world.clients import Client
from tests.world.world import World

LEAD = "lead@center1.example"


def test_an_endorsement_says_what_it_binds_to_and_needs_a_yes(client_of: Callable[[str], Client], world: World) -> None:
    code = world.a_scenario("awarded")
    world.write_implementation(code, endorse=False)
    page, lead = f"/desk/scenarios/{code}/implementation/endorse", client_of(LEAD)
    overview = lead.get(f"/desk/scenarios/{code}/").text
    assert f'action="{page}"' not in overview and f'href="{page}"' in overview
    assert "不能收回" in lead.get(page).text
    assert "不能收回" in lead.submit(page, {}, 422).text
    lead.submit(page, {"confirm": "yes", "plan_revision": "1"}, 409)  # what was seen is what is endorsed
    lead.submit(page, {"confirm": "yes"}, 302)
    assert "已经确认" in lead.get(page).text
    client_of("clerk@center1.example").get(page, 403)
    client_of(world.winner(code)).get(page, 403)
    world.act(code, "submit_plan", world.winner(code))
    assert "只在" in lead.get(page).text
    lead.submit(page, {"confirm": "yes"}, 409)
