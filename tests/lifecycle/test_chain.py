"""One scenario travels the whole chain."""

from __future__ import annotations

import pytest

from marketplace.audit import service as audit
from tests.world.world import World


@pytest.mark.any_day
def test_a_scenario_travels_from_draft_to_effective(world: World) -> None:
    code = world.a_scenario(state="effective")
    assert world.scenario(code).public_state == "effective"
    with world.app.app_context():
        assert list(audit.faults()) == []
