"""A claim is offered only the operating models that keep the published plan's promises."""

from __future__ import annotations

import re
from collections.abc import Callable

from marketplace.reference.tables import operating_models, same_promises
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]


def test_only_models_of_the_same_promises_are_offered(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="open")
    ref = world.a_claim(code)
    page = client_of("lead@investor1.example").get(f"/desk/claims/{ref}/operation").text
    published = client_of("").get(f"/api/v1/scenarios/{code}").get_json()["operating_model"]["id"]
    select = page.partition('id="operating_model"')[2].partition("</select>")[0]
    offered = set(re.findall(r'<option value="(\w+)"', select))
    assert offered == {one for one in operating_models() if one == published or same_promises(one, published)}
    assert len(offered) < len(operating_models())
