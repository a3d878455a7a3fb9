"""Where sheets are still owed, whoever owes them is named; nobody is asked to draw experts who are there already."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.world.clients import Client
from tests.world.world import REVIEWER, World

ClientOf = Callable[[str], Client]


@pytest.mark.parametrize(
    ("experts", "asks_for_more"), [(("expert1", "expert2", "expert3"), False), (("expert1",), True)]
)
def test_who_owes_sheets_counts_among_the_experts(
    client_of: ClientOf, world: World, monkeypatch: pytest.MonkeyPatch, experts: tuple[str, ...], asks_for_more: bool
) -> None:
    code = world.a_scenario(state="evaluating")
    monkeypatch.setattr(world, "score", lambda *_args, **_more: None)  # they are seated and score nothing
    world.judge(code, experts=experts)
    page = client_of(REVIEWER).get(f"/desk/scenarios/{code}/actions/conclude").text
    assert "还有专家没有交齐评分表" in page
    assert ("请抽取专家" in page) is asks_for_more
    assert "交齐评分表的专家有 0 位" not in page
